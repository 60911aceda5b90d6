import { createRequire } from 'node:module';
import * as esm from 'market-mapping';
import { type Context, insertMappings } from './context.js';
import { compareCalls } from './measure.js';
import { type Line, perSecond, type Section } from './report.js';
import { manySightings } from './sightings.js';

const cjs: typeof esm = createRequire(import.meta.url)('market-mapping');

/** What a scraper calls for every market, in both builds of the package: most services load the CommonJS one. */
export async function builds(context: Context): Promise<Section> {
  const { data, patience } = context;
  const { db, close } = await context.database();
  await insertMappings(db, data.mappings);
  const options = { listen: false, refreshIntervalMs: 3_600_000, flushIntervalMs: 3_600_000, maxBuffered: 100_000 };
  const mappers = {
    esm: await esm.createMarketMapper(db, options),
    cjs: await cjs.createMarketMapper(db, options),
  };
  const markets = data.payloads.flatMap(payload => payload.markets);
  const sightings = manySightings(data, 400);

  const lines: Line[] = [];
  const compare = async (what: string, count: number, pass: (mapper: esm.MarketMapper) => unknown) => {
    const times = await compareCalls({ cjs: () => pass(mappers.cjs), esm: () => pass(mappers.esm) }, count, patience);
    lines.push({
      what: `${what}, CommonJS`,
      ours: perSecond(times.cjs),
      beside: 'the same in the ESM build',
      theirs: perSecond(times.esm),
      ratio: times.esm / times.cjs,
      target: { atLeast: 0.9 },
    });
  };
  await compare('resolve', markets.length, mapper => {
    let found = 0;
    for (const { source, externalMarketId } of markets) if (mapper.resolve(source, externalMarketId)) found++;
    return found;
  });
  await compare('resolveMarket', markets.length, mapper => {
    let found = 0;
    for (const market of markets) if (mapper.resolveMarket(market).status !== 'unmapped') found++;
    return found;
  });
  await compare('recordUnmapped', sightings.length, mapper => {
    for (const sighting of sightings) mapper.recordUnmapped(sighting);
    return mapper.stats().pending;
  });
  await mappers.esm.close();
  await mappers.cjs.close();
  await close();
  return { title: 'Both builds', lines, notes: ['Both in one process, taking turns.'] };
}

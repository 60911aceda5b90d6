import type { Knex } from 'knex';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  deleteMapping,
  importMappings,
  listUnmappedMarkets,
  type NewMapping,
  updateMapping,
} from 'market-mapping';
import type { Context } from './context.js';
import { growthExponent, median } from './measure.js';
import { digits, duration, type Line, type Section } from './report.js';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];

/** A statement that is nowhere near the size of the log takes the same time at every size. */
const FLAT = { atMost: 2 };
const PAGE_MS = 10;

/** What changes and lists take as the log grows from a thousand markets to a million. */
export async function growth(context: Context): Promise<Section> {
  const { db, client, close } = await context.database();
  const sizes = context.isQuick ? SIZES.slice(0, 2) : SIZES;
  const times = new Map<string, Record<number, number>>();
  let rows = 0;
  for (const size of sizes) {
    await client.query(FILL, [rows, size]);
    await client.query('vacuum analyze unmapped_market_log');
    rows = size;
    for (const [what, ms] of await measure(db, size, context.isQuick ? 5 : 15)) {
      times.set(what, { ...times.get(what), [size]: ms });
    }
  }
  const perSecond = await importEmpty(db, client, context.isQuick ? 1_000 : 5_000);
  await close();
  const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)];
  const lines = [...times].map(([what, bySize]): Line => {
    const [first = Number.NaN, last = Number.NaN] = [bySize[smallest], bySize[largest]];
    const isPage = what.startsWith('page');
    return {
      what,
      ours: duration(last),
      beside: isPage ? `${PAGE_MS} ms` : `at ${smallest.toLocaleString('en')}`,
      theirs: isPage ? duration(PAGE_MS) : duration(first),
      ratio: isPage ? last / PAGE_MS : last / first,
      target: isPage ? { atMost: 1 } : FLAT,
    };
  });
  const all = [...times].map(
    ([what, bySize]) =>
      `${what}: ${sizes.map(size => duration(bySize[size] ?? Number.NaN)).join(', ')}, exponent ${digits(growthExponent(bySize))}`,
  );
  return {
    title: `Growth of the log to ${largest.toLocaleString('en')} markets`,
    lines: [
      ...lines,
      {
        what: 'mappings imported a second into an empty database',
        ours: digits(perSecond),
        beside: 'one thousand',
        theirs: '1000',
        ratio: perSecond / 1_000,
        target: { atLeast: 1 },
      },
    ],
    notes: [`At ${sizes.map(size => size.toLocaleString('en')).join(', ')} markets: ${all.join('; ')}.`],
  };
}

/** A third of the markets at each of three sources; Bet9ja's are odds keys, a hundred of one market. */
const FILL = `
  insert into unmapped_market_log (source, external_market_id, market_name, sample_outcomes, occurrence_count, reason)
  select (array['betpawa', 'sportybet', 'bet9ja'])[n % 3 + 1],
    case n % 3 when 2 then 'S_M' || n / 300 || '@' || n % 300 || '.5_O' else n::text end,
    'Market ' || n, '[{"name": "Over", "id": "12"}, {"name": "Under", "id": "13"}]', n % 50 + 1, 'UNKNOWN_MARKET'
  from generate_series($1::integer + 1, $2::integer) as n`;

function mappingOf(at: number): NewMapping {
  const names = { betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'O' };
  return {
    canonicalId: `m${at}`,
    name: `Mapping ${at}`,
    betpawaId: `${at}`,
    bet9jaKey: `S_M${at}`,
    outcomeMapping: [
      { canonicalId: 'over', ...names, position: 0 },
      { canonicalId: 'under', betpawaName: 'Under', sportybetDesc: 'Under', bet9jaSuffix: 'U', position: 1 },
    ],
  };
}

async function measure(db: Knex, size: number, rounds: number): Promise<Map<string, number>> {
  const found = new Map<string, number[]>();
  const time = async (what: string, work: () => Promise<unknown>) => {
    const startedAt = performance.now();
    await work();
    found.set(what, [...(found.get(what) ?? []), performance.now() - startedAt]);
  };
  const pageOf = (sortBy: 'occurrenceCount' | 'lastSeenAt' | 'firstSeenAt', cursor?: string) =>
    listUnmappedMarkets(db, { sortBy, cursor });
  // The ids change from round to round but are there at each size: each mapping meets a market or two of the log.
  for (let round = 0; round < rounds; round++) {
    const at = size + round;
    const key = { betpawaId: `${3 * round + 3}`, bet9jaKey: `S_X${at}` };
    await time('createMapping', () => createMapping(db, { ...mappingOf(at), ...key }));
    await time('updateMapping of a name', () => updateMapping(db, `m${at}`, { name: `Renamed ${at}` }));
    await time('updateMapping of an id', () => updateMapping(db, `m${at}`, { bet9jaKey: `S_Y${at}` }));
    await time('deactivateMapping', () => deactivateMapping(db, `m${at}`));
    await time('activateMapping', () => activateMapping(db, `m${at}`));
    await deleteMapping(db, `m${at}`);
    const set = Array.from({ length: 20 }, (_, n) => ({
      ...mappingOf(at),
      canonicalId: `i${n}`,
      betpawaId: `i${at} ${n}`,
      bet9jaKey: `S_I${at}_${n}`,
    }));
    await time('importMappings of twenty', () => importMappings(db, set));
    for (const { canonicalId } of set) await deleteMapping(db, canonicalId);
    for (const sortBy of ['occurrenceCount', 'lastSeenAt', 'firstSeenAt'] as const) {
      const { nextCursor } = await pageOf(sortBy);
      await time(`page by ${sortBy}`, () => pageOf(sortBy));
      await time(`page by ${sortBy}, the next`, () => pageOf(sortBy, nextCursor ?? undefined));
    }
  }
  return new Map([...found].map(([what, values]) => [what, median(values)]));
}

async function importEmpty(db: Knex, client: { query(sql: string): Promise<unknown> }, count: number): Promise<number> {
  await client.query('truncate user_market_mappings, mapping_audit_log, unmapped_market_log');
  const startedAt = performance.now();
  await importMappings(
    db,
    Array.from({ length: count }, (_, at) => mappingOf(at)),
  );
  return count / ((performance.now() - startedAt) / 1_000);
}

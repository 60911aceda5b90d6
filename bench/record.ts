import { createMarketMapper, type MarketMapper, type UnmappedSighting } from 'market-mapping';
import pg from 'pg';
import type { BenchDatabase, Context } from './context.js';
import { type Contender, compareCalls, compareRuns, growthExponent } from './measure.js';
import { digits, duration, LINEAR, type Line, perSecond, type Section } from './report.js';
import { manySightings } from './sightings.js';
import {
  drizzleWriter,
  kyselyWriter,
  type MarketRow,
  writeByKnex,
  writeByUnnest,
  writeOneByOne,
  writeOneByOneWithKnex,
} from './unmapped-writers.js';

type Growth = Record<'new' | 'known', Record<'ours' | 'raw', Record<number, number>>>;

const NEVER = { refreshIntervalMs: 3_600_000, flushIntervalMs: 3_600_000, maxBuffered: 100_000, listen: false };

/** `recordUnmapped` and its flush, beside counting in a Map and other ways of writing the counts. */
export async function record(context: Context): Promise<Section> {
  const database = await context.database();
  const mapper = await createMarketMapper(database.db, NEVER);
  const lines: Line[] = [await calls(context, mapper)];
  const growth = { new: { ours: {}, raw: {} }, known: { ours: {}, raw: {} } } as Growth;
  const sizes = context.isQuick ? [100, 1_000] : [100, 1_000, 10_000];
  for (const size of sizes) {
    for (const kind of ['new', 'known'] as const) {
      const { lines: compared, ours, raw } = await flushes(context, database, mapper, kind, size);
      lines.push(...compared);
      growth[kind].ours[size] = ours;
      growth[kind].raw[size] = raw;
    }
  }
  lines.push(...(await sightingsOneByOne(context)));
  for (const kind of ['new', 'known'] as const) {
    const exponent = growthExponent(growth[kind].ours);
    lines.push({
      what: `growth of a flush of ${kind} markets (${sizes.map(size => size.toLocaleString('en')).join(', ')})`,
      ours: `exponent ${digits(exponent)}`,
      beside: 'that of the raw upsert',
      theirs: digits(growthExponent(growth[kind].raw)),
      ratio: exponent,
      target: LINEAR,
    });
  }
  await mapper.close();
  await database.close();
  return {
    title: 'Record',
    lines,
    notes: [
      'Every flush locks in order, burns no ids, counts exactly once and tells what is new; the raw upsert does none of it.',
      'fsync is off where not said otherwise, so that the statements are compared and not the disk, which would hide the difference.',
    ],
  };
}

/** The same markets again and again, as a scraper meets them. */
async function calls({ data, patience }: Context, mapper: MarketMapper): Promise<Line> {
  const sightings = manySightings(data, 400);
  const bare = new Map<string, Map<string, number>>(
    [...new Set(sightings.map(each => each.source))].map(s => [s, new Map()]),
  );
  const times = await compareCalls(
    {
      mapper: () => {
        for (const sighting of sightings) mapper.recordUnmapped(sighting);
        return mapper.stats().pending;
      },
      bare: () => {
        for (const { source, externalMarketId } of sightings) {
          const counts = bare.get(source);
          counts?.set(externalMarketId, (counts.get(externalMarketId) ?? 0) + 1);
        }
        return bare;
      },
    },
    sightings.length,
    patience,
  );
  await mapper.flush();
  return {
    what: 'recordUnmapped',
    ours: perSecond(times.mapper),
    beside: 'a count in nested Maps (the limit)',
    theirs: perSecond(times.bare),
    ratio: times.bare / times.mapper,
    target: { atLeast: 0.5 },
  };
}

async function flushes(
  { data, isQuick }: Context,
  { db, client, url }: BenchDatabase,
  mapper: MarketMapper,
  kind: 'new' | 'known',
  size: number,
): Promise<{ lines: Line[]; ours: number; raw: number }> {
  const sightings = manySightings(data, size);
  const rows = sightings.map(toRow);
  const kysely = kyselyWriter(url);
  const writeByDrizzle = drizzleWriter(client);
  const known = kind === 'known' ? rows : [];
  const writer = (write: Write): Contender => ({
    prepare: () => resetLog(url, known, write),
    run: () => write(rows),
  });
  const times = await compareRuns(
    {
      mapper: {
        prepare: async () => {
          await resetLog(url, known, () => recordAndFlush(mapper, [OTHER]));
          for (const sighting of sightings) mapper.recordUnmapped(sighting);
        },
        run: () => mapper.flush(),
      },
      raw: writer(rows => writeByUnnest(client, rows)),
      knex: writer(rows => writeByKnex(db, rows)),
      drizzle: writer(writeByDrizzle),
      kysely: writer(kysely.write),
    },
    { rounds: isQuick ? 3 : size > 1_000 ? 7 : 21 },
  );
  await kysely.close();
  const beside = (beside: string, theirs: number, target?: Line['target']): Line => ({
    what: `flush of ${size.toLocaleString('en')} ${kind} markets`,
    ours: duration(times.mapper),
    beside,
    theirs: duration(theirs),
    ratio: times.mapper / theirs,
    target,
  });
  const atMost = size === 100 ? 1.7 : kind === 'new' ? 1.3 : 1.1;
  const lines = [
    beside('raw unnest upsert on pg', times.raw, { atMost }),
    beside('multi-row insert with knex', times.knex),
    beside('multi-row insert with drizzle-orm', times.drizzle),
    beside('multi-row insert with kysely', times.kysely),
  ];
  return { lines, ours: times.mapper, raw: times.raw };
}

/** What a naive service does with each sighting, from a measured part of it; on a server as it is installed, whose commits wait for the disk. */
async function sightingsOneByOne({ data, isQuick, database }: Context): Promise<Line[]> {
  const { client, db, url, close } = await database({ waitsForDisk: true });
  const { rows: settings } = await client.query<{ fsync: string }>('show fsync');
  const fsync = settings[0]?.fsync ?? 'unknown';
  const mapper = await createMarketMapper(db, NEVER);
  const sightings = manySightings(data, 1_000);
  const repeats = 20;
  const repeated = Array.from({ length: repeats }, () => sightings).flat();
  const measured = sightings.slice(0, isQuick ? 200 : 1_000).map(toRow);
  const oneByOne = (write: Write): Contender => ({
    prepare: () => resetLog(url, [], write),
    run: () => write(measured),
  });
  const times = await compareRuns(
    {
      ours: {
        prepare: () => resetLog(url, [], () => recordAndFlush(mapper, [OTHER])),
        run: () => recordAndFlush(mapper, repeated),
      },
      knex: oneByOne(rows => writeOneByOneWithKnex(db, rows)),
      prepared: oneByOne(rows => writeOneByOne(client, rows)),
    },
    { rounds: isQuick ? 1 : 9 },
  );
  await mapper.close();
  await close();
  const beside = (how: string, theirs: number): Line => {
    const all = (theirs / measured.length) * repeated.length;
    return {
      what: `20,000 sightings of 1,000 new markets, recorded and flushed (speed), fsync ${fsync}`,
      ours: duration(times.ours),
      beside: `${how} (from ${measured.length} of them)`,
      theirs: duration(all),
      ratio: all / times.ours,
      target: { atLeast: 300 },
    };
  };
  return [
    beside('an upsert a sighting with knex', times.knex),
    beside('a prepared upsert a sighting on pg', times.prepared),
  ];
}

type Write = (rows: readonly MarketRow[]) => Promise<unknown>;

const OTHER: UnmappedSighting = { source: 'bet9ja', externalMarketId: 'ANOTHER', sampleOutcomes: [] };

/**
 * Each contender finds the same log: with one market, or those that are known too, and no dead rows. It was made so by a connection of
 * nobody's, and the contender's own has just written that one market, as a scraper's has a moment ago: a table that somebody else
 * has emptied costs more to look at than to write to.
 */
async function resetLog(url: string, known: readonly MarketRow[], write: Write): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('truncate unmapped_market_log');
  if (known.length > 0) await writeByUnnest(client, known);
  await client.query('vacuum analyze unmapped_market_log');
  await client.end();
  await write([toRow(OTHER)]);
}

async function recordAndFlush(mapper: MarketMapper, sightings: readonly UnmappedSighting[]): Promise<void> {
  for (const sighting of sightings) mapper.recordUnmapped(sighting);
  await mapper.flush();
}

function toRow({ source, externalMarketId, marketName, sampleOutcomes }: UnmappedSighting): MarketRow {
  return {
    source,
    external_market_id: externalMarketId,
    market_name: marketName ?? null,
    sample_outcomes: JSON.stringify(sampleOutcomes),
    occurrence_count: 1,
  };
}

import { createMarketMapper, type MarketMapper, parseEvents, type ScrapedMarket, type Source } from 'market-mapping';
import type pg from 'pg';
import { type BenchDatabase, type Context, countRoundTrips, insertMappings } from './context.js';
import { collectGarbage, growthExponent, median, timed } from './measure.js';
import type { Payload } from './real-data.js';
import { digits, duration, type Line, megabytes, type Section } from './report.js';
import { columnOf } from './resolve.js';
import { type MarketRow, writeByUnnest, writeOneByOne } from './unmapped-writers.js';

const EVENTS = 1_680;
/** Market rows an event has on average, over the bookmakers of the service whose cycle this is. */
const ROWS_PER_EVENT = 193;
const NEVER = { refreshIntervalMs: 3_600_000, flushIntervalMs: 3_600_000, maxBuffered: 100_000, listen: false };

/** What a cycle cost this process. */
interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** A whole scrape cycle: every market of every event is resolved, or recorded as unmapped, and the counts are written. */
export async function cycle(context: Context): Promise<Section> {
  const { data, isQuick } = context;
  const database = await context.database();
  const { db, client } = database;
  await insertMappings(db, data.mappings);
  const mapper = await createMarketMapper(db, NEVER);
  const sources = [...new Set(data.payloads.map(({ source }) => source))];
  const bySource = sources.map(source => data.payloads.filter(payload => payload.source === source));
  const rows = (isQuick ? EVENTS / 10 : EVENTS) * ROWS_PER_EVENT;
  const empty = () => client.query('truncate unmapped_market_log');

  const ours: Cost[] = [];
  const limit: Cost[] = [];
  let roundTrips = 0;
  for (let round = 0; round < (isQuick ? 3 : 5); round++) {
    await empty();
    roundTrips = await countRoundTrips(db, async () => {
      ours.push(await cost(() => run(mapper, bySource, rows)));
    });
    await empty();
    limit.push(await cost(() => runByMaps(database, mapper, bySource, rows)));
  }
  await empty();
  const whole = await cost(() =>
    run(mapper, bySource, rows, (_, market) => mapper.resolveMarket(market).status !== 'unmapped'),
  );
  await empty();
  const parsing = await cost(() => run(mapper, bySource, rows, undefined, true));
  await empty();
  const naive = await naiveService(client, bySource, rows, isQuick ? 300 : 3_000);
  const growth = await memoryGrowth(mapper, bySource, rows);
  await mapper.close();
  await database.close();

  const wall = (costs: readonly Cost[]) => median(costs.map(each => each.wallMs));
  const cpu = (costs: readonly Cost[]) => median(costs.map(each => each.cpuMs));
  const peak = (costs: readonly Cost[]) => Math.max(...costs.map(each => each.peakBytes));
  const lines: Line[] = [
    {
      what: 'cycle, parse excluded (time)',
      ours: duration(wall(ours)),
      beside: 'nested Maps and one raw unnest upsert',
      theirs: duration(wall(limit)),
      ratio: wall(ours) / wall(limit),
      target: { atMost: 1.5 },
    },
    {
      what: 'cycle, parse excluded (speed)',
      ours: duration(wall(ours)),
      beside: `a SELECT a market and an upsert a sighting (from ${naive.measured} markets)`,
      theirs: duration(naive.ms),
      ratio: naive.ms / wall(ours),
      target: { atLeast: 500 },
    },
    {
      what: 'its CPU time in this process',
      ours: duration(cpu(ours)),
      beside: 'the same',
      theirs: duration(cpu(limit)),
      ratio: cpu(ours) / cpu(limit),
    },
    {
      what: 'its round trips',
      ours: String(roundTrips),
      beside: 'the naive service',
      theirs: naive.roundTrips.toLocaleString('en'),
    },
    {
      what: 'its peak heap',
      ours: megabytes(peak(ours)),
      beside: 'the same',
      theirs: megabytes(peak(limit)),
      ratio: peak(ours) / peak(limit),
    },
    { what: 'cycle with all outcomes matched (resolveMarket)', ours: duration(whole.wallMs) },
    { what: 'cycle with the payloads parsed as well', ours: duration(parsing.wallMs) },
    {
      what: 'growth of the heap with sightings (1, 2, 4 cycles, not flushed)',
      ours: `exponent ${digits(growth.exponent)}`,
      beside: 'linear',
      theirs: '1',
      ratio: growth.exponent,
      target: { atMost: 0.1 },
    },
  ];
  return {
    title: 'A whole scrape cycle',
    lines,
    notes: [
      `${(rows * 3).toLocaleString('en')} market rows of three bookmakers, ${ROWS_PER_EVENT} an event, made by walking through the payloads again and again.`,
      `The naive service is extrapolated from ${naive.measured.toLocaleString('en')} markets; its answers come from a server on the same machine.`,
      `Heap in use for what ${growth.markets} distinct unmapped markets hold after 1, 2 and 4 cycles: ${growth.bytes.map(megabytes).join(', ')}.`,
    ],
  };
}

type Resolve = (mapper: MarketMapper, market: ScrapedMarket) => boolean;

/** As a scraper does it. */
async function run(
  mapper: MarketMapper,
  bySource: readonly Payload[][],
  rows: number,
  isMapped: Resolve = byId,
  parses = false,
): Promise<void> {
  for (const payloads of bySource) {
    for (const market of walk(payloads, rows, parses)) if (!isMapped(mapper, market)) mapper.recordUnmapped(market);
  }
  await mapper.flush();
}

function byId(mapper: MarketMapper, { source, externalMarketId }: ScrapedMarket): boolean {
  return mapper.resolve(source, externalMarketId) !== null;
}

/** The least that could do: no rules, no bounds, no retries. */
async function runByMaps(
  { client }: BenchDatabase,
  mapper: MarketMapper,
  bySource: readonly Payload[][],
  rows: number,
): Promise<void> {
  const known = new Map<Source, Map<string, object>>();
  const counts = new Map<Source, Map<string, number>>();
  const seen = new Map<Source, Map<string, ScrapedMarket>>();
  for (const { source, markets } of bySource.flat()) {
    const found = markets.flatMap(({ externalMarketId: id }) => {
      const mapping = mapper.resolve(source, id);
      return mapping ? [[id, mapping] as const] : [];
    });
    known.set(source, new Map([...(known.get(source) ?? []), ...found]));
    counts.set(source, new Map());
    seen.set(source, new Map());
  }
  for (const payloads of bySource) {
    for (const market of walk(payloads, rows)) {
      const { source, externalMarketId: id } = market;
      if (known.get(source)?.get(id)) continue;
      const byId = counts.get(source);
      const count = byId?.get(id);
      byId?.set(id, (count ?? 0) + 1);
      if (count === undefined) seen.get(source)?.set(id, market);
    }
  }
  const written = [...seen.values()].flatMap(markets =>
    [...markets.values()].map(market => toRow(market, counts.get(market.source)?.get(market.externalMarketId) ?? 0)),
  );
  await writeByUnnest(client, written);
}

/** A service without this library: asks for each market, and writes each sighting. */
async function naiveService(
  client: pg.Client,
  bySource: readonly Payload[][],
  rows: number,
  measured: number,
): Promise<{ ms: number; roundTrips: number; measured: number }> {
  let unmapped = 0;
  let ms = 0;
  const each = Math.ceil(measured / bySource.length);
  for (const payloads of bySource) {
    ms += await timed(async () => {
      for (const market of walk(payloads, each)) {
        const { rows: found } = await client.query({
          name: `find ${market.source}`,
          text: `select * from user_market_mappings where is_active and ${columnOf(market.source)} = $1 order by priority desc, id limit 1`,
          values: [market.externalMarketId],
        });
        if (found.length > 0) continue;
        unmapped++;
        await writeOneByOne(client, [toRow(market, 1)]);
      }
    });
  }
  const factor = rows / each;
  return {
    ms: ms * factor,
    roundTrips: Math.round((each * bySource.length + unmapped) * factor),
    measured: each * bySource.length,
  };
}

/** What unmapped markets hold in memory while the database is away: it must not grow with how often they are seen. */
async function memoryGrowth(
  mapper: MarketMapper,
  bySource: readonly Payload[][],
  rows: number,
): Promise<{ exponent: number; bytes: number[]; markets: number }> {
  const found: Record<number, number> = {};
  let cycles = 0;
  let markets = 0;
  collectGarbage();
  for (const until of [1, 2, 4]) {
    for (; cycles < until; cycles++) {
      for (const payloads of bySource) {
        for (const market of walk(payloads, rows)) if (!byId(mapper, market)) mapper.recordUnmapped(market);
      }
    }
    markets = mapper.stats().buffered;
    // A turn of the event loop would begin to write.
    collectGarbage();
    found[until] = process.memoryUsage().heapUsed;
  }
  await mapper.flush();
  return { exponent: growthExponent(found), bytes: Object.values(found), markets };
}

/** The markets of some payloads, again and again, as many as asked for. */
function* walk(payloads: readonly Payload[], rows: number, parses = false): Generator<ScrapedMarket> {
  if (payloads.every(payload => payload.markets.length === 0)) return;
  for (let left = rows; ; ) {
    for (const { source, text, markets } of payloads) {
      const event = parses ? parseEvents(JSON.parse(text), source).flatMap(each => each.markets) : markets;
      for (const market of event) {
        if (left-- === 0) return;
        yield market;
      }
    }
  }
}

async function cost(work: () => Promise<unknown>): Promise<Cost> {
  collectGarbage();
  const cpu = process.cpuUsage();
  let peakBytes = 0;
  const look = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().heapUsed);
  }, 5);
  const wallMs = await timed(work);
  clearInterval(look);
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1_000, peakBytes: Math.max(peakBytes, process.memoryUsage().heapUsed) };
}

function toRow({ source, externalMarketId, marketName }: ScrapedMarket, count: number): MarketRow {
  return {
    source,
    external_market_id: externalMarketId,
    market_name: marketName,
    sample_outcomes: null,
    occurrence_count: count,
  };
}

import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { createMarketMapper, type MarketMapper, type ScrapedMarket, type Source } from 'market-mapping';
import type pg from 'pg';
import { type Context, insertManyMappings, insertMappings } from './context.js';
import { compareCalls, compareRuns, growthExponent } from './measure.js';
import { digits, LINEAR, type Line, perSecond, type Section } from './report.js';

interface Id {
  readonly source: Source;
  readonly id: string;
}

interface Found {
  readonly canonical_id: string;
}

/** `resolve` and `resolveMarket` on the ids of the payloads, beside what else could hold the mappings. */
export async function resolve(context: Context): Promise<Section> {
  const { data, patience } = context;
  const { db, client, close } = await context.database();
  await insertMappings(db, data.mappings);
  const mapper = await createMarketMapper(db, { listen: false });
  const markets = data.payloads.flatMap(payload => payload.markets);
  const marketIds = markets.map(({ source, externalMarketId: id }) => ({ source, id }));
  const oddsKeys = markets
    .filter(({ source }) => source === 'bet9ja')
    .flatMap(({ source, outcomes }) => outcomes.map(({ id }) => ({ source, id: id ?? '' })));

  const lines: Line[] = [];
  for (const { name, ids, atLeast } of [
    { name: 'market ids', ids: marketIds, atLeast: 0.7 },
    { name: 'whole Bet9ja odds keys', ids: oddsKeys, atLeast: 0.4 },
  ]) {
    const bare = toNestedMap(mapper, ids);
    const lru = warmLru(mapper, ids);
    const times = await compareCalls(
      {
        mapper: () => count(ids, ({ source, id }) => mapper.resolve(source, id)),
        bare: () => count(ids, ({ source, id }) => bare.get(source)?.get(id)),
        lru: () => count(ids, ({ source, id }) => lru.get(`${source} ${id}`)?.found),
      },
      ids.length,
      patience,
    );
    const loader = new DataLoader((keys: readonly string[]) => load(client, keys));
    const some = ids.slice(0, context.isQuick ? 100 : 500);
    const waiting = await compareRuns(
      {
        dataloader: { run: () => Promise.all(some.map(({ source, id }) => loader.load(`${source} ${id}`))) },
        select: {
          run: async () => {
            for (const { source, id } of some) await select(client, source, id);
          },
        },
      },
      patience,
    );
    const each = (ms: number) => (ms * 1e6) / some.length;
    const beside = (beside: string, theirs: number, target?: Line['target']): Line => ({
      what: `resolve, ${name}`,
      ours: perSecond(times.mapper),
      beside,
      theirs: perSecond(theirs),
      ratio: theirs / times.mapper,
      target,
    });
    lines.push(
      beside('nested Map.get that has every id (the limit)', times.bare, { atLeast }),
      beside('lru-cache, everything in it', times.lru),
      beside('dataloader, everything loaded', each(waiting.dataloader)),
      beside('prepared SELECT on pg', each(waiting.select), { atLeast: 500 }),
    );
    if (name !== 'market ids') lines.push(beside('linear prefix scan', await scanPrefixes(context, mapper, ids)));
  }
  lines.push(await wholeMarkets(context, mapper, markets));
  await mapper.close();
  lines.push(...(await growth(context)));
  await close();
  return {
    title: 'Resolve',
    lines,
    notes: [`${marketIds.length} market ids and ${oddsKeys.length} odds keys, as the payload readers give them.`],
  };
}

function count(ids: readonly Id[], resolveOne: (id: Id) => unknown): number {
  let found = 0;
  for (const id of ids) if (resolveOne(id)) found++;
  return found;
}

function toNestedMap(mapper: MarketMapper, ids: readonly Id[]): Map<Source, Map<string, object>> {
  const bySource = new Map<Source, Map<string, object>>();
  for (const { source, id } of ids) {
    const mapping = mapper.resolve(source, id);
    const byId = bySource.get(source) ?? new Map<string, object>();
    bySource.set(source, mapping ? byId.set(id, mapping) : byId);
  }
  return bySource;
}

/** As if every id had been asked for before: reading through would cost what the SELECT costs. */
function warmLru(mapper: MarketMapper, ids: readonly Id[]): LRUCache<string, { found: object | null }> {
  const cache = new LRUCache<string, { found: object | null }>({ max: 100_000 });
  for (const { source, id } of ids) cache.set(`${source} ${id}`, { found: mapper.resolve(source, id) });
  return cache;
}

const COLUMN = { betpawa: 'betpawa_id', sportybet: 'sportybet_id', bet9ja: 'bet9ja_key' } as const;

/** SQL for a source's market id. */
export function columnOf(source: Source): string {
  return Object.entries(COLUMN).find(([known]) => known === source)?.[1] ?? `source_ids ->> '${source}'`;
}

async function select(client: pg.Client, source: Source, id: string): Promise<Found | undefined> {
  const { rows } = await client.query<Found>({
    name: `resolve ${source}`,
    text: `select * from user_market_mappings where is_active and ${columnOf(source)} = $1 order by priority desc, id limit 1`,
    values: [source === 'bet9ja' ? toMarketKey(id) : id],
  });
  return rows[0];
}

async function load(client: pg.Client, keys: readonly string[]): Promise<(Found | null)[]> {
  const { rows } = await client.query<Found & Record<(typeof COLUMN)[keyof typeof COLUMN], string>>(
    'select * from user_market_mappings where is_active order by priority, id desc',
  );
  const found = new Map<string, Found>();
  for (const row of rows) {
    found.set(`sportybet ${row.sportybet_id}`, row);
    found.set(`betpawa ${row.betpawa_id}`, row);
    found.set(`bet9ja ${row.bet9ja_key}`, row);
  }
  return keys.map(key => found.get(key) ?? found.get(toMarketKey(key)) ?? null);
}

/** As a service without this library takes a key apart. */
function toMarketKey(id: string): string {
  return /^[^_@]+_[^_@]+/.exec(id)?.[0] ?? id;
}

/** As the ancestor of this library found them: the first mapping whose key the odds key begins with, right or wrong. */
async function scanPrefixes({ patience }: Context, mapper: MarketMapper, ids: readonly Id[]): Promise<number> {
  const found = new Set(ids.map(({ source, id }) => mapper.resolve(source, id)));
  const known = [...found].flatMap(mapping => (mapping?.bet9jaKey ? [{ key: mapping.bet9jaKey, mapping }] : []));
  const scan = (id: string) => known.find(({ key }) => id.startsWith(key))?.mapping;
  const { scanned } = await compareCalls({ scanned: () => count(ids, ({ id }) => scan(id)) }, ids.length, patience);
  return scanned;
}

/** A market with its outcomes, beside the same from Maps by hand, which know no ambiguity, no lines and no second mapping. */
async function wholeMarkets(
  { patience }: Context,
  mapper: MarketMapper,
  markets: readonly ScrapedMarket[],
): Promise<Line> {
  const byHand = new Map<string, Map<string, string>>();
  for (const market of markets) {
    const resolution = mapper.resolveMarket(market);
    if (resolution.status === 'unmapped') continue;
    const canonicalIds = byHand.get(`${market.source} ${market.externalMarketId}`) ?? new Map<string, string>();
    byHand.set(`${market.source} ${market.externalMarketId}`, canonicalIds);
    const matched = market.outcomes.filter(outcome => !resolution.unmatched.includes(outcome));
    for (const [at, { name }] of matched.entries()) canonicalIds.set(name, resolution.outcomes[at]?.canonicalId ?? '');
  }
  const resolveByHand = ({ source, externalMarketId, outcomes }: ScrapedMarket) => {
    const canonicalIds = byHand.get(`${source} ${externalMarketId}`);
    if (canonicalIds === undefined) return 0;
    return outcomes.flatMap(({ name, odds, active }) => {
      const canonicalId = canonicalIds.get(name);
      return canonicalId === undefined ? [] : [{ canonicalId, odds, active }];
    }).length;
  };
  const times = await compareCalls(
    {
      mapper: () => markets.filter(market => mapper.resolveMarket(market).status !== 'unmapped').length,
      byHand: () => markets.reduce((sum, market) => sum + resolveByHand(market), 0),
    },
    markets.length,
    patience,
  );
  return {
    what: 'resolveMarket, with all outcomes',
    ours: perSecond(times.mapper),
    beside: 'two Maps by hand, without any of the rules',
    theirs: perSecond(times.byHand),
    ratio: times.byHand / times.mapper,
  };
}

/** The same thousand ids among more and more mappings. */
async function growth(context: Context): Promise<Line[]> {
  const { db, client, close } = await context.database();
  const times: Record<number, number> = {};
  for (const size of context.isQuick ? [100, 1_000, 5_000] : [100, 1_000, 10_000, 100_000]) {
    await insertManyMappings(client, context.data.mappings, size);
    const mapper = await createMarketMapper(db, { listen: false });
    const ids = Array.from({ length: 1_000 }, (_, at) => `S_M${1 + (at % size)}@${at % 7}.5_O`);
    const { mapped } = await compareCalls(
      { mapped: () => ids.reduce((sum, id) => sum + (mapper.resolve('bet9ja', id) ? 1 : 0), 0) },
      ids.length,
      { ...context.patience, rounds: 3 },
    );
    times[size] = mapped;
    await mapper.close();
  }
  await close();
  const sizes = Object.keys(times).map(size => Number(size).toLocaleString('en'));
  return [
    {
      what: `growth of resolve with the mappings (${sizes.join(', ')})`,
      ours: `exponent ${digits(growthExponent(times))}`,
      beside: 'linear',
      theirs: '1',
      ratio: growthExponent(times),
      target: LINEAR,
    },
  ];
}

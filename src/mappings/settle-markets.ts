import { setTimeout as sleep } from 'node:timers/promises';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import type { MarketMapping } from '../model/index.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { indexOfActive } from '../rules/missing-outcomes.js';
import { KEY_PATTERN } from '../sources/keyed-source.js';
import { isOpen, JUDGED_COLUMNS, openMarketsOf, printOf } from './coverage.js';
import { SET_VERDICT } from './guard.js';
import { type FoundMarket, judge, type Verdict } from './open-markets.js';

type Printed = FoundMarket & { print: string };

const PATIENCE = { attempts: 5, waitMs: 20 };

/**
 * Settles markets without ever waiting for one in the database: in a transaction of the caller, which may hold other markets already,
 * that could be for ever. A recorder lets go of them within milliseconds, unless it waits for this very transaction; then they stay
 * open until they are met the next time, or the recorder closes them itself.
 */
export async function settleInTime(db: Db, tables: Tables, ids: readonly number[]): Promise<void> {
  let left = ids;
  for (let attempt = 1; left.length > 0; attempt++) {
    left = await settleMarkets(db, tables, left);
    if (left.length === 0 || attempt === PATIENCE.attempts) return;
    await sleep(PATIENCE.waitMs);
  }
}

/** The markets of the verdicts that were not there to be written. */
export function leftOf(verdicts: readonly Verdict[], held: readonly number[]): number[] {
  const done = new Set(held);
  return verdicts.map(({ id }) => id).filter(id => !done.has(id));
}

/**
 * Closes what of some markets of the log the active mappings know now, whatever the markets' status was, and says of the others what is
 * missing. Waits for nobody.
 *
 * @returns The markets that somebody else holds, or changed meanwhile.
 */
export async function settleMarkets(db: Db, tables: Tables, ids: readonly number[]): Promise<number[]> {
  const { schema, unmapped } = tables;
  const columns = JUDGED_COLUMNS.map(column => `u.${column}`).join(', ');
  const found = await query<Printed>(
    db,
    schema,
    `select ${columns}, ${printOf('u')} as print from ${unmapped} u where u.id = any ($1::integer[]) and u.status <> 'MAPPED'`,
    [ids],
  );
  const verdicts = judge(found, indexOfActive(await readCovering(db, tables, found)));
  if (verdicts.length === 0) return [];
  const prints = new Map(found.map(({ id, print, status }) => [id, { print, status }]));
  const rows = await query<{ id: number }>(
    db,
    schema,
    `with verdicts as materialized (
      select * from jsonb_to_recordset($1::jsonb)
        as v (id integer, closes boolean, reason varchar, missing jsonb, print text, status text)
    ), held as materialized (
      select u.id from verdicts v join ${unmapped} u on u.id = v.id
      where ${printOf('u')} = v.print and u.status = v.status
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u skip locked
    )
    update ${unmapped} u set
      ${SET_VERDICT}
    from held h join verdicts v on v.id = h.id
    where u.id = h.id
    returning u.id`,
    [JSON.stringify(verdicts.map(verdict => ({ ...verdict, ...prints.get(verdict.id) })))],
  );
  const settled = new Set(rows.map(({ id }) => id));
  return verdicts.map(({ id }) => id).filter(id => !settled.has(id));
}

/** The active mappings that have an id of one of the markets. */
export async function readCovering(
  db: Db,
  { schema, mappings }: Tables,
  markets: readonly Pick<FoundMarket, 'source' | 'external_market_id'>[],
): Promise<MarketMapping[]> {
  const idsAt = (source: string) =>
    markets
      .filter(market => market.source === source)
      .flatMap(({ external_market_id }) => candidateIds(source, external_market_id));
  const pairs = markets.map(({ source, external_market_id }) => JSON.stringify({ [source]: external_market_id }));
  const rows = await query<MappingRow>(
    db,
    schema,
    `select ${MAPPING_COLUMNS} from ${mappings} where is_active and id in (
      select id from ${mappings} where betpawa_id = any ($1::text[])
      union all select id from ${mappings} where sportybet_id = any ($2::text[])
      union all select id from ${mappings} where bet9ja_key = any ($3::text[])
      union all select m.id from unnest($4::jsonb[]) as given (pair) join ${mappings} m on m.source_ids @> given.pair
    )`,
    [idsAt('betpawa'), idsAt('sportybet'), idsAt('bet9ja'), pairs],
  );
  return rows.map(toMarketMapping);
}

/**
 * Judges the open markets that some mappings have an id of, given all active mappings, and writes what becomes of them. They are locked
 * first, in the order of their key: for a transaction that has locked no market yet.
 */
export async function settleMarketsOf(
  db: Db,
  tables: Tables,
  mappingIds: readonly number[],
  active: readonly MarketMapping[],
): Promise<void> {
  const { schema, mappings, unmapped } = tables;
  const found = await query<FoundMarket>(
    db,
    schema,
    `with covered as materialized (
      select distinct c.id
      from unnest($1::integer[]) as given (id) join ${mappings} a on a.id = given.id cross join lateral (
        ${openMarketsOf(tables, 'a', '$2')}
      ) c
    )
    select ${JUDGED_COLUMNS.map(column => `u.${column}`).join(', ')}
    from covered join ${unmapped} u on u.id = covered.id
    where ${isOpen('u')}
    order by u.source collate "C", u.external_market_id collate "C"
    for update of u`,
    [mappingIds, KEY_PATTERN],
  );
  const verdicts = judge(found, indexOfActive(active));
  for (let at = 0; at < verdicts.length; at += MAX_VERDICTS) {
    await query(
      db,
      schema,
      `update ${unmapped} u set
        ${SET_VERDICT}
      from jsonb_to_recordset($1::jsonb) as v (id integer, closes boolean, reason varchar, missing jsonb)
      where u.id = v.id`,
      [JSON.stringify(verdicts.slice(at, at + MAX_VERDICTS))],
    );
  }
}

/** The most in one statement. */
const MAX_VERDICTS = 10_000;

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { type Db, inTransaction, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { changeSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { CHANGE_OPTIONS, type ChangeOptions } from '../mappings/change-mapping.js';
import { CountMismatchError, UnmappedMarketNotFoundError } from '../model/errors.js';
import type { MarketMapping } from '../model/index.js';
import { type CheckedTarget, checkBulkTarget, type UnmappedTarget } from './bulk-target.js';
import { idsNotIn } from './ids-not-in.js';
import { mapMarket } from './map-market.js';
import { checkTarget, type ExistingTarget } from './map-target.js';

/** What can be asked when many markets are mapped. */
export interface MapManyOptions extends ChangeOptions {
  /** How many markets it is to be; another number is a COUNT_MISMATCH, and nothing is done. */
  expectedCount?: number;
}

/** What mapping many markets did. */
export interface MappedMarkets {
  /** The mapping as it is now. */
  mapping: MarketMapping;
  /** The markets that were given to it, as ids of the log. */
  ids: readonly number[];
  /** What tells the act in `listAuditLog` and `listUnmappedHistory`; `revertChange` takes all of it back. */
  changeId: string;
}

/**
 * Maps several markets of the unmapped log to one mapping that there is, each as `mapUnmappedMarket` does, in one transaction: all
 * of them or none, with one reason and one `changeId`. They are markets of different bookmakers, or of one that the mapping's
 * id covers already.
 *
 * @param db The service's knex, or a transaction of it.
 * @param markets `{ ids }`, or a filter as `listUnmappedMarkets` takes it, without its order and its page. A filter without any condition
 *   would be the whole log, and needs `expectedCount`.
 * @param target The mapping, with `outcomes` that it lacks and a `base` mapping to copy where it is not in the database.
 * @param options `actor` and `reason` for the histories; `expectedCount`: any number but 0 by default; `allowShared` (false by
 *   default) where another active mapping has an id on equal terms; `schema`: `public` by default.
 * @throws `COUNT_MISMATCH`; `UNMAPPED_MARKET_NOT_FOUND` where there is no market of one of the ids; `MAPPING_NOT_FOUND`,
 *   `MARKET_NOT_COVERED` where the mapping is not active; `MAPPING_CONFLICT`, unless allowed; `VALIDATION`, also where no market
 *   is chosen or the mapping has another id at a market's source; `SCHEMA_MISSING`, `DATABASE`. Nothing is done then.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedMarkets, mapUnmappedMarkets } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedMarkets(db, { status: 'NEW', marketName: 'GG/NG' });
 * const ids = items.map(({ id }) => id);
 * if (ids.length > 0) {
 *   const { changeId } = await mapUnmappedMarkets(db, { ids }, { to: 'btts_ft' }, { actor: 'ada', reason: 'the same bet' });
 *   console.log(`to take it back: npx market-mapping revert --change ${changeId}`);
 * }
 * ```
 */
export async function mapUnmappedMarkets(
  db: Db,
  markets: UnmappedTarget,
  target: ExistingTarget,
  options: MapManyOptions = {},
): Promise<MappedMarkets> {
  const tables = tablesFor<MapManyOptions>(options, { ...CHANGE_OPTIONS, expectedCount: true });
  const chosen = checkBulkTarget(markets, options.expectedCount);
  const checked = checkTarget(target);
  validate(changeSchema, options, 'options');
  if ('create' in checked) throw invalid('target', 'must be { to: <canonical id>, outcomes?, base? }');
  const changeId = randomUUID();
  return inTransaction(
    db,
    async trx => {
      const ids = await idsOf(trx, tables, chosen);
      let mapping: MarketMapping | null = null;
      for (const id of ids) mapping = await mapMarket(trx, id, checked, options, changeId);
      if (mapping === null) throw invalid('markets', 'chooses none');
      return { mapping, ids, changeId };
    },
    tables.schema,
  );
}

/**
 * The set is what it is at this moment. The rows are not locked: a change of a mapping locks the mapping first and then markets, and
 * whoever did it the other way round would wait for it and it for him.
 */
async function idsOf(
  trx: Knex.Transaction,
  tables: Tables,
  { where, ids: given, expectedCount }: CheckedTarget,
): Promise<number[]> {
  const rows = await query<{ id: number }>(
    trx,
    tables.schema,
    `select u.id from ${tables.unmapped} u ${where} order by u.source collate "C", u.external_market_id collate "C"`,
    where.bindings,
  );
  if (expectedCount !== undefined && rows.length !== expectedCount)
    throw new CountMismatchError(expectedCount, rows.length);
  if (given && rows.length !== given.length && expectedCount === undefined) {
    const [missing = 0] = await idsNotIn(trx, tables, given);
    throw new UnmappedMarketNotFoundError(missing);
  }
  return rows.map(({ id }) => id);
}

import { randomUUID } from 'node:crypto';
import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { changeSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { CountMismatchError, UnmappedMarketNotFoundError } from '../model/errors.js';
import type { Change, SchemaOption } from '../model/index.js';
import { checkBulkTarget, type UnmappedTarget } from './bulk-target.js';
import { changeMarkets, patchSchema, type UnmappedPatch } from './change-markets.js';
import { idsNotIn } from './ids-not-in.js';

/** What can be asked of a bulk act. */
export interface BulkOptions extends Change, SchemaOption {
  /** How many markets it is to be; another number is a COUNT_MISMATCH, and nothing is done. */
  expectedCount?: number;
}

/** What a bulk act did. */
export interface BulkResult {
  /** How many markets are as the patch says now. */
  updated: number;
  /** What tells the act in `listUnmappedHistory`. */
  changeId: string;
}

/**
 * Sets the status or the notes of many unmapped markets, all of them or none, in one statement. The markets are locked and counted before
 * anything is written, so with `expectedCount` only the set that you have seen is changed. MAPPED is accepted only where active
 * mappings cover all of them.
 *
 * @param db The service's knex, or a transaction of it.
 * @param target `{ ids }`, or a filter as `listUnmappedMarkets` takes it, without its order and its page. A filter without any condition
 *   would be the whole log, and needs `expectedCount`.
 * @param patch `status` and `notes`.
 * @param options `actor` and `reason`, for the history of each market; `expectedCount`: any number by default; `schema`: `public` by
 *   default.
 * @returns How many markets it was, and the `changeId` that tells the act in `listUnmappedHistory`.
 * @throws `COUNT_MISMATCH`; `UNMAPPED_MARKET_NOT_FOUND` where there is no market of one of the ids; `MARKET_NOT_COVERED`;
 *   `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`. Nothing is done then.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { updateUnmappedMarkets } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { updated, changeId } = await updateUnmappedMarkets(
 *   db,
 *   { source: 'bet9ja', status: 'NEW', externalMarketId: 'S_PLAYER*' },
 *   { status: 'IGNORED' },
 *   { actor: 'ada', reason: 'player specials: not offered elsewhere' },
 * );
 * console.log(`${updated} markets ignored, as change ${changeId}`);
 * ```
 */
export async function updateUnmappedMarkets(
  db: Db,
  target: UnmappedTarget,
  patch: UnmappedPatch,
  options: BulkOptions = {},
): Promise<BulkResult> {
  const tables = tablesFor<BulkOptions>(options, { actor: true, reason: true, expectedCount: true });
  const { where, ids, expectedCount } = checkBulkTarget(target, options.expectedCount);
  const checked = validate(patchSchema, patch, 'patch');
  if (Object.values(checked).every(value => value === undefined)) throw invalid('patch', 'must have status or notes');
  const { actor, reason } = validate(changeSchema, options, 'options');
  const changeId = randomUUID();
  const change = { ...(actor === undefined ? {} : { actor }), ...(reason === undefined ? {} : { reason }) };
  // Without one of its ids, a set is not the one that was meant.
  const expected = expectedCount ?? ids?.length;
  const { counted } = await changeMarkets(db, tables, where, checked, { ...change, changeId, expectedCount: expected });
  if (expectedCount !== undefined && counted !== expectedCount) throw new CountMismatchError(expectedCount, counted);
  if (ids && counted !== ids.length && expectedCount === undefined) {
    const [missing = 0] = await idsNotIn(db, tables, ids);
    throw new UnmappedMarketNotFoundError(missing);
  }
  return { updated: counted, changeId };
}

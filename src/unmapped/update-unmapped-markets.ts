import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Conditions } from '../database/pages.js';
import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { integer, MAX_INT, rowIdField } from '../input/fields.js';
import { changeSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { CountMismatchError, UnmappedMarketNotFoundError } from '../model/errors.js';
import type { Change, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import { changeMarkets, patchSchema, type UnmappedPatch } from './change-markets.js';
import { idsNotIn } from './ids-not-in.js';
import { conditionFields, conditionsOf, type UnmappedCondition } from './unmapped-conditions.js';

/** Which markets a bulk act is for: those of some ids, or those that a filter holds for. */
export type UnmappedTarget = { ids: readonly number[] } | UnmappedCondition;

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

const MAX_IDS = 100_000;

const idsSchema: z.ZodType<{ ids: readonly number[] }> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    ids: z
      .array(rowIdField, { error: 'must be a list of ids' })
      .min(1, { error: 'must not be empty' })
      .max(MAX_IDS, { error: `must have at most ${MAX_IDS} ids` }),
  }),
);

const conditionSchema: z.ZodType<UnmappedCondition> = /* @__PURE__ */ pure(() => z.strictObject(conditionFields));

const countSchema = /* @__PURE__ */ pure(() => integer(0, MAX_INT).optional());

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
  const ids = idsOf(target);
  const where = ids
    ? new Conditions().and(ids, value => `u.id = any (${value}::integer[])`)
    : conditionsOf(validate(conditionSchema, target, 'target'));
  const checked = validate(patchSchema, patch, 'patch');
  if (Object.values(checked).every(value => value === undefined)) throw invalid('patch', 'must have status or notes');
  const { actor, reason } = validate(changeSchema, options, 'options');
  const expectedCount = validate(countSchema, options.expectedCount, 'expectedCount');
  if (where.toString() === '' && expectedCount === undefined) {
    throw invalid(
      'target',
      'has no condition, which is the whole log: give one, or say with expectedCount how many markets that is',
    );
  }
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

function idsOf(target: UnmappedTarget): number[] | null {
  const given: unknown = target;
  if (typeof given !== 'object' || given === null) throw invalid('target', 'must be { ids } or a filter');
  return 'ids' in target ? [...new Set(validate(idsSchema, target, 'target').ids)] : null;
}

import * as z from 'zod';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { toUnmappedMarket, type UnmappedRow } from '../database/unmapped-row.js';
import { rowIdField, storable } from '../input/fields.js';
import { unmappedStatusSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { candidateKeys, isCovered } from '../mappings/coverage.js';
import { MarketNotCoveredError, UnmappedMarketNotFoundError } from '../model/errors.js';
import type { SchemaOption, UnmappedMarket, UnmappedStatus } from '../model/index.js';
import { pure } from '../model/pure.js';
import { KEY_PATTERN } from '../sources/keyed-source.js';

/** The changes to an unmapped market. Missing fields stay as they are. */
export interface UnmappedPatch {
  status?: UnmappedStatus;
  /** Any text; null removes it. */
  notes?: string | null;
}

const patchSchema: z.ZodType<UnmappedPatch> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    status: unmappedStatusSchema.optional(),
    notes: storable('a string or null').nullish(),
  }),
);

/**
 * Sets the status or the notes of an unmapped market, in one statement. MAPPED is accepted only if an active mapping covers the
 * market; use `mapUnmappedMarket` to map it.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id Its id in the log.
 * @param patch `status` and `notes`.
 * @param options `schema`: `public` by default.
 * @returns The updated market.
 * @throws `UNMAPPED_MARKET_NOT_FOUND`; `MARKET_NOT_COVERED`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { updateUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await updateUnmappedMarket(db, 17, { status: 'IGNORED', notes: 'player specials: not offered elsewhere' });
 * ```
 */
export async function updateUnmappedMarket(
  db: Db,
  id: number,
  patch: UnmappedPatch,
  options: SchemaOption = {},
): Promise<UnmappedMarket> {
  const tables = tablesFor(options, {});
  const { schema, unmapped } = tables;
  validate(rowIdField, id, 'id');
  const { status = null, notes } = validate(patchSchema, patch, 'patch');
  const covered = isCovered(tables, 'u.source', 'u.external_market_id', candidateKeys('u.external_market_id', '$5'));
  const [row] = await query<{ current: UnmappedRow; is_covered: boolean }>(
    db,
    schema,
    `with target as (
      select u.*, to_jsonb(u) as current,
        $2::varchar is distinct from 'MAPPED' or ${covered} as is_covered
      from ${unmapped} u
      where u.id = $1
      for update
    ), saved as (
      update ${unmapped} u
      set status = coalesce($2, t.status), notes = case when $3::boolean then $4 else t.notes end,
        reason = case when $2 = 'MAPPED' then null else t.reason end,
        missing_outcomes = case when $2 = 'MAPPED' then null else t.missing_outcomes end,
        closed_by = case when $2 = 'MAPPED' then pg_current_xact_id() else t.closed_by end,
        closed_at = case when $2 = 'MAPPED' then now() else t.closed_at end
      from target t
      where u.id = t.id and t.is_covered
      returning to_jsonb(u) as saved
    )
    select coalesce(saved, t.current) as current, t.is_covered from target t left join saved on true`,
    [id, status, notes !== undefined, notes ?? null, KEY_PATTERN],
  );
  if (!row) throw new UnmappedMarketNotFoundError(id);
  const current = toUnmappedMarket(row.current);
  if (!row.is_covered) {
    throw new MarketNotCoveredError(
      current,
      'map it with mapUnmappedMarket, or create or activate a mapping that has its id, which sets it to MAPPED.',
    );
  }
  return current;
}

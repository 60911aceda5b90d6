import * as z from 'zod';
import { type Db, inTransaction, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import { date, integer } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';

export interface PruneAuditOptions extends SchemaOption {
  /** Only rows of changes made before this time. */
  olderThan: Date;
  /** Whether to only count what would be deleted; false by default. */
  dryRun?: boolean;
  /** How many rows are deleted in one transaction; 1,000 by default. */
  batchSize?: number;
}

/** What was deleted or, in a dry run, would be. */
export interface PrunedAudit {
  deleted: number;
  /** Since when the history holds; null if it has lost nothing. */
  historySince: Date | null;
}

const optionsSchema: z.ZodType<Pick<PruneAuditOptions, 'olderThan' | 'dryRun' | 'batchSize'>> = /* @__PURE__ */ pure(
  () =>
    z.object({
      olderThan: date,
      dryRun: z.boolean({ error: 'must be true or false' }).optional(),
      batchSize: integer(1, 100_000).optional(),
    }),
);

/**
 * Deletes old rows of the audit log, in batches of a transaction each. The last row of each mapping stays, whatever its age: it says
 * who left the mapping in the state that it is in or, with action DELETE, who deleted it. Only the owner of the table may.
 * Afterwards, a moment before `olderThan` can't be asked for any more.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `olderThan`; `dryRun` (false by default), `batchSize` (1,000 by default); `schema`: `public` by default.
 * @returns How many rows were (or would be) deleted, and since when the history holds then.
 * @throws `VALIDATION`, `SCHEMA_MISSING`; `DATABASE` if the role does not own the table.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { pruneAuditLog } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const olderThan = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000);
 * const { deleted } = await pruneAuditLog(db, { olderThan, dryRun: true });
 * if (deleted > 0) await pruneAuditLog(db, { olderThan });
 * ```
 */
export async function pruneAuditLog(db: Db, options: PruneAuditOptions): Promise<PrunedAudit> {
  const tables = tablesFor<PruneAuditOptions>(options, { olderThan: true, dryRun: true, batchSize: true });
  const { olderThan, dryRun = false, batchSize = 1_000 } = validate(optionsSchema, options, 'options');
  const since = await readStart(db, tables);
  if (dryRun) {
    const sql = `select count(*)::integer as count from (${prunable(tables)}) p`;
    const [found] = await query<{ count: number }>(db, tables.schema, sql, [olderThan.toISOString()]);
    const deleted = found?.count ?? 0;
    return { deleted, historySince: deleted > 0 ? later(since, olderThan) : since };
  }
  let deleted = 0;
  for (;;) {
    const batch = await inTransaction(db, trx => pruneBatch(trx, tables, olderThan, batchSize), tables.schema);
    deleted += batch;
    if (batch < batchSize) return { deleted, historySince: await readStart(db, tables) };
  }
}

/** SQL: the rows that may go, each with a later one of the same mapping. */
function prunable({ audit }: Tables): string {
  const mapping = (a: string) => `coalesce(coalesce(${a}.new_value, ${a}.old_value) ->> 'id', ${a}.canonical_id)`;
  return `select a.id from (
      select a.id, a.created_at,
        row_number() over (partition by ${mapping('a')} order by a.created_at desc, a.id desc) as age
      from ${audit} a
    ) a where a.age > 1 and a.created_at < $1::timestamptz`;
}

async function pruneBatch(trx: Db, tables: Tables, olderThan: Date, size: number): Promise<number> {
  const { schema, audit, historyStart } = tables;
  // What the table's trigger asks for, beside the owner's rights.
  await query(trx, schema, `select set_config('market_mapping.prunes', 'on', true)`);
  const rows = await query<{ id: number }>(
    trx,
    schema,
    `with due as materialized (${prunable(tables)} order by a.created_at, a.id limit $2),
    pruned as (delete from ${audit} a using due where a.id = due.id returning a.id),
    started as (
      insert into ${historyStart} as h (since) select $1::timestamptz where exists (select from due)
      on conflict (id) do update set since = greatest(h.since, excluded.since)
    )
    select id from pruned`,
    [olderThan.toISOString(), size],
  );
  await query(trx, schema, `select set_config('market_mapping.prunes', '', true)`);
  return rows.length;
}

async function readStart(db: Db, { schema, historyStart }: Tables): Promise<Date | null> {
  const [start] = await query<{ since: Timestamp }>(db, schema, `select since from ${historyStart}`);
  return start ? toDate(start.since) : null;
}

function later(since: Date | null, olderThan: Date): Date {
  return since !== null && since > olderThan ? since : olderThan;
}

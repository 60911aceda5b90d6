import * as z from 'zod';
import { type Db, inTransaction, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import { date, integer } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';

/** What of the audit log is to go. */
export interface AuditPruning {
  /** Only changes made before this moment. */
  olderThan: Date;
  /** Whether to only count; false by default. */
  dryRun?: boolean;
  /** How many rows to delete in one transaction; 5,000 by default, at most 100,000. */
  batchSize?: number;
}

export interface AuditPruned {
  /** How many rows were deleted or, in a dry run, would be. */
  pruned: number;
  /** The earliest moment that `asOf` can ask about from now on; null if the history is whole. */
  startsAt: Date | null;
}

const pruningSchema: z.ZodType<AuditPruning> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    olderThan: date,
    dryRun: z.boolean({ error: 'must be true or false' }).optional(),
    batchSize: integer(1, 100_000).optional(),
  }),
);

/**
 * Deletes old rows of the audit log, in batches that each commit by themselves. The last change of every mapping stays, which is the
 * state it is in; of a deleted mapping that is its DELETE row. Only the owner of the table may do it.
 *
 * @param db The service's knex, or a transaction of it, which then holds all batches.
 * @param pruning `olderThan`; `dryRun`: false by default; `batchSize`: 5,000 rows by default.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`; `DATABASE` if the role may not delete.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { pruneAuditLog } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const olderThan = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000);
 * const { pruned } = await pruneAuditLog(db, { olderThan, dryRun: true });
 * console.log(`${pruned} changes are older than a year`);
 * ```
 */
export async function pruneAuditLog(db: Db, pruning: AuditPruning, options: SchemaOption = {}): Promise<AuditPruned> {
  const tables = tablesFor(options, {});
  const { olderThan, dryRun = false, batchSize = 5_000 } = validate(pruningSchema, pruning, 'pruning');
  if (dryRun) return countDue(db, tables, olderThan);
  let pruned = 0;
  for (;;) {
    const batch = await pruneBatch(db, tables, olderThan, batchSize);
    pruned += batch;
    if (batch < batchSize) return { pruned, startsAt: await readStart(db, tables) };
  }
}

/** SQL: the rows that are old and not the last of their mapping. What tells of no change is nobody's state. */
const due = ({ audit }: Tables) => `${audit} a where a.created_at < $1::timestamptz and (
      a.kept_mapping_id is null or a.origin = 'service' or exists (
        select from ${audit} later
        where later.kept_mapping_id = a.kept_mapping_id and later.id > a.id and later.origin <> 'service'))`;

async function countDue(db: Db, tables: Tables, olderThan: Date): Promise<AuditPruned> {
  const [row] = await query<{ pruned: number; last: Timestamp | null; started_at: Timestamp | null }>(
    db,
    tables.schema,
    `select count(*)::integer as pruned, max(a.created_at) as last, (select started_at from ${tables.historyStart}) as started_at
     from ${due(tables)}`,
    [olderThan.toISOString()],
  );
  const moments = [row?.last, row?.started_at].flatMap(moment => (moment ? [toDate(moment)] : []));
  const latest = moments.sort((a, b) => b.getTime() - a.getTime())[0];
  return { pruned: row?.pruned ?? 0, startsAt: latest ?? null };
}

async function pruneBatch(db: Db, tables: Tables, olderThan: Date, batchSize: number): Promise<number> {
  const { schema, audit, historyStart } = tables;
  return inTransaction(
    db,
    async trx => {
      // The audit log refuses to be altered by anybody who does not say that they mean it, and by anybody but its owner.
      await query(trx, schema, `select set_config('market_mapping.alters_history', 'on', true)`);
      const [row] = await query<{ pruned: number }>(
        trx,
        schema,
        `with due as (
          select a.id from ${due(tables)} order by a.id limit $2::integer
        ), deleted as (
          delete from ${audit} a using due where a.id = due.id returning a.created_at
        ), started as (
          insert into ${historyStart} as s (started_at) select max(created_at) from deleted having count(*) > 0
          on conflict (id) do update set started_at = greatest(s.started_at, excluded.started_at)
        )
        select count(*)::integer as pruned from deleted`,
        [olderThan.toISOString(), batchSize],
      );
      await query(trx, schema, `select set_config('market_mapping.alters_history', 'off', true)`);
      return row?.pruned ?? 0;
    },
    schema,
  );
}

async function readStart(db: Db, { schema, historyStart }: Tables): Promise<Date | null> {
  const [start] = await query<{ started_at: Timestamp }>(db, schema, `select started_at from ${historyStart}`);
  return start ? toDate(start.started_at) : null;
}

import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { SchemaOption } from '../model/index.js';
import { checkSchema, type SchemaCheck } from './check-schema.js';
import { findSequencesBehind } from './find-sequences-behind.js';
import { runMigrations } from './migrate.js';

/** What `repairSchema` did. */
export interface SchemaRepair {
  /** The differences that are gone, as `checkSchema` told them before. */
  repaired: string[];
  /** What `checkSchema` says afterwards. */
  check: SchemaCheck;
}

/**
 * Repairs what can be repaired without a decision: triggers and functions that are missing, disabled or not this release's, and sequences
 * that are behind the ids of their tables, as after a restore. Columns, indexes and constraints are left as they are, and so is everything
 * while migrations are pending or a newer release has been here.
 *
 * @param db The service's knex, or a transaction of it. Its role has to own the tables.
 * @param options `schema`: `public` by default.
 * @throws `MIGRATION_LOCK_TIMEOUT`, `VALIDATION`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { repairSchema } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { repaired, check } = await repairSchema(db);
 * console.log({ repaired, left: check.differences });
 * ```
 */
export async function repairSchema(db: Db, options: SchemaOption = {}): Promise<SchemaRepair> {
  const tables = tablesFor(options, {});
  const before = await checkSchema(db, options);
  if (before.ok || before.pending.length > 0 || before.ahead.length > 0) return { repaired: [], check: before };
  await runMigrations(db, options);
  for (const { repair } of await findSequencesBehind(db, tables)) await query(db, tables.schema, repair);
  const check = await checkSchema(db, options);
  return { repaired: before.differences.filter(difference => !check.differences.includes(difference)), check };
}

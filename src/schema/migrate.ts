import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { type Db, inTransaction, query, sqlStateOf } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { integer, MAX_INT } from '../input/fields.js';
import { validate } from '../input/validate.js';
import { MigrationLockTimeoutError, MigrationNotPermittedError } from '../model/errors.js';
import type { SchemaOption } from '../model/index.js';
import { readMigrationState } from './migration-state.js';
import { assertComplete, LOCK_ID, planOf } from './plan-migrations.js';
import { findGuardFaults } from './repair-guards.js';

/** What `runMigrations` did. */
export interface MigrationResult {
  /** Migrations that this call added to the history, in order; empty if there was nothing to do. */
  applied: string[];
  /** Those of `applied` that were only recorded and not run, because their tables existed already in exactly this form. */
  adopted: string[];
  /** Migrations of a newer release that the database has. This release works with it all the same. */
  ahead: string[];
  /** Triggers (and their function) that tell mappers about changes and were lost or disabled, and have been repaired; left out if there were none. */
  repaired?: string[];
  /** The same if this role may not repair them, or if the table was locked. Until then, mappers find changes at their interval. */
  differences?: string[];
}

export interface MigrationOptions extends SchemaOption {
  /** How long to wait for another migrating process or a locked table, in milliseconds; 60,000 by default, 0 means forever. */
  lockTimeoutMs?: number;
}

const LOCK_NOT_AVAILABLE = '55P03';
const INSUFFICIENT_PRIVILEGE = '42501';
const READ_ONLY_TRANSACTION = '25006';

/**
 * How long a change of a table waits for its lock, in milliseconds, before it gives up for a moment: while it waits, everybody who
 * comes after it waits too, even those who only want to read.
 */
const ATTEMPT_MS = 200;
const PAUSE_MS = 300;

/**
 * Brings the tables to this release. Call it at start-up, in every process: any number of concurrent callers succeed, one
 * of them does the work, and on an up-to-date database it costs three short queries and needs only SELECT on the history.
 * Everything happens in one transaction under an advisory lock that ends with it, so a killed process leaves nothing to unlock.
 * If a table is locked, the migration tries again and again for a moment at a time, so that readers never wait for long.
 * Triggers that tell mappers about changes are repaired if they are missing, disabled or not this release's.
 *
 * @param db The service's knex, or a transaction of it (which the migrations then join). A pool of one is enough.
 * @param options `schema`: where the tables live, `public` by default; created if it does not exist and the role is allowed to.
 *   `lockTimeoutMs`: 60,000 by default.
 * @returns What was applied, what of it was adopted from tables that somebody else created, and what a newer release has added.
 * @throws `SCHEMA_MISMATCH` if tables with these names exist but differ. Nothing is changed then.
 * @throws `MIGRATION_NOT_PERMITTED` if migrations are pending that the role may not run; the error names them.
 * @throws `MIGRATION_LOCK_TIMEOUT`, `VALIDATION`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { runMigrations } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { applied } = await runMigrations(db);
 * console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date');
 * ```
 */
export async function runMigrations(db: Db, options: MigrationOptions = {}): Promise<MigrationResult> {
  const tables = tablesFor<MigrationOptions>(options, { lockTimeoutMs: true });
  const { lockTimeoutMs: given = 60_000 } = options;
  const lockTimeoutMs = validate(integer(0, MAX_INT), given, 'lockTimeoutMs');
  const state = await readMigrationState(db, tables);
  assertComplete(state, tables);
  if (state.pending.length > 0) {
    try {
      return await migrateWithin(db, tables, lockTimeoutMs);
    } catch (error) {
      throw isNotPermitted(error) ? await notPermitted(db, tables, state.pending, error) : error;
    }
  }
  const result: MigrationResult = { applied: [], adopted: [], ahead: [...state.ahead] };
  // A newer release may have changed the triggers.
  const faults = state.ahead.length > 0 ? [] : await findGuardFaults(db, tables);
  if (faults.length === 0) return result;
  try {
    return await migrateWithin(db, tables, lockTimeoutMs);
  } catch (error) {
    // Without them, mappers only notice changes later, which is no reason to keep a service from starting.
    if (!isNotPermitted(error) && !(error instanceof MigrationLockTimeoutError)) throw error;
    return { ...result, differences: faults };
  }
}

/** Tries for `lockTimeoutMs`, with pauses in which others can use the tables. */
async function migrateWithin(db: Db, tables: Tables, lockTimeoutMs: number): Promise<MigrationResult> {
  const until = lockTimeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + lockTimeoutMs;
  for (;;) {
    try {
      return await inTransaction(db, trx => migrateLocked(trx, tables, until), tables.schema);
    } catch (error) {
      if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE) throw error;
      const left = until - performance.now();
      if (left <= 0) throw new MigrationLockTimeoutError(lockTimeoutMs, { cause: error });
      await sleep(Math.min(left, PAUSE_MS * (0.5 + Math.random())));
    }
  }
}

async function migrateLocked(trx: Knex.Transaction, tables: Tables, until: number): Promise<MigrationResult> {
  const { schema } = tables;
  // The caller's transaction continues afterwards, so our settings are reverted.
  const [before] = await query<{ lock_timeout: string; statement_timeout: string }>(
    trx,
    schema,
    `select current_setting('lock_timeout') as lock_timeout, current_setting('statement_timeout') as statement_timeout`,
  );
  await setTimeouts(trx, schema, `${msLeft(until)}ms`, '0');
  await query(trx, schema, 'select pg_advisory_xact_lock($1::bigint)', [LOCK_ID]);

  const state = await readMigrationState(trx, tables);
  const faults = state.pending.length > 0 || state.ahead.length > 0 ? [] : await findGuardFaults(trx, tables);
  const { adopted, statements } = await planOf(trx, tables, state);
  await setTimeouts(trx, schema, `${Math.min(msLeft(until) || ATTEMPT_MS, ATTEMPT_MS)}ms`, '0');
  for (const statement of statements) await query(trx, schema, statement);
  if (before) await setTimeouts(trx, schema, before.lock_timeout, before.statement_timeout);
  const differences = faults.length === 0 ? [] : await findGuardFaults(trx, tables);
  const repaired = faults.filter(fault => !differences.includes(fault));
  return {
    applied: [...state.pending],
    adopted,
    ahead: [...state.ahead],
    ...(repaired.length > 0 ? { repaired } : {}),
    ...(differences.length > 0 ? { differences } : {}),
  };
}

/** For lock_timeout, where 0 means forever. */
function msLeft(until: number): number {
  return until === Number.POSITIVE_INFINITY ? 0 : Math.max(Math.ceil(until - performance.now()), 1);
}

function isNotPermitted(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === INSUFFICIENT_PRIVILEGE || state === READ_ONLY_TRANSACTION;
}

async function notPermitted(
  db: Db,
  { schema }: Tables,
  pending: readonly string[],
  cause: unknown,
): Promise<MigrationNotPermittedError> {
  const [who] = await query<{ role: string }>(db, schema, 'select current_user as role');
  return new MigrationNotPermittedError(schema, who?.role ?? '', pending, { cause });
}

async function setTimeouts(trx: Knex.Transaction, schema: string, lock: string, statement: string): Promise<void> {
  await query(trx, schema, `select set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)`, [
    lock,
    statement,
  ]);
}

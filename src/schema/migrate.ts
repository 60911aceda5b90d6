import type { Knex } from 'knex';
import { compile, currentSchema, type Release, releases, type SchemaDescription } from '../../migrations/index.js';
import { type Db, inTransaction, query, sqlStateOf } from '../database/query.js';
import { type Tables, tablesIn } from '../database/tables.js';
import { integer, MAX_INT } from '../input/fields.js';
import { validate } from '../input/validate.js';
import { MigrationLockTimeoutError, SchemaMismatchError } from '../model/errors.js';
import type { SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import { compareSchemas, describeSchema } from './describe-schema.js';
import { type MigrationState, readMigrationState } from './migration-state.js';

/** What `runMigrations` did. */
export interface MigrationResult {
  /** Migrations this call brought into the history, in order; empty where there was nothing to do. */
  applied: string[];
  /** Those of `applied` whose tables somebody else had made already, exactly so: they were noted, not run. */
  adopted: string[];
  /** Migrations of a newer release that the database has; this release works on it all the same. */
  ahead: string[];
}

export interface MigrationOptions extends SchemaOption {
  /** How long to wait for another migrating process or a locked table, in milliseconds; 60,000 by default, 0 for ever. */
  lockTimeoutMs?: number;
}

/** Shared by every copy of every release: ASCII for "mktmap", so that it is recognised in pg_locks. */
const LOCK_ID = '120308282253680';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the tables to this release. Call it at start-up, in every process: any number of concurrent callers succeed, one
 * of them does the work, and on an up-to-date database it costs two short queries. Everything happens in one transaction
 * under an advisory lock that ends with it, so a killed process leaves nothing to unlock.
 *
 * @param db The service's knex, or a transaction of it (which the migrations then join). A pool of one is enough.
 * @param options `schema`: where the tables live, `public` by default; created where it is missing and the role may.
 *   `lockTimeoutMs`: 60,000 by default.
 * @returns What was applied, what of it was adopted from tables made by somebody else, and what a newer release has added.
 * @throws `SCHEMA_MISMATCH` where tables of these names exist but differ; nothing is changed then.
 * @throws `MIGRATION_LOCK_TIMEOUT`, `VALIDATION`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { runMigrations } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL });
 * const { applied } = await runMigrations(db);
 * console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date');
 * ```
 */
export async function runMigrations(db: Db, options: MigrationOptions = {}): Promise<MigrationResult> {
  const tables = tablesIn(options);
  const { lockTimeoutMs: given = 60_000 } = options;
  const lockTimeoutMs = validate(integer(0, MAX_INT), given, 'lockTimeoutMs');
  const state = await readMigrationState(db, tables);
  assertComplete(state, tables);
  if (state.pending.length === 0) {
    return { applied: [], adopted: [], ahead: [...state.ahead] };
  }
  try {
    return await inTransaction(db, trx => migrateLocked(trx, tables, lockTimeoutMs), tables.schema);
  } catch (error) {
    if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new MigrationLockTimeoutError(lockTimeoutMs, { cause: error });
  }
}

/** What `runMigrations` would do. */
export interface MigrationPlan {
  /** Migrations of this release that the database doesn't have yet, in order. */
  pending: string[];
  /** Those of `pending` that would only be noted, since somebody else has made their tables already, exactly so. */
  adopted: string[];
  /** Migrations of a newer release that the database has. */
  ahead: string[];
  /** What a person would run instead, as one transaction; empty where nothing is pending. */
  sql: string;
}

/**
 * The SQL of `runMigrations` without running it, for where somebody else changes schemas. It only reads. The SQL is for the
 * database as it is now, and leaves it as `runMigrations` would.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @throws `SCHEMA_MISMATCH` where tables of these names exist but differ; `VALIDATION`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { planMigrations } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL });
 * const { pending, sql } = await planMigrations(db);
 * console.log(pending.length === 0 ? 'up to date' : sql);
 * ```
 */
export async function planMigrations(db: Db, options: SchemaOption = {}): Promise<MigrationPlan> {
  const tables = tablesIn(options);
  const state = await readMigrationState(db, tables);
  assertComplete(state, tables);
  const { adopted, statements } = await planOf(db, tables, state);
  const whole = ['begin', `select pg_advisory_xact_lock(${LOCK_ID})`, ...statements, 'commit'];
  const sql = statements.length === 0 ? '' : whole.map(statement => `${statement};\n`).join('');
  return { pending: [...state.pending], adopted, ahead: [...state.ahead], sql };
}

/**
 * The migrations as knex takes them, for those who run them by the knex CLI beside their own (the tables in `public`).
 * `runMigrations` recognises a database migrated this way.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { migrationSource } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL });
 * await db.migrate.latest({ migrationSource, tableName: 'market_mapping_migrations' });
 * ```
 */
export const migrationSource: Knex.MigrationSource<{ readonly name: string }> = /* @__PURE__ */ pure(() =>
  createMigrationSource(),
);

/**
 * `migrationSource` for tables in another schema.
 *
 * @param options `schema`: the Postgres schema of the tables, which must exist; `public` by default.
 * @throws `VALIDATION` for an unsafe schema name.
 */
export function createMigrationSource(options: SchemaOption = {}): Knex.MigrationSource<{ readonly name: string }> {
  const target = { schema: tablesIn(options).schema, present: new Set<string>() };
  const run = async (knex: Knex, name: string, direction: 'up' | 'down') => {
    const release = releases.find(each => nameOf(each) === name);
    if (release) await query(knex, target.schema, compile(release.migration, direction, target, knex));
  };
  return {
    getMigrations: async () => releases.map(release => ({ name: nameOf(release) })),
    getMigrationName: migration => migration.name,
    getMigration: async ({ name }) => ({ up: knex => run(knex, name, 'up'), down: knex => run(knex, name, 'down') }),
  };
}

async function migrateLocked(trx: Knex.Transaction, tables: Tables, lockTimeoutMs: number): Promise<MigrationResult> {
  const { schema } = tables;
  // A caller's transaction goes on after us, so what we set for ours is put back.
  const [before] = await query<{ lock_timeout: string; statement_timeout: string }>(
    trx,
    schema,
    `select current_setting('lock_timeout') as lock_timeout, current_setting('statement_timeout') as statement_timeout`,
  );
  await setTimeouts(trx, schema, `${lockTimeoutMs}ms`, '0');
  await query(trx, schema, 'select pg_advisory_xact_lock($1::bigint)', [LOCK_ID]);

  const state = await readMigrationState(trx, tables);
  const { adopted, statements } = await planOf(trx, tables, state);
  for (const statement of statements) await query(trx, schema, statement);
  if (before) await setTimeouts(trx, schema, before.lock_timeout, before.statement_timeout);
  return { applied: [...state.pending], adopted, ahead: [...state.ahead] };
}

async function setTimeouts(trx: Knex.Transaction, schema: string, lock: string, statement: string): Promise<void> {
  await query(trx, schema, `select set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)`, [
    lock,
    statement,
  ]);
}

/** The statements that bring a schema from where it is to this release, in order. They take no parameters, so a person can run them. */
async function planOf(
  db: Db,
  tables: Tables,
  state: MigrationState,
): Promise<{ adopted: string[]; statements: string[] }> {
  if (state.pending.length === 0) return { adopted: [], statements: [] };
  const { schema, history } = tables;
  const adopted = await adoptable(db, tables, state);
  const toRun = state.pending.filter(name => !adopted.includes(name));
  const target = { schema, present: state.present };
  // Names of migrations are identifiers of this library's own: nothing in them needs quoting.
  const names = state.pending.map(name => `('${name}')`).join(', ');
  return {
    adopted,
    statements: [
      ...(state.hasHistory ? [] : await createHistory(db, tables)),
      ...releases
        .filter(release => toRun.includes(nameOf(release)))
        .map(({ migration }) => compile(migration, 'up', target, db)),
      `insert into ${history} (name, batch, migration_time)
select name, (select coalesce(max(batch), 0) + 1 from ${history}), now() from (values ${names}) as pending (name)`,
    ],
  };
}

/** The same shape as knex's own, so that the knex CLI can list and roll back what `runMigrations` applied. */
async function createHistory(db: Db, { schema, history }: Tables): Promise<string[]> {
  // CREATE SCHEMA IF NOT EXISTS asks for the right to create even where the schema exists.
  const found = await query(db, schema, 'select from pg_catalog.pg_namespace where nspname = $1', [schema]);
  return [
    ...(found.length === 0 ? [`create schema if not exists "${schema}"`] : []),
    `create table ${history} (id serial primary key, name varchar(255), batch integer, migration_time timestamptz)`,
  ];
}

/**
 * Which pending migrations need only be noted, because the tables that somebody else made are what these leave behind. Where some
 * of the first tables are missing, those that are there must be as the first migration makes them; it adds the others.
 */
async function adoptable(db: Db, tables: Tables, state: MigrationState): Promise<string[]> {
  const [first] = releases;
  if (!state.pending.includes(first.migration.name) || state.present.size === 0) return [];
  const found = await describeSchema(db, tables.schema);
  const present = [...state.present];
  const candidates = releases.filter(({ after }) => present.every(table => table in after)).reverse();
  for (const { migration, after } of candidates) {
    const isWhole = Object.keys(after).every(table => state.present.has(table));
    if (!isWhole && migration !== first.migration) continue;
    if (compareSchemas(only(present, after), found, { allowAdditions: false }).length > 0) continue;
    return isWhole
      ? releases.slice(0, releases.findIndex(release => release.migration === migration) + 1).map(nameOf)
      : [];
  }
  const closest = candidates.at(-1)?.after ?? currentSchema;
  throw new SchemaMismatchError(
    tables.schema,
    compareSchemas(only(present, closest), found, { allowAdditions: false }),
  );
}

function only(tables: readonly string[], schema: SchemaDescription): SchemaDescription {
  return Object.fromEntries(Object.entries(schema).filter(([table]) => tables.includes(table)));
}

function nameOf({ migration }: Release): string {
  return migration.name;
}

/** A history without its tables (a table dropped by hand, a partial restore) would otherwise show as a failing scraper. */
function assertComplete({ pending, present }: MigrationState, { schema, history }: Tables): void {
  const applied = releases.filter(release => !pending.includes(nameOf(release))).at(-1);
  const missing = Object.keys(applied?.after ?? {}).filter(table => !present.has(table));
  if (missing.length === 0) return;
  throw new SchemaMismatchError(
    schema,
    missing.map(table => `${table}: the table is missing, although ${history} has its migration; restore it`),
  );
}

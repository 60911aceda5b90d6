import {
  compile,
  currentSchema,
  type Release,
  releases,
  type SchemaDescription,
  tellMappingChanges,
} from '../../migrations/index.js';
import { type Db, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { SchemaMismatchError } from '../model/errors.js';
import type { SchemaOption } from '../model/index.js';
import { compareSchemas, describeSchema, isGuard } from './describe-schema.js';
import { type MigrationState, readMigrationState } from './migration-state.js';
import { repairGuards } from './repair-guards.js';

/** Shared by every copy of every release: ASCII for "mktmap", so that it is recognised in pg_locks. */
export const LOCK_ID = '120308282253680';

/** What `runMigrations` would do. */
export interface MigrationPlan {
  /** Migrations of this release that the database doesn't have yet, in order. */
  pending: string[];
  /** Those of `pending` that would only be recorded, because somebody else has already created their tables in exactly this form. */
  adopted: string[];
  /** Migrations of a newer release that the database has. */
  ahead: string[];
  /** What a person would run instead, as one transaction; empty if there is nothing to do. */
  sql: string;
}

/**
 * Returns the SQL of `runMigrations` without running it, for teams in which somebody else changes schemas. It only reads. The SQL is
 * for the database as it is now, and has the same result as `runMigrations`.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @throws `SCHEMA_MISMATCH` if tables with these names exist but differ; `MIGRATION_NOT_PERMITTED` if the role may not read the
 *   history; `VALIDATION`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { planMigrations } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { pending, sql } = await planMigrations(db);
 * console.log(pending.length === 0 ? 'up to date' : sql);
 * ```
 */
export async function planMigrations(db: Db, options: SchemaOption = {}): Promise<MigrationPlan> {
  const tables = tablesFor(options, {});
  const state = await readMigrationState(db, tables);
  assertComplete(state, tables);
  const { adopted, statements } = await planOf(db, tables, state);
  const whole = ['begin', `select pg_advisory_xact_lock(${LOCK_ID})`, ...statements, 'commit'];
  const sql = statements.length === 0 ? '' : whole.map(statement => `${statement};\n`).join('');
  return { pending: [...state.pending], adopted, ahead: [...state.ahead], sql };
}

/** The statements that bring a schema from where it is to this release, in order. They take no parameters, so a person can run them. */
export async function planOf(
  db: Db,
  tables: Tables,
  state: MigrationState,
): Promise<{ adopted: string[]; statements: string[] }> {
  const { schema, history } = tables;
  const target = { schema, present: state.present };
  const adopted = await adoptable(db, tables, state);
  const toRun = releases.filter(({ migration: { name } }) => state.pending.includes(name) && !adopted.includes(name));
  const makesGuards = toRun.some(({ migration }) => migration === tellMappingChanges);
  // A newer release may have changed them.
  const repairs = makesGuards || state.ahead.length > 0 ? [] : await repairGuards(db, target);
  if (state.pending.length === 0) return { adopted, statements: repairs };
  // The names of migrations are this library's own, and nothing in them needs quoting.
  const names = state.pending.map(name => `('${name}')`).join(', ');
  return {
    adopted,
    statements: [
      ...(state.hasHistory ? [] : await createHistory(db, tables)),
      ...toRun.map(({ migration }) => compile(migration, 'up', target, db)),
      ...repairs,
      `insert into ${history} (name, batch, migration_time)
select name, (select coalesce(max(batch), 0) + 1 from ${history}), now() from (values ${names}) as pending (name)`,
    ],
  };
}

/** The same shape as knex's own, so that the knex CLI can list and roll back what `runMigrations` applied. */
async function createHistory(db: Db, { schema, history }: Tables): Promise<string[]> {
  // CREATE SCHEMA IF NOT EXISTS needs the right to create even if the schema exists.
  const found = await query(db, schema, 'select from pg_catalog.pg_namespace where nspname = $1', [schema]);
  return [
    ...(found.length === 0 ? [`create schema if not exists "${schema}"`] : []),
    `create table ${history} (id serial primary key, name varchar(255), batch integer, migration_time timestamptz)`,
  ];
}

/**
 * Which pending migrations only need to be recorded, because the existing tables are what they leave behind: another service created
 * them, or they were restored without the history. If some of the first tables are missing, the others must be as the first
 * migration creates them; it adds the missing ones. Triggers and functions don't count, since they can be created again.
 */
async function adoptable(db: Db, tables: Tables, state: MigrationState): Promise<string[]> {
  const [first] = releases;
  if (!state.pending.includes(first.migration.name) || state.present.size === 0) return [];
  const found = withoutGuards(await describeSchema(db, tables.schema));
  const present = [...state.present];
  const candidates = releases.filter(({ after }) => present.every(table => table in after)).reverse();
  const differencesOf = ({ after }: Release) =>
    compareSchemas(only(present, withoutGuards(after)), found, { allowAdditions: false });
  for (const release of candidates) {
    const isWhole = Object.keys(release.after).every(table => state.present.has(table));
    if (!isWhole && release !== first) continue;
    if (differencesOf(release).length > 0) continue;
    return isWhole ? releases.slice(0, releases.indexOf(release) + 1).map(nameOf) : [];
  }
  const differences = candidates.map(differencesOf).sort((a, b) => a.length - b.length)[0];
  throw new SchemaMismatchError(
    tables.schema,
    differences ?? compareSchemas(only(present, currentSchema), found, { allowAdditions: false }),
  );
}

function withoutGuards(schema: SchemaDescription): SchemaDescription {
  return Object.fromEntries(
    Object.entries(schema).map(([table, items]) => [
      table,
      Object.fromEntries(Object.entries(items).filter(([item]) => !isGuard(item))),
    ]),
  );
}

function only(tables: readonly string[], schema: SchemaDescription): SchemaDescription {
  return Object.fromEntries(Object.entries(schema).filter(([table]) => tables.includes(table)));
}

function nameOf({ migration }: Release): string {
  return migration.name;
}

/** A history without its tables (a table dropped by hand, a partial restore) would otherwise show as a failing scraper. */
export function assertComplete({ pending, present }: MigrationState, { schema, history }: Tables): void {
  const applied = releases.filter(release => !pending.includes(nameOf(release))).at(-1);
  const missing = Object.keys(applied?.after ?? {}).filter(table => !present.has(table));
  if (missing.length === 0) return;
  throw new SchemaMismatchError(
    schema,
    missing.map(table => `${table}: the table is missing, although ${history} has its migration; restore it`),
  );
}

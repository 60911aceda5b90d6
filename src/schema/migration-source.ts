import type { Knex } from 'knex';
import { compile, releases } from '../../migrations/index.js';
import { query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { invalid } from '../input/validate.js';
import { RollbackRefusedError } from '../model/errors.js';
import type { SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';

export interface MigrationSourceOptions extends SchemaOption {
  /** Whether a rollback may drop tables and columns that contain rows; false by default. */
  dropTables?: boolean;
}

/**
 * The migrations as knex takes them, for those who run them by the knex CLI beside their own (the tables in `public`).
 * `runMigrations` recognises a database migrated this way. A rollback is refused while the tables contain rows.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { migrationSource } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await db.migrate.latest({ migrationSource, tableName: 'market_mapping_migrations' });
 * ```
 */
export const migrationSource: Knex.MigrationSource<{ readonly name: string }> = /* @__PURE__ */ pure(() =>
  createMigrationSource(),
);

/**
 * `migrationSource` with options.
 *
 * Rolling back drops the tables with everything in them: `knex migrate:rollback` undoes the whole last batch, which after a first
 * run is everything. So each step back is refused before it changes anything, as long as there are mappings, audit rows or unmapped
 * markets. `dropTables: true` allows it.
 *
 * @param options `schema`: the Postgres schema of the tables, which must exist; `public` by default. `dropTables`: false by default.
 * @throws `VALIDATION` for an unsafe schema name. Rolling back throws `ROLLBACK_REFUSED`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { createMigrationSource } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const migrationSource = createMigrationSource({ dropTables: true });
 * await db.migrate.rollback({ migrationSource, tableName: 'market_mapping_migrations' });
 * ```
 */
export function createMigrationSource(
  options: MigrationSourceOptions = {},
): Knex.MigrationSource<{ readonly name: string }> {
  const { schema } = tablesFor<MigrationSourceOptions>(options, { dropTables: true });
  const { dropTables = false } = options;
  if (typeof dropTables !== 'boolean') throw invalid('dropTables', 'must be true or false');
  const target = { schema, present: new Set<string>() };
  const run = async (knex: Knex, name: string, direction: 'up' | 'down') => {
    const release = releases.find(({ migration }) => migration.name === name);
    if (release === undefined) return;
    if (direction === 'down' && !dropTables) await assertEmpty(knex, schema, name);
    await query(knex, schema, compile(release.migration, direction, target, knex));
  };
  return {
    getMigrations: async () => releases.map(({ migration }) => ({ name: migration.name })),
    getMigrationName: migration => migration.name,
    getMigration: async ({ name }) => ({ up: knex => run(knex, name, 'up'), down: knex => run(knex, name, 'down') }),
  };
}

/** Every step back loses some data, if only a column, and knex undoes the last migration of a batch first. */
async function assertEmpty(knex: Knex, schema: string, migration: string): Promise<void> {
  const tables = Object.keys(releases[0].after);
  const present = await query<{ name: string }>(
    knex,
    schema,
    `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = any ($2::text[]) and c.relkind in ('r', 'p')`,
    [schema, tables],
  );
  const there = tables.filter(table => present.some(({ name }) => name === table));
  if (there.length === 0) return;
  const holding = await query<{ name: string }>(
    knex,
    schema,
    there.map(name => `select '${name}' as name where exists (select from "${schema}"."${name}")`).join(' union all '),
  );
  if (holding.length > 0) throw new RollbackRefusedError(migration, holding.map(({ name }) => name).sort());
}

import { releases, tableNames } from '../../migrations/index.js';
import { type Db, query } from '../database/query.js';
import { HISTORY_TABLE, type Tables } from '../database/tables.js';
import { MigrationNotPermittedError } from '../model/errors.js';

/** How far a schema has been migrated, compared with this release. */
export interface MigrationState {
  /** Whether the history table exists at all. */
  readonly hasHistory: boolean;
  /** Existing tables with the library's names, whoever created them. */
  readonly present: ReadonlySet<string>;
  /** Migrations of this release that the history doesn't have yet, in order. */
  readonly pending: readonly string[];
  /** Migrations in the history that this release doesn't know, applied by a newer one. */
  readonly ahead: readonly string[];
}

/** Read in two statements, without a lock and with no more than SELECT rights. */
export async function readMigrationState(db: Db, tables: Tables): Promise<MigrationState> {
  const names = [HISTORY_TABLE, ...tableNames];
  const existing = await query<{ name: string; role: string; may_read: boolean }>(
    db,
    tables.schema,
    `select c.relname as name, current_user as role,
       pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select') as may_read
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = any ($2::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
    [tables.schema, names],
  );
  const present = new Set(existing.map(row => row.name));
  const hasHistory = present.delete(HISTORY_TABLE);
  const hidden = existing.find(row => row.name === HISTORY_TABLE && !row.may_read);
  if (hidden) throw new MigrationNotPermittedError(tables.schema, hidden.role, null);
  const history = hasHistory
    ? await query<{ name: string }>(db, tables.schema, `select name from ${tables.history} order by id`)
    : [];
  const known = releases.map(release => release.migration.name);
  const done = new Set(history.map(row => row.name));
  return {
    hasHistory,
    present,
    pending: known.filter(name => !done.has(name)),
    ahead: [...done].filter(name => !known.includes(name)),
  };
}

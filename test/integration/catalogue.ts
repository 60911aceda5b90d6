import type { Knex } from 'knex';
import { onTestFinished } from 'vitest';

/** The migrations of this release, in order. */
export const MIGRATIONS = [
  '001_create_market_mapping_tables',
  '002_tell_mapping_changes',
  '003_prepare_recording',
  '004_add_line_rules',
  '005_add_sources_and_sport',
  '006_say_what_is_missing',
  '007_keep_history',
  '008_triage_the_log',
  '009_know_mappers',
];

/** Those whose tables another service may have made. */
export const ADOPTABLE = MIGRATIONS.slice(0, 1);

/** The lock that migrating processes take, as every release does. */
export const MIGRATION_LOCK = '120308282253680';

/** All that anybody made in the database, down to columns, indexes and constraints: equal before and after is "unchanged". */
export async function everythingIn(db: Knex): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { thing: string }[] }>(`
    with own as (select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
    select 'schema ' || nspname as thing from own
    union all
    select concat_ws(' ', 'relation', n.nspname, c.relname, c.relkind) from pg_class c join own n on n.oid = c.relnamespace
    union all
    select concat_ws(' ', 'column', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
    from pg_class c join own n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    union all
    select concat_ws(' ', 'index', indexdef) from pg_indexes where schemaname in (select nspname from own)
    union all
    select concat_ws(' ', 'constraint', n.nspname, c.conname, pg_get_constraintdef(c.oid))
    from pg_constraint c join own n on n.oid = c.connamespace
    union all
    select concat_ws(' ', 'function', n.nspname, p.proname) from pg_proc p join own n on n.oid = p.pronamespace
    order by 1`);
  return rows.map(row => row.thing);
}

/** The tables of one schema. */
export async function tablesOf(db: Knex, schema = 'public'): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { tablename: string }[] }>(
    'select tablename from pg_tables where schemaname = ? order by tablename',
    [schema],
  );
  return rows.map(row => row.tablename);
}

/** An open transaction in a session of its own, rolled back when the test ends if not before. */
export async function otherSession(db: Knex): Promise<Knex.Transaction> {
  const session = await db.transaction();
  onTestFinished(async () => {
    if (!session.isCompleted()) await session.rollback();
  });
  return session;
}

/** Another session that holds the lock of migrating processes. */
export async function holdMigrationLock(db: Knex): Promise<Knex.Transaction> {
  const session = await otherSession(db);
  await session.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
  return session;
}

/** How many sessions on this database wait for the lock of migrating processes. */
export function countWaitingForMigrationLock(db: Knex): Promise<number> {
  return count(db, `from pg_locks where ${OURS} and not granted`);
}

/** How many sessions on this database hold or want the lock of migrating processes. */
export function countMigrationLocks(db: Knex): Promise<number> {
  return count(db, `from pg_locks where ${OURS}`);
}

/** How many sessions on this database wait for a lock of any kind. */
export function countWaitingForLocks(db: Knex): Promise<number> {
  return count(db, `from pg_stat_activity where ${CLIENTS} and wait_event_type = 'Lock'`);
}

/** How many sessions other than the asking one there are on this database. */
export function countOtherSessions(db: Knex): Promise<number> {
  return count(db, `from pg_stat_activity where ${CLIENTS} and pid <> pg_backend_pid()`);
}

const CLIENTS = `datname = current_database() and backend_type = 'client backend'`;
const OURS = `locktype = 'advisory' and (classid::bigint << 32) + objid::bigint = ${MIGRATION_LOCK}
  and database = (select oid from pg_database where datname = current_database())`;

async function count(db: Knex, what: string): Promise<number> {
  const { rows } = await db.raw<{ rows: { n: number }[] }>(`select count(*)::int as n ${what}`);
  return rows[0]?.n ?? Number.NaN;
}

import { type Db, type QueryOptions, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import type { Version } from './read-changes.js';

/** What a running mapper says of itself. */
export interface Presence {
  /** The key of its recorder's row. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly packageVersion: string;
  /** How long ago it was created, and its mappings were last known to be the database's, in milliseconds. */
  readonly runningMs: number;
  readonly checkedMs: number;
  /** The state of the mappings that it holds; null where the database doesn't say. */
  readonly version: Version | null;
  readonly stats: object;
}

/**
 * Writes the row of a mapper, or what has changed of it, in one small statement. The number of its last flush stays as it is; a row
 * that is new says 0, which no flush has. It waits for nobody: what holds the row is a flush of the same mapper.
 */
export async function writePresence(
  db: Db,
  { schema, recorders, changes }: Tables,
  presence: Presence,
  options: QueryOptions,
): Promise<void> {
  const { id, host, pid, packageVersion, runningMs, checkedMs, version, stats } = presence;
  await query(
    db,
    schema,
    `insert into ${recorders} as r (id, last_flush, application, host, pid, package_version, started_at, seen_at, checked_at,
       mappings_number, mappings_version, behind_since, stats)
     select $1::uuid, 0, nullif(current_setting('application_name'), ''), $2, $3::integer, $4,
       now() - $5::float8 * interval '1 millisecond', now(), now() - $6::float8 * interval '1 millisecond',
       $7::bigint, $8::uuid, case when c.version is distinct from $8::uuid then now() end, $9::jsonb
     from (select set_config('lock_timeout', '1s', true)) as patience left join ${changes} c on true
     on conflict (id) do update set application = excluded.application, seen_at = excluded.seen_at,
       checked_at = excluded.checked_at, mappings_number = excluded.mappings_number,
       mappings_version = excluded.mappings_version, stats = excluded.stats,
       host = excluded.host, pid = excluded.pid, package_version = excluded.package_version,
       started_at = coalesce(r.started_at, excluded.started_at),
       behind_since = case when excluded.behind_since is not null then coalesce(r.behind_since, excluded.behind_since) end`,
    [
      id,
      host,
      pid,
      packageVersion,
      runningMs,
      checkedMs,
      version?.number ?? null,
      version?.version ?? null,
      JSON.stringify(stats),
    ],
    { ...options, isPrepared: true },
  );
}

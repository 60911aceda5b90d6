import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import type { SchemaOption } from '../model/index.js';
import type { MapperStats } from './events.js';

/** A running mapper as it last told of itself; it does so once a minute at the most. */
export interface MapperInfo {
  /** Random, of this mapper alone. */
  readonly id: string;
  /** The `application_name` of its connection; null where the service sets none. */
  readonly application: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  /** The version of this package that it runs. */
  readonly packageVersion: string | null;
  readonly startedAt: Date | null;
  /** When it told this. */
  readonly seenAt: Date;
  /** The state of the mappings that it held: how many transactions had changed any, and a random id of the last one. */
  readonly mappingsNumber: number | null;
  readonly mappingsVersion: string | null;
  /** When these were last known to be those of the database. */
  readonly checkedAt: Date | null;
  /**
   * Whether the database has other mappings than those by now. One that has just loaded a change may not have told so yet: for an
   * alarm, go by `behindSince`.
   */
  readonly isStale: boolean;
  /** How many transactions have changed mappings since; null where its state is not of this history, as after a restore. */
  readonly behind: number | null;
  /** Since when it has been stale, as far as the tables tell. */
  readonly behindSince: Date | null;
  /** When it last wrote unmapped markets; null if it has not yet. */
  readonly lastFlushAt: Date | null;
  /** Its `stats()` at that time. Fields that a release does not have are missing. */
  readonly stats: Partial<MapperStats>;
}

/** A mapper that has not told of itself for so long has died, or can't reach the database. */
const GONE_AFTER = '3 minutes';

/**
 * Lists the mappers that run on this database: where, since when, and with which version of the mappings. One that was killed is gone
 * from the list after three minutes, and so is one that can't reach the database or may not write `market_mapping_recorders`.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @returns The mappers, those furthest behind first, then by application and host.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listMappers } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * for (const { host, pid, isStale, behindSince } of await listMappers(db)) {
 *   if (isStale) console.warn(`process ${pid} on ${host} has old mappings, since ${behindSince?.toISOString()}`);
 * }
 * ```
 */
export async function listMappers(db: Db, options: SchemaOption = {}): Promise<MapperInfo[]> {
  const { schema, recorders, changes, journal, mappings } = tablesFor(options, {});
  const rows = await query<MapperRow>(
    db,
    schema,
    `select r.id, r.application, r.host, r.pid, r.package_version, r.started_at, r.seen_at, r.mappings_number,
       r.mappings_version, r.checked_at, r.stats, case when r.last_flush > 0 then r.flushed_at end as last_flush_at,
       r.mappings_version is distinct from c.version as is_stale, c.number - r.mappings_number as behind,
       least(r.behind_since, (
         select min(m.updated_at) from ${journal} j join ${mappings} m on m.id = j.mapping_id
         where j.number > r.mappings_number and m.updated_at > r.checked_at
       )) as behind_since
     from ${recorders} r left join ${changes} c on true
     where r.seen_at > now() - interval '${GONE_AFTER}'
     order by c.number - r.mappings_number desc nulls first, r.application, r.host, r.pid, r.id`,
  );
  return rows.map(toMapperInfo);
}

interface MapperRow {
  id: string;
  application: string | null;
  host: string | null;
  pid: number | null;
  package_version: string | null;
  started_at: Timestamp | null;
  seen_at: Timestamp;
  mappings_number: number | null;
  mappings_version: string | null;
  checked_at: Timestamp | null;
  is_stale: boolean;
  behind: number | null;
  behind_since: Timestamp | null;
  last_flush_at: Timestamp | null;
  stats: Partial<MapperStats> | null;
}

function toMapperInfo(row: MapperRow): MapperInfo {
  const { is_stale: isStale, behind } = row;
  return {
    id: row.id,
    application: row.application,
    host: row.host,
    pid: row.pid,
    packageVersion: row.package_version,
    startedAt: toNullableDate(row.started_at),
    seenAt: toDate(row.seen_at),
    mappingsNumber: row.mappings_number,
    mappingsVersion: row.mappings_version,
    checkedAt: toNullableDate(row.checked_at),
    isStale,
    // Another version under the same number or an earlier one is of a history that this database has not had.
    behind: isStale ? (behind !== null && behind > 0 ? behind : null) : 0,
    behindSince: isStale ? toNullableDate(row.behind_since) : null,
    lastFlushAt: toNullableDate(row.last_flush_at),
    stats: row.stats ?? {},
  };
}

function toNullableDate(value: Timestamp | null): Date | null {
  return value === null ? null : toDate(value);
}

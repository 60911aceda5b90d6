import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { type SchemaOption, SEED, SEED_SOURCES, type UnmappedStatus } from '../model/index.js';

/** Numbers by source: the three that have columns of their own always, any other one where it has some. */
export type BySource = Record<string, number>;

/** Counts of mappings and unmapped markets. */
export interface Stats {
  mappings: {
    total: number;
    active: number;
    /** Mappings, active or not, that have an id at the source; a source without columns of its own shows where it has any. */
    bySource: BySource;
  };
  unmapped: {
    total: number;
    byStatus: Record<UnmappedStatus, number>;
    bySource: BySource;
  };
}

/**
 * Counts mappings and unmapped markets, in one statement.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { getStats } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { mappings, unmapped } = await getStats(db);
 * console.log(`${mappings.active} active mappings, ${unmapped.byStatus.NEW} markets to look at`);
 * ```
 */
export async function getStats(db: Db, options: SchemaOption = {}): Promise<Stats> {
  const { schema, mappings, unmapped } = tablesFor(options, {});
  const [row] = await query<Counts>(
    db,
    schema,
    `select m.*, u.* from (
      select count(*) as total, count(*) filter (where is_active) as active,
        (select coalesce(jsonb_object_agg(source, times), '{}') from (${idsBySource(mappings)}) as ids) as ids
      from ${mappings}
    ) m cross join (
      select coalesce(jsonb_agg(jsonb_build_array(source, status, times)), '[]') as unmapped from (
        select source, status, count(*) as times from ${unmapped} group by source, status
      ) as markets
    ) u`,
  );
  return toStats(row ?? { total: 0, active: 0, ids: {}, unmapped: [] });
}

interface Counts {
  total: number;
  active: number;
  ids: Readonly<Record<string, number>>;
  unmapped: readonly (readonly [source: string, status: string, times: number])[];
}

/** SQL: each source with the number of mappings that have an id there. */
function idsBySource(mappings: string): string {
  const seed = SEED_SOURCES.map(
    source => `select '${source}' as source, count(${SEED[source].idColumn}) as times from ${mappings}`,
  );
  const further = `select source, count(*) from ${mappings}, jsonb_object_keys(source_ids) as given (source) group by source`;
  return [...seed, further].join(' union all ');
}

function toStats({ total, active, ids, unmapped }: Counts): Stats {
  const none = () => Object.fromEntries(SEED_SOURCES.map(source => [source, 0]));
  const byStatus: Record<string, number> = {};
  const bySource: Record<string, number> = none();
  let markets = 0;
  for (const [source, status, times] of unmapped) {
    markets += times;
    byStatus[status] = (byStatus[status] ?? 0) + times;
    bySource[source] = (bySource[source] ?? 0) + times;
  }
  return {
    mappings: { total, active, bySource: { ...none(), ...ids } },
    unmapped: { total: markets, byStatus: { NEW: 0, ACKNOWLEDGED: 0, MAPPED: 0, IGNORED: 0, ...byStatus }, bySource },
  };
}

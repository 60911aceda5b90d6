import { type Db, query } from '../database/query.js';
import { tablesIn } from '../database/tables.js';
import { type SchemaOption, SOURCES, type Source, UNMAPPED_STATUSES, type UnmappedStatus } from '../model/index.js';
import { SOURCE_ID_COLUMN } from '../model/source-id.js';

/** Counts of mappings and unmapped markets. */
export interface Stats {
  mappings: {
    total: number;
    active: number;
    /** Mappings with an id at the source, active or not. */
    bySource: Record<Source, number>;
  };
  unmapped: {
    total: number;
    byStatus: Record<UnmappedStatus, number>;
    bySource: Record<Source, number>;
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
  const { schema, mappings, unmapped } = tablesIn(options);
  const [row = {}] = await query<Record<string, number>>(
    db,
    schema,
    `select * from (
      select count(*) as mappings_total, count(*) filter (where is_active) as mappings_active,
        ${SOURCES.map(source => `count(${SOURCE_ID_COLUMN[source]}) as mappings_${source}`).join(', ')}
      from ${mappings}
    ) m join (
      select count(*) as unmapped_total,
        ${UNMAPPED_STATUSES.map(status => `count(*) filter (where status = '${status}') as unmapped_${status}`).join(', ')},
        ${SOURCES.map(source => `count(*) filter (where source = '${source}') as unmapped_${source}`).join(', ')}
      from ${unmapped}
    ) u on true`,
  );
  const count = (name: string) => row[name.toLowerCase()] ?? 0;
  const bySource = (table: string): Record<Source, number> => ({
    betpawa: count(`${table}_betpawa`),
    sportybet: count(`${table}_sportybet`),
    bet9ja: count(`${table}_bet9ja`),
  });
  return {
    mappings: { total: count('mappings_total'), active: count('mappings_active'), bySource: bySource('mappings') },
    unmapped: {
      total: count('unmapped_total'),
      byStatus: {
        NEW: count('unmapped_NEW'),
        ACKNOWLEDGED: count('unmapped_ACKNOWLEDGED'),
        MAPPED: count('unmapped_MAPPED'),
        IGNORED: count('unmapped_IGNORED'),
      },
      bySource: bySource('unmapped'),
    },
  };
}

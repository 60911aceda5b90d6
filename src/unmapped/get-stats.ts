import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { type SchemaOption, SEED, SEED_SOURCES, type UnmappedStatus } from '../model/index.js';
import { isEscalatingRow, isRegressedRow } from './unmapped-conditions.js';

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
    /** Open markets that had been mapped and were met unmapped again. */
    regressed: number;
    /** Open markets that are seen far more often than in the week before. */
    escalating: number;
    /** IGNORED markets that an ignore rule ignored. */
    ignoredByRules: number;
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
      select coalesce(jsonb_agg(jsonb_build_array(source, status, times)), '[]') as unmapped,
        coalesce(sum(regressed), 0)::bigint as regressed, coalesce(sum(escalating), 0)::bigint as escalating,
        coalesce(sum(ignored_by_rules), 0)::bigint as ignored_by_rules
      from (
        select source, status, count(*) as times, count(*) filter (where ${isRegressedRow('u')}) as regressed,
          count(*) filter (where ${isEscalatingRow('u')}) as escalating,
          count(*) filter (where status = 'IGNORED' and ignored_by is not null) as ignored_by_rules
        from ${unmapped} u group by source, status
      ) as markets
    ) u`,
  );
  return toStats(
    row ?? { total: 0, active: 0, ids: {}, unmapped: [], regressed: 0, escalating: 0, ignored_by_rules: 0 },
  );
}

interface Counts {
  total: number;
  active: number;
  ids: Readonly<Record<string, number>>;
  unmapped: readonly (readonly [source: string, status: string, times: number])[];
  regressed: number;
  escalating: number;
  ignored_by_rules: number;
}

/** SQL: each source with the number of mappings that have an id there. */
function idsBySource(mappings: string): string {
  const seed = SEED_SOURCES.map(
    source => `select '${source}' as source, count(${SEED[source].idColumn}) as times from ${mappings}`,
  );
  const further = `select source, count(*) from ${mappings}, jsonb_object_keys(source_ids) as given (source) group by source`;
  return [...seed, further].join(' union all ');
}

function toStats({ total, active, ids, unmapped, regressed, escalating, ignored_by_rules }: Counts): Stats {
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
    unmapped: {
      total: markets,
      byStatus: { NEW: 0, ACKNOWLEDGED: 0, MAPPED: 0, IGNORED: 0, ...byStatus },
      bySource,
      regressed,
      escalating,
      ignoredByRules: ignored_by_rules,
    },
  };
}

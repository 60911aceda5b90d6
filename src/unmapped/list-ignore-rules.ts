import { type IgnoreRuleRow, toIgnoreRule } from '../database/ignore-rule-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { IgnoreRule, SchemaOption } from '../model/index.js';

/** An ignore rule with what it mutes. */
export interface ListedIgnoreRule extends IgnoreRule {
  /** Whether its time has not run out. */
  isInForce: boolean;
  /** The markets that are IGNORED because of it, and how often they have been seen. */
  rows: number;
  sightings: number;
}

/**
 * Lists all ignore rules, the latest first, each with what it mutes: a rule that nobody remembers is easy to find here.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listIgnoreRules } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * for (const rule of await listIgnoreRules(db)) {
 *   console.log(rule.id, rule.reason, `mutes ${rule.rows} markets, seen ${rule.sightings} times`);
 * }
 * ```
 */
export async function listIgnoreRules(db: Db, options: SchemaOption = {}): Promise<ListedIgnoreRule[]> {
  const { schema, ignoreRules, unmapped } = tablesFor(options, {});
  const rows = await query<IgnoreRuleRow & { is_in_force: boolean; rows: number; sightings: number }>(
    db,
    schema,
    `select r.*, r.until is null or r.until > now() as is_in_force, coalesce(m.rows, 0) as rows, coalesce(m.sightings, 0) as sightings
     from ${ignoreRules} r left join (
       select ignored_by, count(*) as rows, sum(occurrence_count)::bigint as sightings
       from ${unmapped} where status = 'IGNORED' and ignored_by is not null group by ignored_by
     ) m on m.ignored_by = r.id
     order by r.id desc`,
  );
  return rows.map(row => ({
    ...toIgnoreRule(row),
    isInForce: row.is_in_force,
    rows: row.rows,
    sightings: row.sightings,
  }));
}

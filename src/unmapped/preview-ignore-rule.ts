import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { UNMAPPED_COLUMNS, type UnmappedRow } from '../database/unmapped-row.js';
import type { IgnoreCondition, NewIgnoreRule, SchemaOption, UnmappedMarket } from '../model/index.js';
import { toLike } from '../rules/glob.js';
import { ruleHolds } from './ignore-conditions.js';
import { checkCondition } from './ignore-rule-input.js';
import { toUnmappedMarket } from './to-unmapped-market.js';

/** What an ignore rule would ignore of the log now. */
export interface IgnoreRulePreview {
  rows: number;
  /** How often they have been seen. */
  sightings: number;
  /** The 50 among them that were seen most often. */
  markets: UnmappedMarket[];
}

const SHOWN = 50;

/**
 * Says which NEW markets a rule would ignore at once, and changes nothing.
 *
 * @param db The service's knex, or a transaction of it.
 * @param rule As `createIgnoreRule` takes it; `reason` may be left out.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { previewIgnoreRule } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { rows, markets } = await previewIgnoreRule(db, { source: 'sportybet', marketName: '*Specials' });
 * console.log(rows, markets.map(market => market.marketName));
 * ```
 */
export async function previewIgnoreRule(
  db: Db,
  rule: IgnoreCondition | NewIgnoreRule,
  options: SchemaOption = {},
): Promise<IgnoreRulePreview> {
  const { schema, unmapped } = tablesFor(options, {});
  const { source = null, externalMarketId = null, marketName = null } = checkCondition(rule);
  const rows = await query<UnmappedRow & { rows: number; sightings: number }>(
    db,
    schema,
    `with rule as materialized (
      select $1::varchar as source, ${toLike('$2::text')} as id_like, ${toLike('$3::text')} as name_like
    )
    select ${UNMAPPED_COLUMNS}, count(*) over () as rows, (sum(occurrence_count) over ())::bigint as sightings
    from (
      select u.* from ${unmapped} u, rule r
      where u.status = 'NEW' and ${ruleHolds('r', 'u.source', 'u.external_market_id', 'u.market_name')}
    ) u
    order by occurrence_count desc, id desc limit ${SHOWN}`,
    [source, externalMarketId, marketName],
  );
  return { rows: rows[0]?.rows ?? 0, sightings: rows[0]?.sightings ?? 0, markets: rows.map(toUnmappedMarket) };
}

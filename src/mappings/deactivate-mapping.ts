import type { Db } from '../database/query.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import { changeMapping } from './change-mapping.js';

/**
 * Keeps a mapping but lets it resolve nothing any more; a market that only it covered is unmapped from then on.
 * One statement, with its DEACTIVATE row in the audit log; where the mapping is deactivated already, nothing is written.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId Which mapping.
 * @param options `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns The mapping as it is now.
 * @throws `MAPPING_NOT_FOUND`, `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { deactivateMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await deactivateMapping(db, 'btts_ft', { actor: 'ada', reason: 'checked against prices' });
 * ```
 */
export async function deactivateMapping(
  db: Db,
  canonicalId: string,
  options: Change & SchemaOption = {},
): Promise<MarketMapping> {
  return changeMapping(
    db,
    canonicalId,
    'DEACTIVATE',
    [{ column: 'is_active', type: 'boolean', value: false }],
    options,
  );
}

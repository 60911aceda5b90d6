import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import { changeMapping } from './change-mapping.js';

/**
 * Keeps a mapping but excludes it from resolving. Markets that only this mapping covered are unmapped from then on.
 * Runs one statement, including the DEACTIVATE row in the audit log. If the mapping is already inactive, nothing is written.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId The mapping's canonical id.
 * @param options `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns The updated mapping.
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
  tablesFor<Change & SchemaOption>(options, { actor: true, reason: true });
  return changeMapping(
    db,
    canonicalId,
    'DEACTIVATE',
    [{ column: 'is_active', type: 'boolean', value: false }],
    options,
  );
}

import type { Db } from '../database/query.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import { changeMapping } from './change-mapping.js';

/**
 * Activates a mapping, and sets the unmapped markets it covers to MAPPED.
 * Runs one statement, including the ACTIVATE row in the audit log. If the mapping is already active, nothing is written.
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
 * import { activateMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await activateMapping(db, 'btts_ft', { actor: 'ada', reason: 'checked against prices' });
 * ```
 */
export async function activateMapping(
  db: Db,
  canonicalId: string,
  options: Change & SchemaOption = {},
): Promise<MarketMapping> {
  return changeMapping(db, canonicalId, 'ACTIVATE', [{ column: 'is_active', type: 'boolean', value: true }], options);
}

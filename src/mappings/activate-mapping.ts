import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { MarketMapping } from '../model/index.js';
import { CHANGE_OPTIONS, type ChangeOptions, changeMapping } from './change-mapping.js';

/**
 * Makes a mapping resolve again, and marks the unmapped markets MAPPED that the active mappings know to the last outcome now.
 * With its ACTIVATE row in the audit log; where the mapping is activated already, nothing is written.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId Which mapping.
 * @param options `actor` and `reason` for the audit log; `allowShared` (false by default) where another active mapping has one of
 *   its ids on equal terms; `schema`: `public` by default.
 * @returns The mapping as it is now.
 * @throws `MAPPING_NOT_FOUND`; `MAPPING_CONFLICT`, unless allowed; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
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
  options: ChangeOptions = {},
): Promise<MarketMapping> {
  tablesFor<ChangeOptions>(options, CHANGE_OPTIONS);
  return changeMapping(db, canonicalId, 'ACTIVATE', [{ column: 'is_active', type: 'boolean', value: true }], options);
}

import { randomUUID } from 'node:crypto';
import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { CHANGE_OPTIONS, type ChangeOptions } from '../mappings/change-mapping.js';
import type { MarketMapping } from '../model/index.js';
import { mapMarket } from './map-market.js';
import type { MapTarget } from './map-target.js';

/**
 * Maps a market of the unmapped log: gives its id to a mapping there is, or creates one with it, and marks it MAPPED (an
 * IGNORED one too) where the active mappings know its outcomes; otherwise it stays open, and says which are missing. All of it or
 * nothing, with the mapping's row in the audit log.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id The market's id in the log.
 * @param target `{ to }` for a mapping there is, with `outcomes` that it lacks and a `base` mapping to copy where it is not in
 *   the database; or `{ create }` for a new one.
 * @param options `actor` and `reason` for the audit log; `allowShared` (false by default) where another active mapping has the id on
 *   equal terms; `schema`: `public` by default.
 * @returns The mapping that covers the market now.
 * @throws `UNMAPPED_MARKET_NOT_FOUND`, `MAPPING_NOT_FOUND`, `MAPPING_EXISTS`; `MARKET_NOT_COVERED` where the mapping is not
 *   active; `MAPPING_CONFLICT`, unless allowed; `VALIDATION`, also where the mapping has another id at this source; `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedMarkets, mapUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedMarkets(db, { source: 'sportybet', search: 'Both teams' });
 * for (const market of items.slice(0, 1)) {
 *   await mapUnmappedMarket(db, market.id, { to: 'btts_ft' }, { actor: 'ada' });
 * }
 * ```
 */
export async function mapUnmappedMarket(
  db: Db,
  id: number,
  target: MapTarget,
  options: ChangeOptions = {},
): Promise<MarketMapping> {
  tablesFor<ChangeOptions>(options, CHANGE_OPTIONS);
  return mapMarket(db, id, target, options, randomUUID());
}

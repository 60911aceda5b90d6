import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { unmappedSightingSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import type { SchemaOption, UnmappedMarket, UnmappedSighting } from '../model/index.js';
import { toSightingSum } from './sightings.js';
import { toUnmappedMarket } from './to-unmapped-market.js';
import { writeSighting } from './write-sightings.js';

/**
 * Counts a sighting of a market that no mapping covers, in one statement. Adds the market as NEW, or adds to its count, extends
 * the period in which it was seen and fills in a missing name or sample. Notes and status are kept, except that a MAPPED market
 * which no active mapping covers any more goes back to NEW. The count stops at 2,147,483,647.
 *
 * @param db The service's knex, or a transaction of it.
 * @param sighting What was seen; see `UnmappedSighting` for defaults and caps.
 * @param options `schema`: `public` by default.
 * @returns The market after the sighting; `isNew` is true if this was the first sighting by any process.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { recordUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const market = await recordUnmappedMarket(db, {
 *   source: 'sportybet',
 *   externalMarketId: '60200',
 *   marketName: '1X2 - 1UP',
 *   sampleOutcomes: [{ id: '1', desc: 'Home', odds: '1.39' }],
 * });
 * if (market.isNew) console.log(`${market.source} offers a market nobody has mapped: ${market.marketName}`);
 * ```
 */
export async function recordUnmappedMarket(
  db: Db,
  sighting: UnmappedSighting,
  options: SchemaOption = {},
): Promise<UnmappedMarket & { isNew: boolean }> {
  const tables = tablesFor(options, {});
  const row = await writeSighting(db, tables, toSightingSum(validate(unmappedSightingSchema, sighting, 'sighting')));
  if (!row) throw new Error('an upsert returned no row: a rule or trigger on the table must have swallowed it');
  return { ...toUnmappedMarket(row), isNew: row.is_new };
}

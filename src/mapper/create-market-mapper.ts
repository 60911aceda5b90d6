import type { Knex } from 'knex';
import { invalid } from '../input/validate.js';
import { MarketMapper } from './market-mapper.js';
import type { MarketMapperOptions } from './options.js';

/**
 * The mapper for a scraper's hot path: answers from memory by the rules of `resolveMapping`, counts what it doesn't know, and
 * never waits for the database. A change of a mapping in any process shows soon after its commit.
 *
 * @param db The service's knex. It is borrowed: `close` leaves it open.
 * @param options See `MarketMapperOptions` for each with its default.
 * @returns The mapper, when the mappings are loaded.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`: at the start only; later the last snapshot serves.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { createMarketMapper, parseSportybetEvent, runMigrations } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await runMigrations(db);
 * const mapper = await createMarketMapper(db);
 * const payload: unknown = { data: { eventId: 'sr:match:1', markets: [] } }; // as SportyBet serves it
 * for (const market of parseSportybetEvent(payload)) {
 *   const resolution = mapper.resolveMarket(market);
 *   if (resolution.status === 'unmapped') mapper.recordUnmapped({ ...market, sampleOutcomes: market.outcomes });
 *   else console.log(resolution.mapping.canonicalId, resolution.parameter, resolution.outcomes);
 * }
 * await mapper.close();
 * await db.destroy();
 * ```
 */
export async function createMarketMapper(db: Knex, options: MarketMapperOptions = {}): Promise<MarketMapper> {
  if (db?.isTransaction) throw invalid('db', 'must be a knex instance: a mapper outlives every transaction');
  const mapper = new MarketMapper(db, options);
  try {
    await mapper.start();
  } catch (error) {
    await mapper.close();
    throw error;
  }
  return mapper;
}

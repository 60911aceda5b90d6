import type { Knex } from 'knex';
import { invalid } from '../input/validate.js';
import { MarketMapper } from './market-mapper.js';
import type { MarketMapperOptions } from './options.js';

/**
 * Creates the mapper for a scraper's hot path. It answers from memory by the rules of `resolveMapping`, counts what it doesn't
 * know, and never waits for the database. A change to a mapping, made in any process, takes effect shortly after its commit.
 *
 * @param db The service's knex. It is borrowed: `close` leaves it open.
 * @param options See `MarketMapperOptions` for the options and their defaults.
 * @returns The mapper, once the mappings are loaded.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`, at the start only. Later, the last snapshot is used.
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
  if (db?.isTransaction) throw invalid('db', 'must be a knex instance, because a mapper outlives every transaction');
  const mapper = new MarketMapper(db, options);
  try {
    await mapper.start();
  } catch (error) {
    await mapper.close();
    throw error;
  }
  return mapper;
}

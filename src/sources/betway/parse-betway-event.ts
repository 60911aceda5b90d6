import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findBetwayEvents, readBetwayEvent } from './read-betway-event.js';

const READER = 'parseBetwayEvent';

/**
 * Reads one Betway event, whose markets, outcomes and prices are three separate lists. Returns one market for each market id,
 * and one for each market that Betway squashed under a parent. Betway joins the ids of event, market, specifier and outcome into
 * one; the reader splits them, so that the ids are those of the feed that other bookmakers use too.
 * Whatever can't be read is left out. Anything that is not a Betway event is an InvalidPayloadError.
 *
 * @example
 * ```ts
 * import { parseBetwayEvent } from 'market-mapping';
 *
 * const marketsInGroup = [{ eventId: 7, marketId: '718total=2.5~', name: 'Total', isActive: true }];
 * const outcomes = [{ eventId: 7, marketId: '718total=2.5~', outcomeId: '718total=2.5~12', name: 'Over ' }];
 * const prices = [{ outcomeId: '718total=2.5~12', priceDecimal: 1.8 }];
 * console.log(parseBetwayEvent({ marketsInGroup, outcomes, prices }));
 * // [{ source: 'betway', externalMarketId: '18', marketName: 'Total', parameter: 'total=2.5',
 * //    outcomes: [{ id: '12', name: 'Over', odds: 1.8, active: true }], event: { source: 'betway', … } }]
 * ```
 */
export function parseBetwayEvent(payload: unknown): ScrapedMarket[] {
  return readBetwayEvent(READER, onlyEvent(READER, findBetwayEvents(READER, payload))).markets;
}

declare global {
  interface MarketMappingSources {
    betway: true;
  }
}

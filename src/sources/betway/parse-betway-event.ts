import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findBetwayEvents, readBetwayEvent } from './read-betway-event.js';

const READER = 'parseBetwayEvent';

/**
 * Reads one event of Betway, whose markets, outcomes and prices stand in three lists. One market for each id that an outcome
 * belongs to, before it was squashed under a parent; market, specifier and outcome are taken apart from the ids they are run
 * together in, and are the feed's, as other bookmakers have them.
 * What can't be read is left out; what is no Betway event at all is an InvalidPayloadError.
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

import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findSportpesaEvents, readSportpesaEvent } from './read-sportpesa-event.js';

const READER = 'parseSportpesaEvent';

/**
 * Reads one SportPesa event: a game from a list, or the markets of one game by its id. Returns one market for each line, as the
 * home side sees it. SportPesa has its own market ids, which mean something else in another sport, and no outcome ids.
 * Whatever can't be read is left out. Anything that is not a SportPesa event is an InvalidPayloadError, and so is a list of
 * several events, which `parseEvents` reads.
 *
 * @example
 * ```ts
 * import { parseSportpesaEvent } from 'market-mapping';
 *
 * const selections = [{ name: 'OVER 2.50', shortName: 'OV', odds: '1.80', specValue: 2.5 }];
 * const market = { id: 52, name: 'Over/Under - Full Time', specValue: 2.5, selections };
 * console.log(parseSportpesaEvent({ 8899005: [market] }));
 * // [{ source: 'sportpesa', externalMarketId: '52', marketName: 'Over/Under - Full Time', parameter: '2.5',
 * //    outcomes: [{ id: null, name: 'OV', odds: 1.8, active: true }], event: { source: 'sportpesa', … } }]
 * ```
 */
export function parseSportpesaEvent(payload: unknown): ScrapedMarket[] {
  return readSportpesaEvent(READER, onlyEvent(READER, findSportpesaEvents(READER, payload))).markets;
}

declare global {
  interface MarketMappingSources {
    sportpesa: true;
  }
}

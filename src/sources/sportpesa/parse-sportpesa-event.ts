import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findSportpesaEvents, readSportpesaEvent } from './read-sportpesa-event.js';

const READER = 'parseSportpesaEvent';

/**
 * Reads one event of SportPesa: a game as its lists have it, or the markets of one game by its id. Markets have SportPesa's own
 * ids, used again with another meaning in another sport; outcomes have names only. One market for each line, told from the home
 * side's view.
 * What can't be read is left out; what is no SportPesa event at all is an InvalidPayloadError, and a list of several is for
 * `parseEvents`.
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

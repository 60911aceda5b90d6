import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findMsportEvents, readMsportEvent } from './read-msport-event.js';

const READER = 'parseMsportEvent';

/**
 * Reads one MSport event as its API serves it, or only its `data`. Returns one market for each element of `data.markets`.
 * A market with several lines appears once for each specifier, which becomes its `parameter`.
 * A market that can't be read is left out. Anything that is not an MSport event is an InvalidPayloadError; that includes
 * SportyBet events, which come in the same envelope.
 *
 * @example
 * ```ts
 * import { parseMsportEvent } from 'market-mapping';
 *
 * const outcomes = [{ id: '12', description: 'Over 2.5', odds: '1.80', isActive: 1 }];
 * const market = { id: 18, name: 'O/U', specifiers: 'total=2.5', status: 0, outcomes };
 * console.log(parseMsportEvent({ bizCode: 10000, data: { eventId: 'sr:match:1', markets: [market] } }));
 * // [{ source: 'msport', externalMarketId: '18', marketName: 'O/U', parameter: 'total=2.5',
 * //    outcomes: [{ id: '12', name: 'Over 2.5', odds: 1.8, active: true }], event: { source: 'msport', … } }]
 * ```
 */
export function parseMsportEvent(payload: unknown): ScrapedMarket[] {
  return readMsportEvent(READER, onlyEvent(READER, findMsportEvents(READER, payload))).markets;
}

declare global {
  interface MarketMappingSources {
    msport: true;
  }
}

import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findSportybetEvents, readSportybetEvent } from './read-sportybet-event.js';

const READER = 'parseSportybetEvent';

/**
 * Reads one SportyBet event as its API serves it, or only its `data`. Returns one market for each element of `data.markets`.
 * A market with several lines appears once for each specifier, which becomes its `parameter`.
 * A market that can't be read is left out. Anything that is not a SportyBet event is an InvalidPayloadError.
 *
 * @example
 * ```ts
 * import { parseSportybetEvent } from 'market-mapping';
 *
 * const outcomes = [{ id: '12', desc: 'Over 2.5', odds: '1.80', isActive: 1 }];
 * const market = { id: '18', name: 'Over/Under', specifier: 'total=2.5', status: 0, outcomes };
 * console.log(parseSportybetEvent({ bizCode: 10000, data: { markets: [market] } }));
 * // [{ source: 'sportybet', externalMarketId: '18', marketName: 'Over/Under', parameter: 'total=2.5',
 * //    outcomes: [{ id: '12', name: 'Over 2.5', odds: 1.8, active: true }], event: { source: 'sportybet', … } }]
 * ```
 */
export function parseSportybetEvent(payload: unknown): ScrapedMarket[] {
  return readSportybetEvent(READER, onlyEvent(READER, findSportybetEvents(READER, payload))).markets;
}

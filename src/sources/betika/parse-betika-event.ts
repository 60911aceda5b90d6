import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findBetikaEvents, readBetikaEvent } from './read-betika-event.js';

const READER = 'parseBetikaEvent';

/**
 * Reads one Betika event, which its API serves as a list of one. Each outcome has its own line (`special_bet_value`), so a
 * market becomes one market for each line, in the order of their first outcomes.
 * Whatever can't be read is left out. Anything that is not a Betika event is an InvalidPayloadError, and so is a list of several
 * events, which `parseEvents` reads.
 *
 * @example
 * ```ts
 * import { parseBetikaEvent } from 'market-mapping';
 *
 * const odds = [{ display: 'OVER 2.5', odd_value: '1.80', special_bet_value: 'total=2.5', outcome_id: '12' }];
 * const match = { match_id: '1', odds: [{ sub_type_id: '18', name: 'TOTAL', odds }] };
 * console.log(parseBetikaEvent({ data: [match] }));
 * // [{ source: 'betika', externalMarketId: '18', marketName: 'TOTAL', parameter: 'total=2.5',
 * //    outcomes: [{ id: '12', name: 'OVER 2.5', odds: 1.8, active: true }], event: { source: 'betika', … } }]
 * ```
 */
export function parseBetikaEvent(payload: unknown): ScrapedMarket[] {
  return readBetikaEvent(READER, onlyEvent(READER, findBetikaEvents(READER, payload))).markets;
}

declare global {
  interface MarketMappingSources {
    betika: true;
  }
}

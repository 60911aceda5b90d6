import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findBet9jaEvents, readBet9jaEvent } from './read-bet9ja-event.js';

const READER = 'parseBet9jaEvent';

/**
 * Reads one Bet9ja event, prematch or live, as its API serves it, or only its `D`. Returns one market for each market key
 * and parameter, in the order of their first odds. Every odds key becomes one outcome. A key that can't be parsed becomes a
 * market of its own, so that it shows up as unmapped instead of getting lost.
 * Anything that is not a Bet9ja event is an InvalidPayloadError.
 *
 * @example
 * ```ts
 * import { parseBet9jaEvent } from 'market-mapping';
 *
 * const payload = { R: 'OK', D: { O: { 'S_OU@2.5_O': '1.80' }, MK: [{ ID: 'S_OU', DS: 'Over/Under' }] } };
 * console.log(parseBet9jaEvent(payload));
 * // [{ source: 'bet9ja', externalMarketId: 'S_OU', marketName: 'Over/Under', parameter: '2.5',
 * //    outcomes: [{ id: 'S_OU@2.5_O', name: 'O', odds: 1.8, active: true }], event: { source: 'bet9ja', … } }]
 * ```
 */
export function parseBet9jaEvent(payload: unknown): ScrapedMarket[] {
  return readBet9jaEvent(READER, onlyEvent(READER, findBet9jaEvents(READER, payload))).markets;
}

import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findBetpawaEvents, readBetpawaEvent } from './read-betpawa-event.js';

const READER = 'parseBetpawaEvent';

/**
 * Reads one event of betPawa as its API serves it. A market is one for each line it is offered at, told from the home
 * side's view; rows without a line are only its layout, and all of them together are one market.
 * A market that can't be read is left out; what is no betPawa event at all is an InvalidPayloadError.
 *
 * @example
 * ```ts
 * import { parseBetpawaEvent } from 'market-mapping';
 *
 * const prices = [{ name: 'Over', typeId: '5001', price: 1.8, handicap: '2.5', suspended: false }];
 * const market = { marketType: { id: '5000', name: 'Total Goals' }, row: [{ handicap: 10, prices }] };
 * console.log(parseBetpawaEvent({ markets: [market] }));
 * // [{ source: 'betpawa', externalMarketId: '5000', marketName: 'Total Goals', parameter: '2.5',
 * //    outcomes: [{ id: '5001', name: 'Over', odds: 1.8, active: true }], event: { source: 'betpawa', … } }]
 * ```
 */
export function parseBetpawaEvent(payload: unknown): ScrapedMarket[] {
  return readBetpawaEvent(READER, onlyEvent(READER, findBetpawaEvents(READER, payload))).markets;
}

import type { ScrapedMarket } from '../../model/index.js';
import { onlyEvent } from '../invalid-payload.js';
import { findBetpawaEvents, readBetpawaEvent } from './read-betpawa-event.js';

const READER = 'parseBetpawaEvent';

/**
 * Reads one betPawa event as its API serves it. Returns one market for each line, seen from the home side. Rows without a
 * line are only layout, so they are combined into one market.
 * A market that can't be read is left out. Anything that is not a betPawa event is an InvalidPayloadError.
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

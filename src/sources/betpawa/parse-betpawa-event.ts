import type { ScrapedMarket, ScrapedOutcome } from '../../model/index.js';
import {
  invalidPayload,
  type JsonObject,
  readMarkets,
  readNumber,
  readObject,
  readObjects,
  readOdds,
  readText,
  readYes,
} from '../read-payload.js';

const READER = 'parseBetpawaEvent';

/** Outcomes whose own handicap is the line itself. The away side's has the opposite sign. */
const HOME_SIDE = new Set<string | null>(['1', 'Home', 'Over']);
const AWAY_SIDE = new Set<string | null>(['2', 'Away']);

/**
 * Reads one betPawa event as its API serves it. Returns one market for each line, seen from the home side. Rows without a
 * line are only layout, so together they are one market.
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
 * //    outcomes: [{ id: '5001', name: 'Over', odds: 1.8, active: true }] }]
 * ```
 */
export function parseBetpawaEvent(payload: unknown): ScrapedMarket[] {
  return readMarkets(READER, readEvent(payload).markets).flatMap(readMarket);
}

function readEvent(payload: unknown): JsonObject {
  const event = readObject(payload);
  // The `data` of a SportyBet event is a bare object with markets too, but has `eventId` instead of betPawa's `id`.
  const isSportybet = event !== null && 'eventId' in event && !('id' in event);
  const isEvent = event !== null && ('markets' in event || ('id' in event && 'participants' in event));
  if (isEvent && !isSportybet) return event;
  throw invalidPayload(READER, 'an object with markets[], each with a marketType', payload);
}

function readMarket(market: JsonObject): ScrapedMarket[] {
  const type = readObject(market.marketType);
  const externalMarketId = readText(type?.id);
  if (externalMarketId === null) return [];
  const marketName = readText(type?.name) ?? readText(type?.displayName);
  return Array.from(readLines(readObjects(market.row ?? market.rows)), ([parameter, outcomes]) => ({
    source: 'betpawa',
    externalMarketId,
    marketName,
    parameter,
    outcomes,
  }));
}

/** The outcomes of each line: some markets spread the outcomes of one line over several rows. */
function readLines(rows: JsonObject[]): Map<string | null, ScrapedOutcome[]> {
  if (rows.length === 0) return new Map([[null, []]]);
  const lines = new Map<string | null, ScrapedOutcome[]>();
  for (const row of rows) {
    const prices = readObjects(row.prices);
    const line = readLine(row, prices);
    const outcomes = lines.get(line) ?? [];
    for (const price of prices) outcomes.push(readOutcome(price));
    lines.set(line, outcomes);
  }
  return lines;
}

/**
 * `formattedHandicap` is what betPawa itself shows, but few rows have one. `handicap` counts in quarters: 10 is 2.5.
 * We know this from observation, not from documentation. If the home side's price gives another line, we believe the
 * price, because the odds only make sense if its line is right.
 */
function readLine(row: JsonObject, prices: JsonObject[]): string | null {
  const formatted = readText(row.formattedHandicap);
  if (formatted !== null) return withoutPlus(formatted);
  const quarters = readNumber(row.handicap);
  const home = prices.find(price => HOME_SIDE.has(readText(price.name)));
  const line = ownLine(home) ?? (quarters === null ? ownLine(prices[0]) : quarters / 4);
  return line === null ? null : String(line);
}

/** The line of a price ('2.5', '+1.5'), seen from the home side. */
function ownLine(price: JsonObject | undefined): number | null {
  const handicap = readNumber(withoutPlus(readText(price?.handicap) ?? ''));
  return handicap !== null && AWAY_SIDE.has(readText(price?.name)) ? -handicap : handicap;
}

function withoutPlus(text: string): string {
  return text.replace(/^\+(?=\d)/, '');
}

function readOutcome(price: JsonObject): ScrapedOutcome {
  // The newer API has `odds` instead of `price`.
  const odds = readOdds(price.price ?? price.odds);
  return {
    id: readText(price.typeId),
    name: readText(price.name) ?? readText(price.displayName) ?? '',
    odds,
    active: odds !== null && !readYes(price.suspended),
  };
}

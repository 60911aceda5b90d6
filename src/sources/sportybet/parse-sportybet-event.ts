import { InvalidPayloadError } from '../../model/errors.js';
import type { ScrapedMarket, ScrapedOutcome } from '../../model/index.js';
import {
  invalidPayload,
  type JsonObject,
  readMarkets,
  readObject,
  readObjects,
  readOdds,
  readText,
  readYes,
} from '../read-payload.js';

const READER = 'parseSportybetEvent';
const OK = '10000';

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
 * //    outcomes: [{ id: '12', name: 'Over 2.5', odds: 1.8, active: true }] }]
 * ```
 */
export function parseSportybetEvent(payload: unknown): ScrapedMarket[] {
  return readMarkets(READER, readEvent(payload).markets).flatMap(readMarket);
}

function readEvent(payload: unknown): JsonObject {
  const envelope = readObject(payload);
  const event = readObject(envelope?.data);
  if (event && ('markets' in event || 'eventId' in event)) return event;
  // A betPawa event is a bare object with markets too; only SportyBet's has `eventId`.
  if (envelope && 'eventId' in envelope) return envelope;
  const code = readText(envelope?.bizCode);
  if (event && code === OK) return event;
  if (code !== null && code !== OK) {
    const message = readText(envelope?.message) ?? 'no message';
    throw new InvalidPayloadError(
      `${READER}: SportyBet answered with bizCode ${code} (${message}) instead of an event`,
    );
  }
  throw invalidPayload(READER, 'an object with data.markets[]', payload);
}

function readMarket(market: JsonObject): ScrapedMarket[] {
  const externalMarketId = readText(market.id);
  if (externalMarketId === null) return [];
  const open = (market.status ?? 0) === 0 || market.status === '0';
  const offered = open && !readYes(market.banned);
  return [
    {
      source: 'sportybet',
      externalMarketId,
      // `desc` contains the teams' names, but is all there is if `name` is empty.
      marketName: readText(market.name) ?? readText(market.desc),
      parameter: readText(market.specifier),
      outcomes: readObjects(market.outcomes).map(outcome => readOutcome(outcome, offered)),
    },
  ];
}

function readOutcome(outcome: JsonObject, offered: boolean): ScrapedOutcome {
  const id = readText(outcome.id);
  const odds = readOdds(outcome.odds);
  const active = offered && odds !== null && readYes(outcome.isActive ?? true);
  return { id, name: readText(outcome.desc) ?? id ?? '', odds, active };
}

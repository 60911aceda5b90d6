import { InvalidPayloadError } from '../../model/errors.js';
import type { ScrapedMarket } from '../../model/index.js';
import { invalidPayload, type JsonObject, readObject, readOdds, readText } from '../read-payload.js';
import { parseBet9jaKey } from './parse-bet9ja-key.js';

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
 * //    outcomes: [{ id: 'S_OU@2.5_O', name: 'O', odds: 1.8, active: true }] }]
 * ```
 */
export function parseBet9jaEvent(payload: unknown): ScrapedMarket[] {
  const event = readEvent(payload);
  const names = readMarketNames(event.MK);
  const markets = new Map<string, ScrapedMarket>();
  for (const [oddsKey, value] of Object.entries(readOddsMap(event.O))) {
    const { market, parameter, outcome } = locate(oddsKey);
    // Odds keys that differ in the outcome belong to one market; a key that can't be read stands for itself.
    const place = JSON.stringify([market, parameter, outcome === oddsKey]);
    let found = markets.get(place);
    if (!found) {
      const marketName = names.get(market) ?? null;
      found = { source: 'bet9ja', externalMarketId: market, marketName, parameter, outcomes: [] };
      markets.set(place, found);
    }
    // Live odds are wrapped: { v: 1.8 }.
    const odds = readOdds(readObject(value)?.v ?? value);
    found.outcomes.push({ id: oddsKey, name: outcome, odds, active: odds !== null });
  }
  return [...markets.values()];
}

function locate(oddsKey: string): { market: string; parameter: string | null; outcome: string } {
  const key = parseBet9jaKey(oddsKey);
  return key === null || key.outcome === null
    ? { market: oddsKey, parameter: null, outcome: oddsKey }
    : { market: key.marketKey, parameter: key.parameter, outcome: key.outcome };
}

function readEvent(payload: unknown): JsonObject {
  const envelope = readObject(payload);
  const event = readObject(envelope?.D);
  if (event && ('O' in event || 'ID' in event || 'A' in event || envelope?.R === 'OK')) return event;
  if (envelope && readObject(envelope.O)) return envelope;
  const result = readText(envelope?.R);
  if (result !== null && result !== 'OK') {
    throw new InvalidPayloadError(`${READER}: Bet9ja answered with R "${result}" instead of an event`);
  }
  throw invalidPayload(READER, 'an object with D.O, the odds by key', payload);
}

function readOddsMap(odds: unknown): JsonObject {
  // Some servers serve an empty map as an empty array.
  if (odds === undefined || odds === null || (Array.isArray(odds) && odds.length === 0)) return {};
  const map = readObject(odds);
  if (map === null) throw invalidPayload(READER, 'D.O to be an object, the odds by key', odds);
  return map;
}

/** The names by market key, from a list of `{ ID, DS }` or from an object of them. */
function readMarketNames(list: unknown): Map<string, string> {
  const names = new Map<string, string>();
  if (typeof list !== 'object' || list === null) return names;
  for (const [key, value] of Object.entries(list)) {
    const entry = readObject(value);
    const name = readText(entry?.DS);
    if (name !== null) names.set(readText(entry?.ID) ?? key, name);
  }
  return names;
}

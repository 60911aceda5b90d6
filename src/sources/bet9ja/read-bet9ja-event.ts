import { InvalidPayloadError } from '../../model/errors.js';
import type { ScrapedEvent, ScrapedMarket } from '../../model/index.js';
import { type GivenEvent, toEventInfo } from '../event-info.js';
import { invalidPayload } from '../invalid-payload.js';
import {
  type JsonObject,
  readClock,
  readObject,
  readObjects,
  readOdds,
  readSportradarId,
  readText,
} from '../read-payload.js';
import { readSport } from '../read-sport.js';
import { isBet9jaPayload } from './is-bet9ja-payload.js';
import { parseBet9jaKey } from './parse-bet9ja-key.js';

/** An event of a response, and the names of its markets, which a league lists once for all its events. */
interface Found {
  readonly event: JsonObject;
  readonly marketNames: unknown;
}

/** The events of a Bet9ja response: one, or those of a league or a search. */
export function findBet9jaEvents(reader: string, payload: unknown): readonly Found[] {
  const envelope = readObject(payload);
  const result = readText(envelope?.R);
  const inner = readObject(envelope?.D);
  const refused = result !== null && result !== 'OK' && (inner === null || !('O' in inner));
  if (refused) throw new InvalidPayloadError(`${reader}: Bet9ja answered with R "${result}" instead of an event`);
  const event = isBet9jaPayload(payload) ? (inner ?? envelope) : null;
  if (event === null) throw invalidPayload(reader, 'an object with D.O, the odds by key', payload);
  if (readObject(event.O) !== null) return [{ event, marketNames: event.MK }];
  const list = listIn(event);
  return list === null ? [{ event, marketNames: event.MK }] : list;
}

/** The events of a league (`E`) or of a search (`S`, by league); a list, or an object of them by id. */
function listIn({ E, S, MK }: JsonObject): Found[] | null {
  if (isCollection(E)) return objectsIn(E).map(event => ({ event, marketNames: event.MK ?? MK }));
  // The event's own `S` is the name of its sport.
  if (!isCollection(S)) return null;
  return objectsIn(S).flatMap(league =>
    objectsIn(league.E).map(event => ({ event, marketNames: event.MK ?? league.MK ?? MK })),
  );
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function objectsIn(value: unknown): JsonObject[] {
  return readObjects(Array.isArray(value) ? value : Object.values(readObject(value) ?? {}));
}

/** Reads one event of a response. */
export function readBet9jaEvent(
  reader: string,
  { event: found, marketNames }: Found,
  given?: GivenEvent,
): ScrapedEvent {
  const odds = readOddsMap(reader, found.O);
  const event = toEventInfo('bet9ja', readInfo(found, odds), given);
  const names = readMarketNames(marketNames);
  const markets = new Map<string, ScrapedMarket>();
  for (const oddsKey in odds) {
    if (!Object.hasOwn(odds, oddsKey)) continue;
    const value = odds[oddsKey];
    const key = parseBet9jaKey(oddsKey);
    const { outcome } = key ?? { outcome: null };
    // A key that can't be taken apart is a market of its own. The `_` keeps it apart from the others, none of which begins with one.
    const isOwn = key === null || outcome === null;
    const externalMarketId = isOwn ? oddsKey : key.marketKey;
    const parameter = isOwn ? null : key.parameter;
    const place = isOwn ? `_${oddsKey}` : oddsKey.slice(0, oddsKey.length - outcome.length - 1);
    let market = markets.get(place);
    if (market === undefined) {
      const marketName = names.get(externalMarketId) ?? null;
      market = { source: 'bet9ja', externalMarketId, marketName, parameter, outcomes: [], event };
      markets.set(place, market);
    }
    // Live odds are wrapped: { v: 1.8 }.
    const price = readOdds(readObject(value)?.v ?? value);
    market.outcomes.push({ id: oddsKey, name: outcome ?? oddsKey, odds: price, active: price !== null });
  }
  return { ...event, markets: [...markets.values()] };
}

/** In a live event, `A` is its state, and `AA` has what a prematch event has at the top level. */
function readInfo(found: JsonObject, odds: JsonObject) {
  const state = readObject(found.A);
  const told = readObject(found.AA) ?? found;
  const [home, away] = readTeams(told.DS);
  return {
    eventId: readText(told.ID) ?? readText(state?.ID),
    sportradarId: readSportradarId(told.EXTID) ?? readSportradarId(state?.EXTID),
    sport: readSport(told.S) ?? readSport(readObject(told.COMP)?.SPORT),
    home,
    away,
    startsAt: readClock(told.STARTDATE, 0),
    isLive: state !== null ? true : isLiveKey(odds),
  };
}

/** Whether the first odds are those of a live event; null if there are no odds. */
function isLiveKey(odds: JsonObject): boolean | null {
  for (const key in odds) return key.startsWith('LIVE');
  return null;
}

/** `Reds - Blues`. With a second ` - `, nobody knows where the first team's name ends. */
function readTeams(description: unknown): readonly [string | null, string | null] {
  const [home, away, ...more] = readText(description)?.split(' - ') ?? [];
  return more.length > 0 ? [null, null] : away === undefined ? [null, null] : [readText(home), readText(away)];
}

function readOddsMap(reader: string, odds: unknown): JsonObject {
  // Some servers write an empty map as an empty array.
  if (odds === undefined || odds === null || (Array.isArray(odds) && odds.length === 0)) return {};
  const map = readObject(odds);
  if (map === null) throw invalidPayload(reader, 'D.O to be an object, the odds by key', odds);
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

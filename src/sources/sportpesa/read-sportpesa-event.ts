import type { ScrapedEvent, ScrapedMarket } from '../../model/index.js';
import { type GivenEvent, toEventInfo } from '../event-info.js';
import { invalidPayload, readMarkets } from '../invalid-payload.js';
import {
  type JsonObject,
  readList,
  readMoment,
  readNumber,
  readObject,
  readObjects,
  readOdds,
  readSportradarId,
  readText,
  readYes,
} from '../read-payload.js';
import { readSport } from '../read-sport.js';
import { isSportpesaGame, isSportpesaMarket, isSportpesaPayload } from './is-sportpesa-payload.js';

/** The games of a SportPesa response: a list, a single game, or the markets of each game by its id. */
export function findSportpesaEvents(reader: string, payload: unknown): readonly JsonObject[] {
  if (isSportpesaPayload(payload)) {
    if (Array.isArray(payload)) {
      const items = readObjects(payload);
      const markets = items.filter(item => isSportpesaMarket(item) && !isSportpesaGame(item));
      return markets.length > 0 ? [{ markets }] : items.filter(isSportpesaGame);
    }
    const root = readObject(payload) ?? {};
    if (isSportpesaGame(root)) return [root];
    return Object.entries(root).map(([id, markets]) => ({ id, markets }));
  }
  if (Array.isArray(payload) && payload.length === 0 && reader === 'parseEvents') return [];
  throw invalidPayload(reader, 'a game with markets[], a list of games, or markets by the id of their game', payload);
}

/** Reads one game of a response. */
export function readSportpesaEvent(reader: string, found: JsonObject, given?: GivenEvent): ScrapedEvent {
  const [home, away] = readTeams(found.competitors);
  const event = toEventInfo(
    'sportpesa',
    {
      eventId: readText(found.id),
      sportradarId: readSportradarId(found.betradarId),
      sport: readSport(readObject(found.sport)?.name),
      home,
      away,
      startsAt: readMoment(found.dateTimestamp) ?? readMoment(found.date),
      isLive: null,
    },
    given,
  );
  const markets = new Map<string, ScrapedMarket>();
  for (const market of readMarkets(reader, found.markets)) {
    const externalMarketId = readText(market.id);
    if (externalMarketId === null) continue;
    const marketName = readText(market.name);
    const selections = readList(market.selections);
    const zero = selections.some(namesZero) ? '0' : null;
    for (const item of selections) {
      const selection = readObject(item);
      if (selection === null) continue;
      const parameter = readLine(selection.specValue ?? market.specValue) ?? zero;
      const place = `${externalMarketId}\n${parameter ?? ''}`;
      let line = markets.get(place);
      if (line === undefined) {
        line = { source: 'sportpesa', externalMarketId, marketName, parameter, outcomes: [], event };
        markets.set(place, line);
      }
      const odds = readOdds(selection.odds);
      const name = readText(selection.shortName) ?? readText(selection.name) ?? '';
      // A selection has another id in every event.
      line.outcomes.push({ id: null, name, odds, active: odds !== null && !readYes(selection.suspended) });
    }
  }
  return { ...event, markets: [...markets.values()] };
}

/** `specValue` is the home side's line, and 0 if there is none. */
function readLine(specValue: unknown): string | null {
  const number = readNumber(specValue);
  if (number === null) return readText(specValue);
  return number === 0 ? null : String(number);
}

/** Whether a selection's name contains a line of 0 (`Reds [0.00]`), which `specValue` can't distinguish from no line. */
function namesZero(item: unknown): boolean {
  return ZERO.test(readText(readObject(item)?.name)?.slice(-10) ?? '');
}

const ZERO = /\[[+-]?0(?:\.0+)?\]$/;

function readTeams(list: unknown): readonly [string | null, string | null] {
  const [home, away, ...more] = readObjects(list);
  if (home === undefined || away === undefined || more.length > 0) return [null, null];
  return [readText(home.name), readText(away.name)];
}

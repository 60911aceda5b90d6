import type { ScrapedEvent, ScrapedMarket } from '../../model/index.js';
import { type GivenEvent, toEventInfo } from '../event-info.js';
import { invalidPayload, readMarkets } from '../invalid-payload.js';
import {
  type JsonObject,
  readClock,
  readList,
  readObject,
  readObjects,
  readOdds,
  readSportradarId,
  readText,
  readYes,
} from '../read-payload.js';
import { readSport } from '../read-sport.js';
import { isBetikaMarket, isBetikaMatch, isBetikaPayload } from './is-betika-payload.js';

/** Betika's times are those of Nairobi. */
const HOURS_AHEAD = 3;

/** The matches of a Betika response, which is a list even if there is only one. The list can also be the markets of one match. */
export function findBetikaEvents(reader: string, payload: unknown): readonly JsonObject[] {
  const root = readObject(payload);
  const data = root?.data;
  if (root !== null && Array.isArray(data)) {
    if (isBetikaPayload(root)) {
      const items = readObjects(data);
      const markets = items.filter(isBetikaMarket);
      if (markets.length > 0) return [{ ...readObject(root.meta), odds: markets }];
      return items.filter(isBetikaMatch);
    }
    if (data.length === 0 && reader === 'parseEvents') return [];
  }
  if (root !== null && !Array.isArray(data) && isBetikaMatch(root)) return [root];
  throw invalidPayload(reader, 'an object with data[], the matches with their odds[]', payload);
}

/** Reads one match of a response. */
export function readBetikaEvent(reader: string, found: JsonObject, given?: GivenEvent): ScrapedEvent {
  const event = toEventInfo(
    'betika',
    {
      eventId: readText(found.match_id),
      sportradarId: readSportradarId(found.parent_match_id),
      sport: readYes(found.is_esport) ? 'esports' : readSport(found.sport_name),
      home: readText(found.home_team),
      away: readText(found.away_team),
      startsAt: readClock(found.start_time, HOURS_AHEAD),
      isLive: readLive(found),
    },
    given,
  );
  const markets = new Map<string, ScrapedMarket>();
  for (const market of readMarkets(reader, found.odds)) {
    const externalMarketId = readText(market.sub_type_id);
    if (externalMarketId === null) continue;
    const marketName = readText(market.name);
    const offered = readYes(market.market_active ?? true);
    for (const item of readList(market.odds)) {
      const outcome = readObject(item);
      if (outcome === null) continue;
      const parameter = readText(outcome.special_bet_value);
      const place = `${externalMarketId}\n${parameter ?? ''}`;
      let line = markets.get(place);
      if (line === undefined) {
        line = { source: 'betika', externalMarketId, marketName, parameter, outcomes: [], event };
        markets.set(place, line);
      }
      const id = readText(outcome.outcome_id);
      const odds = readOdds(outcome.odd_value);
      const open = offered && readYes(outcome.market_active ?? true) && readYes(outcome.odd_active ?? true);
      const name = readText(outcome.display) ?? readText(outcome.odd_key) ?? id ?? '';
      line.outcomes.push({ id, name, odds, active: open && odds !== null });
    }
  }
  return { ...event, markets: [...markets.values()] };
}

/** Only live lists contain the status of a match. */
function readLive(found: JsonObject): boolean | null {
  const { live_match_status: status, match_time: clock } = found;
  if (status !== undefined && status !== null) return readYes(status);
  return readText(clock) !== null || found.bet_status === 'STARTED' ? true : null;
}

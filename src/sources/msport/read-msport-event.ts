import type { ScrapedEvent, ScrapedMarket, ScrapedOutcome } from '../../model/index.js';
import { type GivenEvent, toEventInfo } from '../event-info.js';
import { findBizEvents, refuseBizCode } from '../find-biz-events.js';
import { invalidPayload, readMarkets } from '../invalid-payload.js';
import {
  type JsonObject,
  readList,
  readMoment,
  readObject,
  readOdds,
  readSportradarId,
  readText,
  readYes,
} from '../read-payload.js';
import { readSport } from '../read-sport.js';
import { readStatusLive } from '../read-status-live.js';
import { isMsportPayload } from './is-msport-payload.js';

/** The events of an MSport response: one, or those of a day or a league. */
export function findMsportEvents(reader: string, payload: unknown): readonly JsonObject[] {
  const events = isMsportPayload(payload) ? findBizEvents(payload) : null;
  if (events !== null) return events;
  refuseBizCode(reader, 'MSport', payload);
  throw invalidPayload(reader, 'an object with data.markets[]', payload);
}

/** Reads one event of a response. */
export function readMsportEvent(reader: string, found: JsonObject, given?: GivenEvent): ScrapedEvent {
  const event = toEventInfo(
    'msport',
    {
      eventId: readText(found.eventId),
      sportradarId: readSportradarId(found.eventId),
      sport: readSport(found.sport),
      home: readText(found.homeTeam),
      away: readText(found.awayTeam),
      startsAt: readMoment(found.startTime),
      isLive: readStatusLive(found.status),
    },
    given,
  );
  const markets: ScrapedMarket[] = [];
  for (const market of readMarkets(reader, found.markets)) {
    const externalMarketId = readText(market.id);
    if (externalMarketId === null) continue;
    const marketName = readName(market);
    const parameter = readText(market.specifiers);
    markets.push({ source: 'msport', externalMarketId, marketName, parameter, outcomes: readOutcomes(market), event });
  }
  return { ...event, markets };
}

/** `description` contains the line, so it is only used if `name` is empty or a template (`{!setnr} set - games O/U`). */
function readName(market: JsonObject): string | null {
  const name = readText(market.name);
  return name !== null && !name.includes('{') ? name : (readText(market.description) ?? name);
}

function readOutcomes(market: JsonObject): ScrapedOutcome[] {
  const open = (market.status ?? 0) === 0 || market.status === '0';
  const outcomes: ScrapedOutcome[] = [];
  for (const item of readList(market.outcomes)) {
    const outcome = readObject(item);
    if (outcome === null) continue;
    const id = readText(outcome.id);
    const odds = readOdds(outcome.odds);
    const active = open && odds !== null && readYes(outcome.isActive ?? true);
    outcomes.push({ id, name: readText(outcome.description) ?? id ?? '', odds, active });
  }
  return outcomes;
}

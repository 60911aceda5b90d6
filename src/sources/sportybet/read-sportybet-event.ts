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
import { isSportybetPayload } from './is-sportybet-payload.js';

/** The events of a SportyBet response: one, or those of a day, a league or a recommendation. */
export function findSportybetEvents(reader: string, payload: unknown): readonly JsonObject[] {
  const events = isSportybetPayload(payload) ? findBizEvents(payload) : null;
  if (events !== null) return events;
  refuseBizCode(reader, 'SportyBet', payload);
  throw invalidPayload(reader, 'an object with data.markets[]', payload);
}

/** Reads one event of a response. */
export function readSportybetEvent(reader: string, found: JsonObject, given?: GivenEvent): ScrapedEvent {
  const event = toEventInfo(
    'sportybet',
    {
      eventId: readText(found.eventId),
      sportradarId: readSportradarId(found.eventId),
      sport: readSport(readObject(found.sport)?.name),
      home: readText(found.homeTeamName),
      away: readText(found.awayTeamName),
      startsAt: readMoment(found.estimateStartTime),
      isLive: readStatusLive(found.status),
    },
    given,
  );
  const markets: ScrapedMarket[] = [];
  for (const market of readMarkets(reader, found.markets)) {
    const externalMarketId = readText(market.id);
    if (externalMarketId === null) continue;
    // `desc` contains the teams' names, so it is only used if `name` is empty.
    const marketName = readText(market.name) ?? readText(market.desc);
    const parameter = readText(market.specifier);
    markets.push({
      source: 'sportybet',
      externalMarketId,
      marketName,
      parameter,
      outcomes: readOutcomes(market),
      event,
    });
  }
  return { ...event, markets };
}

function readOutcomes(market: JsonObject): ScrapedOutcome[] {
  const open = (market.status ?? 0) === 0 || market.status === '0';
  const offered = open && !readYes(market.banned);
  const outcomes: ScrapedOutcome[] = [];
  for (const item of readList(market.outcomes)) {
    const outcome = readObject(item);
    if (outcome === null) continue;
    const id = readText(outcome.id);
    const odds = readOdds(outcome.odds);
    const active = offered && odds !== null && readYes(outcome.isActive ?? true);
    outcomes.push({ id, name: readText(outcome.desc) ?? id ?? '', odds, active });
  }
  return outcomes;
}

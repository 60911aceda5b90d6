import { invalid } from '../input/validate.js';
import { type EventInfo, type ScrapedEvent, type ScrapedMarket, type ScrapedOutcome, SPORTS } from '../model/index.js';
import { type GivenEvent, toEventInfo } from './event-info.js';
import { type JsonObject, readObject } from './read-payload.js';

/**
 * Turns what a consumer's own reader returned into an event of its source. Every field is checked, and what is left out is null.
 * A wrong field is a ValidationError that names it, so that a strange price gets no further.
 */
export function toReadEvent(source: string, returned: unknown, given?: GivenEvent, at = ''): ScrapedEvent {
  const told = Array.isArray(returned) ? { markets: returned } : readObject(returned);
  if (told === null) {
    const field = at === '' ? 'parseEvent' : `parseEvents${at}`;
    throw invalid(field, `of ${source} must return an event or its markets`);
  }
  const { markets: list, ...info } = told;
  const field = at === '' ? '' : `${at}.`;
  if (!Array.isArray(list)) throw invalid(`${field}markets`, 'must be an array of markets');
  const { isLive, ...rest } = checkEventInfo(info, source, field);
  const event = toEventInfo(source, { ...NOTHING_TOLD, ...rest, isLive: isLive ?? null }, given);
  return {
    ...event,
    markets: list.map((market, index) => toMarket(market, source, `${field}markets[${index}]`, event)),
  };
}

const NOTHING_TOLD = { eventId: null, sportradarId: null, sport: null, home: null, away: null, startsAt: null };

/** Checks what is known of an event. What is left out or undefined stays out. */
export function checkEventInfo(info: object, source: string, at: string): Partial<EventInfo> {
  const checked: Partial<EventInfo> = {};
  for (const [key, value] of Object.entries(info)) {
    if (value === undefined) continue;
    const field = `${at}${key}`;
    if (key === 'eventId' || key === 'home' || key === 'away') checked[key] = textOrNull(field, value);
    else if (key === 'sportradarId') checked[key] = digits(field, value);
    else if (key === 'sport') checked[key] = sport(field, value);
    else if (key === 'startsAt') checked[key] = moment(field, value);
    else if (key === 'isLive') checked[key] = boolean(field, value);
    else if (key !== 'source') throw invalid(field, 'is not a known field');
    else if (value !== source) throw invalid(field, `must be "${source}", whose event it is`);
  }
  return checked;
}

function toMarket(value: unknown, source: string, at: string, event: EventInfo): ScrapedMarket {
  const market = readObject(value);
  if (market === null) throw invalid(at, 'must be a market');
  if (market.source !== undefined && market.source !== source) {
    throw invalid(`${at}.source`, `must be "${source}", whose market it is`);
  }
  const { externalMarketId, outcomes } = market;
  if (typeof externalMarketId !== 'string' || externalMarketId === '') {
    throw invalid(`${at}.externalMarketId`, 'must be a string that is not empty');
  }
  if (!Array.isArray(outcomes)) throw invalid(`${at}.outcomes`, 'must be an array of outcomes');
  return {
    source,
    externalMarketId,
    marketName: textOrNull(`${at}.marketName`, market.marketName ?? null),
    parameter: textOrNull(`${at}.parameter`, market.parameter ?? null),
    outcomes: outcomes.map((outcome, index) => toOutcome(outcome, `${at}.outcomes[${index}]`)),
    event,
  };
}

function toOutcome(value: unknown, at: string): ScrapedOutcome {
  const outcome = readObject(value);
  if (outcome === null) throw invalid(at, 'must be an outcome');
  if (typeof outcome.name !== 'string') throw invalid(`${at}.name`, 'must be a string');
  const odds = readPrice(outcome, at);
  const active = outcome.active === undefined ? odds !== null : boolean(`${at}.active`, outcome.active);
  return { id: textOrNull(`${at}.id`, outcome.id ?? null), name: outcome.name, odds, active: active && odds !== null };
}

/** As in the built-in readers, 0 and 1 are no price. */
function readPrice({ odds }: JsonObject, at: string): number | null {
  if (odds === undefined || odds === null) return null;
  if (typeof odds !== 'number' || !Number.isFinite(odds) || odds < 0) {
    throw invalid(`${at}.odds`, 'must be decimal odds as a number, or null where there is no price');
  }
  return odds > 1 ? odds : null;
}

function textOrNull(field: string, value: unknown): string | null {
  if (value !== null && typeof value !== 'string') throw invalid(field, 'must be a string or null');
  return value === '' ? null : value;
}

function digits(field: string, value: unknown): string | null {
  if (value !== null && !(typeof value === 'string' && /^\d{1,19}$/.test(value))) {
    throw invalid(field, "must be the digits of Sportradar's id as a string, or null");
  }
  return value;
}

function sport(field: string, value: unknown): string | null {
  if (value !== null && !SPORTS.some(each => each === value)) {
    throw invalid(field, `must be null or one of ${SPORTS.join(', ')}`);
  }
  return textOrNull(field, value);
}

function moment(field: string, value: unknown): Date | null {
  if (value !== null && !(value instanceof Date && Number.isFinite(value.getTime()))) {
    throw invalid(field, 'must be a valid Date or null');
  }
  return value;
}

function boolean(field: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalid(field, 'must be true or false');
  return value;
}

import type { ScrapedEvent, ScrapedMarket } from '../../model/index.js';
import { type GivenEvent, toEventInfo } from '../event-info.js';
import { invalidPayload } from '../invalid-payload.js';
import {
  type JsonObject,
  readMoment,
  readObject,
  readObjects,
  readOdds,
  readSportradarId,
  readText,
  readYes,
} from '../read-payload.js';
import { readSport } from '../read-sport.js';
import { isBetwayPayload } from './is-betway-payload.js';
import { readBetwayMarketId, restoreOutcomeId } from './read-betway-market-id.js';

/** What a response contains of one event, its prices by the id of their outcome. */
interface Found {
  readonly id: string | null;
  readonly event: JsonObject | null;
  readonly markets: JsonObject[];
  readonly outcomes: JsonObject[];
  readonly prices: Map<string, unknown>;
}

/** The events of a Betway response, which lists the markets, the outcomes and the prices of all events separately. */
export function findBetwayEvents(reader: string, payload: unknown): readonly Found[] {
  const root = readObject(payload);
  if (root === null || !isBetwayPayload(root)) {
    throw invalidPayload(
      reader,
      'an object with sportEvent, or with marketsInGroup[], outcomes[] and prices[]',
      payload,
    );
  }
  const found = new Map<string | null, Found>();
  const of = (id: string | null, event: JsonObject | null = null): Found => {
    let each = found.get(id);
    if (each === undefined) {
      each = { id, event, markets: [], outcomes: [], prices: new Map() };
      found.set(id, each);
    }
    return each;
  };
  const events = readObjects([root.sportEvent, ...listIn(root.sportEvents ?? root.events)]);
  for (const event of events) of(readText(event.eventId), event);
  const eventOf = new Map<string, string | null>();
  for (const market of readObjects(root.marketsInGroup ?? root.markets)) {
    const id = readText(market.eventId) ?? onlyKey(found);
    of(id).markets.push(market);
    eventOf.set(readText(market.marketId) ?? '', id);
  }
  const placed = new Map<string, Found>();
  for (const outcome of readObjects(root.outcomes)) {
    const id = readText(outcome.eventId) ?? eventOf.get(readText(outcome.marketId) ?? '') ?? onlyKey(found);
    const each = of(id);
    each.outcomes.push(outcome);
    placed.set(readText(outcome.outcomeId) ?? '', each);
  }
  for (const price of readObjects(root.prices)) {
    const id = readText(price.outcomeId);
    const each = id === null ? undefined : (placed.get(id) ?? of(onlyKey(found)));
    if (id !== null) each?.prices.set(id, price.priceDecimal);
  }
  return [...found.values()];
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The only event; null if there are none or several. */
function onlyKey(found: ReadonlyMap<string | null, Found>): string | null {
  if (found.size !== 1) return null;
  for (const id of found.keys()) return id;
  return null;
}

/** Reads one event of a response. */
export function readBetwayEvent(_reader: string, found: Found, given?: GivenEvent): ScrapedEvent {
  const { event: told } = found;
  const event = toEventInfo(
    'betway',
    {
      eventId: found.id,
      // Betway's own id of an event is Sportradar's.
      sportradarId: readSportradarId(found.id),
      sport: readSport(told?.sportId),
      home: readText(told?.homeTeam),
      away: readText(told?.awayTeam),
      startsAt: readMoment(told?.expectedStartEpoch, 's'),
      isLive: told?.isLive === undefined ? null : readYes(told.isLive),
    },
    given,
  );
  const records = new Map<string, JsonObject>();
  for (const market of found.markets) records.set(readText(market.marketId) ?? '', market);
  const markets = new Map<string, ScrapedMarket>();
  const marketOf = (text: string, record: JsonObject | undefined): ScrapedMarket => {
    let market = markets.get(text);
    if (market === undefined) {
      const { id, parameter } = readBetwayMarketId(text, found.id);
      const marketName = readName(record);
      market = { source: 'betway', externalMarketId: id, marketName, parameter, outcomes: [], event };
      markets.set(text, market);
    }
    return market;
  };
  for (const [text, record] of records) {
    // A squashed parent only repeats the outcomes of its children.
    if (text !== '' && !readYes(record.isSquashedParent)) marketOf(text, record);
  }
  for (const outcome of found.outcomes) addOutcome(outcome, found, records, marketOf);
  const all = [...markets.values()];
  // A price whose outcome is missing could belong to any market. It becomes a market of its own, and so shows up as unmapped.
  for (const [id, price] of found.prices) {
    const odds = readOdds(price);
    if (odds === null) continue;
    const outcomes = [{ id, name: id, odds, active: false }];
    all.push({ source: 'betway', externalMarketId: id, marketName: null, parameter: null, outcomes, event });
  }
  return { ...event, markets: all };
}

type MarketOf = (text: string, record: JsonObject | undefined) => ScrapedMarket;

/** Puts an outcome into its market: the one it belonged to before that was squashed under a parent. */
function addOutcome(
  outcome: JsonObject,
  found: Found,
  records: ReadonlyMap<string, JsonObject>,
  marketOf: MarketOf,
): void {
  const parent = readText(outcome.marketId);
  const text = readText(outcome.originalMarketId) ?? parent;
  const fullId = readText(outcome.outcomeId);
  if (text === null) return;
  const record = records.get(text) ?? records.get(parent ?? '');
  const market = marketOf(text, record);
  const odds = fullId === null ? null : readOdds(found.prices.get(fullId));
  if (fullId !== null) found.prices.delete(fullId);
  const offered = isShown(record) && readYes(outcome.shouldDisplay ?? true) && readYes(outcome.isTradingActive ?? true);
  const id = fullId === null ? null : restoreOutcomeId(fullId, text, market.parameter);
  const name = (readText(outcome.name) ?? readText(outcome.displayName) ?? id ?? '').trim();
  market.outcomes.push({ id, name, odds, active: offered && odds !== null });
}

function isShown(market: JsonObject | undefined): boolean {
  if (market === undefined) return true;
  return readYes(market.isActive ?? true) && readYes(market.shouldDisplay ?? true) && !readYes(market.isSuspended);
}

/** `name` contains neither teams nor line, but has its parts in brackets (`[Total Goals] [Odd/Even]`). */
function readName(market: JsonObject | undefined): string | null {
  const name = readText(market?.name)?.replace(/[[\]]/g, '').replace(/\s+/g, ' ').trim();
  return name || readText(market?.displayName);
}

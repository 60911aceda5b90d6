import type { ScrapedEvent, ScrapedMarket, ScrapedOutcome } from '../../model/index.js';
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
import { tellBookmakers } from '../tell-bookmakers.js';
import { betpawaListIn } from './betpawa-list-in.js';

/** Outcomes whose own handicap is the line itself; the away side's has the other sign. */
const HOME_SIDE: readonly (string | null)[] = ['1', 'Home', 'Over'];
const AWAY_SIDE: readonly (string | null)[] = ['2', 'Away'];

/** The events of a betPawa response: one, or those of a list. */
export function findBetpawaEvents(reader: string, payload: unknown): readonly JsonObject[] {
  const told = tellBookmakers(payload);
  if (told.length === 0 || told.includes('betpawa')) {
    const list = betpawaListIn(payload);
    if (list !== null && (list.length > 0 ? list.every(isEvent) : reader === 'parseEvents')) return list;
    const event = readObject(payload);
    if (event !== null && isEvent(event)) return [event];
  }
  throw invalidPayload(reader, 'an object with markets[], each with a marketType', payload);
}

function isEvent(event: JsonObject): boolean {
  // The `data` of a SportyBet event is a bare object with markets too, but has `eventId` where betPawa has `id`.
  if ('eventId' in event && !('id' in event)) return false;
  return 'markets' in event || ('id' in event && 'participants' in event);
}

/** Reads one event of a response. */
export function readBetpawaEvent(reader: string, found: JsonObject, given?: GivenEvent): ScrapedEvent {
  const teams = readTeams(found.participants);
  const live = readObject(found.additionalInfo)?.live;
  const event = toEventInfo(
    'betpawa',
    {
      eventId: readText(found.id),
      sportradarId: readWidget(found.widgets),
      sport: readSport(readObject(found.category)?.name),
      home: teams[0],
      away: teams[1],
      startsAt: readMoment(found.startTime),
      isLive: live === undefined || live === null ? null : readYes(live),
    },
    given,
  );
  const markets: ScrapedMarket[] = [];
  for (const market of readMarkets(reader, found.markets)) {
    const type = readObject(market.marketType);
    const externalMarketId = readText(type?.id);
    if (externalMarketId === null) continue;
    const marketName = readText(type?.name) ?? readText(type?.displayName);
    for (const [parameter, outcomes] of readLines(readList(market.row ?? market.rows))) {
      markets.push({ source: 'betpawa', externalMarketId, marketName, parameter, outcomes, event });
    }
  }
  return { ...event, markets };
}

/** Home and away: the participants at positions 1 and 2, or if there are no positions, the two of the list in order. */
function readTeams(list: unknown): readonly [string | null, string | null] {
  const participants = readObjects(list);
  const at = (position: number) => participants.filter(each => readNumber(each.position) === position);
  const [home, away] = [at(1), at(2)];
  if (home.length === 1 && away.length === 1) return [readText(home[0]?.name), readText(away[0]?.name)];
  const [first, second, ...more] = participants;
  if (second === undefined || more.length > 0 || participants.some(each => 'position' in each)) return [null, null];
  return [readText(first?.name), readText(second.name)];
}

/** Sportradar's id, if the widgets agree on one. */
function readWidget(list: unknown): string | null {
  let id: string | null = null;
  for (const widget of readObjects(list)) {
    if (widget.type !== 'SPORTRADAR') continue;
    const told = readSportradarId(widget.id);
    if (id !== null && told !== null && told !== id) return null;
    id ??= told;
  }
  return id;
}

/** The outcomes of each line: some markets spread the outcomes of one line over several rows. */
function readLines(rows: readonly unknown[]): Map<string | null, ScrapedOutcome[]> {
  const lines = new Map<string | null, ScrapedOutcome[]>();
  for (const item of rows) {
    const row = readObject(item);
    if (row === null) continue;
    const prices = readObjects(row.prices);
    const line = readLine(row, prices);
    let outcomes = lines.get(line);
    if (outcomes === undefined) {
      outcomes = [];
      lines.set(line, outcomes);
    }
    for (const price of prices) outcomes.push(readOutcome(price));
  }
  if (lines.size === 0) lines.set(null, []);
  return lines;
}

/**
 * `formattedHandicap` is what betPawa itself shows, but few rows have one. `handicap` counts in quarters: 10 is 2.5.
 * We know this from payloads, not from any documentation. So if the home side's price has a line of its own and the two
 * differ, the price decides: without the right line, its odds would mean nothing.
 */
function readLine(row: JsonObject, prices: JsonObject[]): string | null {
  const formatted = readText(row.formattedHandicap);
  if (formatted !== null) return withoutPlus(formatted);
  const quarters = readNumber(row.handicap);
  const home = prices.find(price => HOME_SIDE.includes(readText(price.name)));
  const line = ownLine(home) ?? (quarters === null ? ownLine(prices[0]) : quarters / 4);
  return line === null ? null : String(line);
}

/** The line as a price has it ('2.5', '+1.5'), as the home side sees it. */
function ownLine(price: JsonObject | undefined): number | null {
  const handicap = readNumber(withoutPlus(readText(price?.handicap) ?? ''));
  return handicap !== null && AWAY_SIDE.includes(readText(price?.name)) ? -handicap : handicap;
}

function withoutPlus(text: string): string {
  return text.replace(/^\+(?=\d)/, '');
}

function readOutcome(price: JsonObject): ScrapedOutcome {
  // The newer API has `odds` where the older one has `price`.
  const odds = readOdds(price.price ?? price.odds);
  return {
    id: readText(price.typeId),
    name: readText(price.name) ?? readText(price.displayName) ?? '',
    odds,
    active: odds !== null && !readYes(price.suspended),
  };
}

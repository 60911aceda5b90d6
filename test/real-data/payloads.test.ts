import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../src/model/errors.js';
import type { KnownSource, ScrapedMarket } from '../../src/model/index.js';
import { parseBet9jaEvent } from '../../src/sources/bet9ja/parse-bet9ja-event.js';
import { parseBet9jaKey } from '../../src/sources/bet9ja/parse-bet9ja-key.js';
import { parseBetikaEvent } from '../../src/sources/betika/parse-betika-event.js';
import { parseBetpawaEvent } from '../../src/sources/betpawa/parse-betpawa-event.js';
import { parseBetwayEvent } from '../../src/sources/betway/parse-betway-event.js';
import { parseMsportEvent } from '../../src/sources/msport/parse-msport-event.js';
import { parseEvent, parseEvents } from '../../src/sources/parse-event.js';
import { parseSpecifier } from '../../src/sources/parse-specifier.js';
import { KNOWN_SOURCES } from '../../src/sources/registry.js';
import { parseSportpesaEvent } from '../../src/sources/sportpesa/parse-sportpesa-event.js';
import { parseSportybetEvent } from '../../src/sources/sportybet/parse-sportybet-event.js';
import { files, present, readEvent, readFile, readPayload, sourceOf } from './files.js';

const readers: Record<KnownSource, (payload: unknown) => ScrapedMarket[]> = {
  betpawa: parseBetpawaEvent,
  sportybet: parseSportybetEvent,
  bet9ja: parseBet9jaEvent,
  msport: parseMsportEvent,
  betway: parseBetwayEvent,
  betika: parseBetikaEvent,
  sportpesa: parseSportpesaEvent,
};

// biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
const load = (file: string): any => readPayload(file);
const of = (source: KnownSource) => files.filter(file => sourceOf(file) === source);
const outcomes = (markets: ScrapedMarket[]) => markets.flatMap(market => market.outcomes);
const places = (markets: ScrapedMarket[]) =>
  markets.map(({ event, externalMarketId, parameter }) => `${event?.eventId} ${externalMarketId} ${parameter}`);
const isList = (file: string) => file.includes('upcoming');

/** Every value under a key, wherever it stands: what a payload has, whatever a reader makes of it. */
function valuesOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => (name === key ? [child] : valuesOf(child, key)));
}

/** Where each bookmaker's prices stand. */
const PRICES: Record<KnownSource, (payload: unknown) => unknown[]> = {
  betpawa: payload => valuesOf(payload, 'price'),
  sportybet: payload => valuesOf(payload, 'odds'),
  // biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
  bet9ja: (payload: any) => Object.values(payload.D.O).map((each: any) => each.v ?? each),
  msport: payload => valuesOf(payload, 'odds'),
  betway: payload => valuesOf(payload, 'priceDecimal'),
  betika: payload => valuesOf(payload, 'odd_value'),
  sportpesa: payload => valuesOf(payload, 'odds'),
};

const sorted = (prices: number[]) => prices.sort((a, b) => a - b);

describe.skipIf(!present)('the payloads as bookmakers serve them', () => {
  it('are of every bookmaker that has a reader', () => {
    expect(new Set(files.map(sourceOf))).toEqual(new Set(KNOWN_SOURCES));
  });

  it.each(files)('%s: prices in are prices out, each in one outcome', file => {
    const served = PRICES[sourceOf(file)](load(file)).map(Number);
    const read = outcomes(readFile(file)).map(outcome => outcome.odds);
    expect(read.length).toBe(served.length);
    expect(sorted(read.filter(odds => odds !== null))).toEqual(sorted(served.filter(odds => odds > 1)));
    if (!file.includes('live')) expect(served.length).toBeGreaterThan(0);
  });

  it.each(files)('%s is read by its own reader, and refused by the others', file => {
    const others = KNOWN_SOURCES.filter(source => source !== sourceOf(file));
    for (const source of others) {
      expect(() => readers[source](load(file)), source).toThrow(InvalidPayloadError);
      expect(() => parseEvents(load(file), source), source).toThrow(InvalidPayloadError);
    }
    if (isList(file)) expect(() => readers[sourceOf(file)](load(file))).toThrow(/parseEvents reads lists/);
    else expect(readers[sourceOf(file)](load(file))).toEqual(parseEvent(load(file)).markets);
  });

  it.each(files)('%s has each market and line once, and each outcome of it once', file => {
    const markets = readFile(file);
    expect(new Set(places(markets)).size).toBe(markets.length);
    for (const market of markets) {
      const ids = market.outcomes.map(outcome => (sourceOf(file) === 'sportpesa' ? outcome.name : outcome.id));
      expect(ids).not.toContain(null);
      expect(new Set(ids).size, `${market.externalMarketId} ${market.parameter}`).toBe(ids.length);
    }
  });

  it.each(files)('%s: every market has a name and shares its event', file => {
    if (isList(file)) return;
    const { markets, ...info } = parseEvent(load(file));
    const events = new Set(markets.map(market => market.event));
    expect([...events]).toEqual(markets.length === 0 ? [] : [info]);
    expect([...events].every(event => Object.isFrozen(event))).toBe(true);
    // Bet9ja's live answers have no list of names.
    if (file !== 'bet9ja__live.json') expect(markets.filter(market => market.marketName === null)).toEqual([]);
  });

  describe('one event', () => {
    const at = (event: string) =>
      files
        .filter(file => file.endsWith(`__${event}.json`))
        .flatMap(file => parseEvents(load(file)).map(({ markets: _, ...info }) => info));
    const meeting = (event: string, sportradarId: string) =>
      at(event).filter(info => info.sportradarId === sportradarId);
    const sources = (infos: { source: string }[]) => infos.map(info => info.source).sort();

    it.each([
      ['prematch', '68995116', ['bet9ja', 'betpawa', 'msport', 'sportybet'], '2026-05-06T11:00:00Z'],
      ['match2', '71583282', ['betika', 'betway', 'msport', 'sportybet'], '2026-05-22T02:00:00Z'],
    ])('%s meets by Sportradar’s id, at the same moment', (event, sportradarId, expected, startsAt) => {
      const infos = meeting(event, sportradarId);
      expect(sources(infos)).toEqual(expected);
      for (const info of infos) {
        expect(info).toMatchObject({ sport: 'football', isLive: false, startsAt: new Date(startsAt) });
        expect([info.home, info.away]).not.toContain(null);
      }
    });

    it('the tennis match meets, also where the payload tells nothing but its id', () => {
      const infos = meeting('tennis', '71529092');
      expect(sources(infos)).toEqual(['betika', 'betpawa', 'betway', 'msport', 'sportybet']);
      const told = infos.filter(info => info.source !== 'betway');
      for (const info of told) {
        expect(info).toMatchObject({ sport: 'tennis', startsAt: new Date('2026-05-18T10:10:00Z') });
      }
      expect(readEvent('betway__tennis.json')).toMatchObject({ sport: 'tennis', home: null, startsAt: null });
    });

    it('live is told from prematch', () => {
      const live = ['bet9ja', 'msport', 'betway', 'betika'].map(source => parseEvent(load(`${source}__live.json`)));
      expect(live.map(event => event.isLive)).toEqual([true, true, true, true]);
      const met = live.filter(event => event.sportradarId === '67645534');
      expect(met.map(event => event.startsAt?.toISOString())).toEqual(Array(3).fill('2026-05-06T06:00:00.000Z'));
    });

    it('a list has all of its events', () => {
      const events = parseEvents(load('sportpesa__games_upcoming.json'));
      expect(events.length).toBe(load('sportpesa__games_upcoming.json').length);
      expect(new Set(events.map(event => event.sportradarId)).size).toBe(events.length);
    });
  });

  describe('the family that shares its ids', () => {
    const known = new Map<string, Set<string | null>>();
    const place = (market: ScrapedMarket) => `${market.externalMarketId} ${market.parameter}`;

    it.each(['msport', 'betway', 'betika'] as const)(
      '%s has SportyBet’s ids of markets, lines and outcomes',
      source => {
        for (const market of readFile('sportybet__match2.json')) {
          known.set(place(market), new Set(market.outcomes.map(outcome => outcome.id)));
        }
        const markets = readFile(`${source}__match2.json`);
        const shared = markets.filter(market => known.has(place(market)));
        expect(shared.length).toBeGreaterThan(markets.length / 2);
        const others = shared.filter(market => market.outcomes.some(each => !known.get(place(market))?.has(each.id)));
        // Betway's ids of players are without the `sr:player:` that the feed has before them.
        expect(others.map(market => market.externalMarketId)).toEqual(source === 'betway' ? ['40', '38', '39'] : []);
      },
    );
  });

  it.each(of('sportybet'))('%s: every specifier can be read', file => {
    const payload = load(file);
    const markets = parseSportybetEvent(payload);
    expect(markets).toEqual(parseSportybetEvent(payload.data));
    expect(markets.length).toBe(payload.data.markets.length);
    for (const { parameter } of markets) {
      expect(Object.keys(parseSpecifier(parameter)).length).toBe(parameter?.split('|').length ?? 0);
    }
  });

  it.each(of('bet9ja'))('%s: every odds key can be read and is in one outcome', file => {
    const keys = Object.keys(load(file).D.O);
    const ids = outcomes(parseBet9jaEvent(load(file))).map(outcome => outcome.id);
    expect(ids.sort()).toEqual([...keys].sort());
    expect(keys.filter(key => !parseBet9jaKey(key)?.outcome)).toEqual([]);
  });

  it('bet9ja live: a match about to end has no prices', () => {
    const live = outcomes(parseBet9jaEvent(load('bet9ja__live.json')));
    expect(live.filter(outcome => outcome.odds !== null || outcome.active)).toEqual([]);
  });

  it.each(of('betway'))('%s: every market and specifier is taken apart, and no outcome keeps its market’s id', file => {
    for (const market of parseBetwayEvent(load(file))) {
      expect(market.externalMarketId).toMatch(/^\d{1,4}$/);
      expect(market.parameter ?? 'a=b').toMatch(/^[a-z]+=[^|~]+(\|[a-z]+=[^|~]+)*$/);
      for (const { id } of market.outcomes) expect(id).toMatch(/^(\d+|sr:[a-z_]+:.+:\d+)$/);
    }
  });

  it.each(of('sportpesa'))('%s: a line is the home side’s, as the names of the selections tell it', file => {
    for (const market of readFile(file).filter(each => each.parameter !== null)) {
      // biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
      const selections: any[] = valuesOf(load(file), 'selections').flat();
      const named = selections.filter(
        each => each.shortName === market.outcomes[0]?.name && String(each.specValue) === market.parameter,
      );
      const lines = named.map(each => Number(/[+-]?\d+\.\d+(?=\]?$)/.exec(each.name)?.[0]));
      expect(lines).toContain(Number(market.parameter));
    }
  });

  it.each(of('betpawa'))('%s: every line is what its prices say', file => {
    const payload = load(file);
    const markets = parseBetpawaEvent(payload);
    // biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
    const rows: any[] = payload.markets.flatMap((market: any) => market.row);
    for (const row of rows.filter(each => each.handicap !== null)) {
      // The measurement the reader stands on: `handicap` counts in quarters of the line.
      const told = row.formattedHandicap ?? row.prices[0].handicap;
      expect(Number(told)).toBe(row.handicap / 4);
      const [market] = markets.filter(
        each =>
          each.parameter === String(row.handicap / 4) && outcomes([each]).some(o => o.id === row.prices[0].typeId),
      );
      expect(market?.outcomes.map(outcome => outcome.id)).toContain(row.prices.at(-1).typeId);
    }
  });
});

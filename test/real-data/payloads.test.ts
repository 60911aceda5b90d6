import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../src/model/errors.js';
import type { ScrapedMarket } from '../../src/model/index.js';
import { parseBet9jaEvent } from '../../src/sources/bet9ja/parse-bet9ja-event.js';
import { parseBet9jaKey } from '../../src/sources/bet9ja/parse-bet9ja-key.js';
import { parseBetpawaEvent } from '../../src/sources/betpawa/parse-betpawa-event.js';
import { parseSpecifier } from '../../src/sources/parse-specifier.js';
import { parseSportybetEvent } from '../../src/sources/sportybet/parse-sportybet-event.js';

const folder = join(resolve(process.env.MARKET_MAPPING_DATA ?? '../shared/data'), 'payloads');
const present = existsSync(folder);
if (!present) console.log(`real-data/payloads: skipped, there is no ${folder}`);

const parsers = { sportybet: parseSportybetEvent, bet9ja: parseBet9jaEvent, betpawa: parseBetpawaEvent };
const files = present ? readdirSync(folder).filter(file => file.endsWith('.json')) : [];
// biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
const load = (file: string): any => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const of = (source: string) => files.filter(file => file.startsWith(`${source}__`));
const outcomes = (markets: ScrapedMarket[]) => markets.flatMap(market => market.outcomes);
const places = (markets: ScrapedMarket[]) => markets.map(market => `${market.externalMarketId} ${market.parameter}`);

describe.skipIf(!present)('the payloads as bookmakers serve them', () => {
  it.each(files)('%s is read by its own reader, and refused by the others', file => {
    for (const [source, parse] of Object.entries(parsers)) {
      if (file.startsWith(`${source}__`)) expect(outcomes(parse(load(file))).length).toBeGreaterThan(0);
      else expect(() => parse(load(file))).toThrow(InvalidPayloadError);
    }
  });

  it.each(files)('%s has each market and line once, and each outcome of it once', file => {
    const source = file.split('__')[0] as keyof typeof parsers;
    const markets = parsers[source](load(file));
    expect(new Set(places(markets)).size).toBe(markets.length);
    for (const market of markets) {
      const ids = market.outcomes.map(outcome => outcome.id);
      expect(ids).not.toContain(null);
      expect(new Set(ids).size, `${market.externalMarketId} ${market.parameter}`).toBe(ids.length);
    }
  });

  it.each(of('sportybet'))('%s: nothing is lost', file => {
    const payload = load(file);
    const markets = parseSportybetEvent(payload);
    expect(markets).toEqual(parseSportybetEvent(payload.data));
    expect(markets.map(market => market.outcomes.length)).toEqual(
      // biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
      payload.data.markets.map((market: any) => market.outcomes.length),
    );
    expect(markets.filter(market => market.marketName === null)).toEqual([]);
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

  it.each(of('bet9ja').filter(file => !file.includes('live')))('%s: every market has its name', file => {
    expect(parseBet9jaEvent(load(file)).filter(market => market.marketName === null)).toEqual([]);
  });

  it('bet9ja live: a match about to end has no prices', () => {
    const live = outcomes(parseBet9jaEvent(load('bet9ja__live.json')));
    expect(live.filter(outcome => outcome.odds !== null || outcome.active)).toEqual([]);
  });

  it.each(of('betpawa'))('%s: nothing is lost, and every line is what its prices say', file => {
    const payload = load(file);
    const markets = parseBetpawaEvent(payload);
    // biome-ignore lint/suspicious/noExplicitAny: a payload is what the tests are about
    const rows: any[] = payload.markets.flatMap((market: any) => market.row);
    expect(outcomes(markets).length).toBe(rows.flatMap(row => row.prices).length);
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

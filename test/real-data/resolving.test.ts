import { describe, expect, it } from 'vitest';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import {
  type ActiveMapping,
  type MatchedBy,
  type OutcomeMapping,
  outcomeNameOf,
  type ScrapedMarket,
  SEED_SOURCES,
} from '../../src/model/index.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { files, present, readFile, readMappings } from './files.js';

const mappings = present ? toBaseMappings(readMappings()) : [];

function read(file: string): ScrapedMarket[] {
  // A number for each price, by which its outcome is found again.
  return readFile(file).map(market => ({
    ...market,
    outcomes: market.outcomes.map((outcome, index) => ({ ...outcome, odds: index })),
  }));
}

/** A price and the canonical outcome it was put under. */
interface Placed {
  mapping: ActiveMapping;
  canonicalId: string;
  matchedBy: MatchedBy;
  scraped: ScrapedMarket['outcomes'][number];
}

function place(index: MappingIndex, market: ScrapedMarket): Placed[] {
  return index.resolveMarkets(market).flatMap(found => {
    if (found.status === 'unmapped') return [];
    return found.outcomes.map(({ canonicalId, matchedBy, odds }) => {
      const scraped = market.outcomes[odds ?? -1];
      if (!scraped) throw new Error(`no outcome ${odds}`);
      return { mapping: found.mapping, canonicalId, matchedBy, scraped };
    });
  });
}

/** What a price under these canonical outcomes must be called by its bookmaker, whatever the mappings say. */
const MEANING: Record<string, RegExp> = {
  over: /^(over\b.*|[ha]?c?o)$/i,
  under: /^(under\b.*|[ha]?c?u)$/i,
  yes: /^(yes|y)$/i,
  no: /^(no|n)$/i,
  home: /^(home|1)( \([-+.:\d]+\))?$/i,
  draw: /^(draw|x)( \([-+.:\d]+\))?$/i,
  away: /^(away|2)( \([-+.:\d]+\))?$/i,
  odd: /^(odd|od)$/i,
  even: /^(even|ev)$/i,
};

describe.skipIf(!present)('the mappings of a service in production, on payloads as bookmakers serve them', () => {
  const index = new MappingIndex(mappings);

  it.each(files)('%s: no price is under an outcome it does not belong to', file => {
    for (const market of read(file)) {
      const placed = place(index, market);
      for (const { mapping, canonicalId, matchedBy, scraped } of placed) {
        const where = `${market.externalMarketId} ${market.parameter} "${scraped.name}" as ${mapping.canonicalId}`;
        expect([mapping.betpawaId, mapping.sportybetId, mapping.bet9jaKey], where).toContain(market.externalMarketId);
        const meant = mapping.outcomeMapping.filter(outcome => outcome.canonicalId === canonicalId);
        expect(
          meant.map(outcome => fold(outcomeNameOf(outcome, market.source))),
          where,
        ).toEqual([fold(matchedBy === 'pattern' ? withoutLine(scraped.name, market.parameter) : scraped.name)]);
        expect(scraped.name, where).toMatch(MEANING[canonicalId] ?? /./);
        if (market.source !== 'bet9ja') continue;
        // One Bet9ja market has the prices of both teams: HO is the home team's over, AO the away team's.
        const team = /^(home|away)_.*over_under/.exec(mapping.canonicalId)?.[1];
        if (team && /^[HA]C?[OU]$/.test(scraped.name)) expect(scraped.name[0], where).toBe(team === 'home' ? 'H' : 'A');
      }
      // Never a price twice, nor two prices under one outcome of one mapping.
      expect(new Set(placed.map(each => each.scraped)).size).toBe(placed.length);
      const outcomes = placed.map(each => `${each.mapping.canonicalId} ${each.canonicalId}`);
      expect(new Set(outcomes).size).toBe(outcomes.length);
    }
  });

  it.each(files)('%s: what the outcomes are does not depend on their order', file => {
    const said = (placed: Placed[]) =>
      placed.map(each => `${each.mapping.canonicalId} ${each.canonicalId} ${each.scraped.odds}`).sort();
    for (const market of read(file)) {
      const expected = said(place(index, market));
      const reversed = market.outcomes.toReversed();
      const placed = index.resolveMarkets({ ...market, outcomes: reversed }).flatMap(found => {
        if (found.status === 'unmapped') return [];
        return found.outcomes.map(each => `${found.mapping.canonicalId} ${each.canonicalId} ${each.odds}`);
      });
      expect(placed.sort()).toEqual(expected);
    }
  });

  it.each(files)('%s: every odds key and id finds what its market finds', file => {
    for (const market of read(file)) {
      const found = index.resolve(market.source, market.externalMarketId);
      if (market.source !== 'bet9ja') continue;
      for (const { id } of market.outcomes) expect(index.resolve('bet9ja', id ?? '')).toBe(found);
    }
  });

  it('most of what is priced on the football events is found, so that the tests above say something', () => {
    const placed = files.flatMap(file => read(file).flatMap(market => place(index, market)));
    expect(placed.length).toBeGreaterThan(700);
    const sources = files.filter(file => file.includes('prematch')).map(file => file.split('__')[0]);
    expect(sources).toEqual(expect.arrayContaining([...SEED_SOURCES]));
  });
});

describe.skipIf(!present)('a Bet9ja market with the prices of both teams', () => {
  const away: OutcomeMapping[] = [
    { canonicalId: 'over', betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'AO', position: 0 },
    { canonicalId: 'under', betpawaName: 'Under', sportybetDesc: 'Under', bet9jaSuffix: 'AU', position: 1 },
  ];
  const added = toBaseMappings([
    {
      canonicalId: 'away_over_under_1h',
      name: 'Away Team Over/Under - First Half',
      bet9jaKey: 'S_HA1HOU',
      outcomeMapping: away,
    },
  ]);
  const index = new MappingIndex([...mappings, ...added]);
  const events = files.filter(file => file.startsWith('bet9ja__'));
  const markets = (key: string) =>
    events.flatMap(read).filter(({ externalMarketId, outcomes }) => externalMarketId === key && outcomes.length === 4);

  it.each([
    ['S_HA1HOU', '1h'],
    ['S_HA2HOU', '2h'],
  ])('%s is answered for the home and the away team at once', (key, half) => {
    expect(markets(key).length).toBeGreaterThan(0);
    for (const market of markets(key)) {
      const placed = place(index, market).map(
        each => `${each.scraped.name} ${each.mapping.canonicalId} ${each.canonicalId}`,
      );
      expect(placed.sort()).toEqual([
        `AO away_over_under_${half} over`,
        `AU away_over_under_${half} under`,
        `HO home_over_under_${half} over`,
        `HU home_over_under_${half} under`,
      ]);
      const found = index.resolveMarkets(market);
      expect(found).toMatchObject([
        { status: 'mapped', unmatched: [] },
        { status: 'mapped', unmatched: [] },
      ]);
      expect(found.map(each => (each.status === 'unmapped' ? null : each.parameter))).toEqual([
        market.parameter,
        market.parameter,
      ]);
    }
  });

  it('gives the prices of one team alone as partial where only that team has a mapping', () => {
    const [market] = markets('S_HA1HOU');
    if (!market) throw new Error('no event has S_HA1HOU');
    const found = new MappingIndex(mappings).resolveMarkets(market);
    expect(found).toMatchObject([{ status: 'partial', mapping: { canonicalId: 'home_over_under_1h' } }]);
    const [one] = found;
    expect(one?.status === 'partial' && one.unmatched.map(outcome => outcome.name).sort()).toEqual(['AO', 'AU']);
  });
});

function fold(name: string | null): string | undefined {
  return name?.trim().toLowerCase();
}

/** A name without the numbers, or the `a:b`, that the market's own parameter tells. */
function withoutLine(name: string, parameter: string | null): string {
  const told = parameter?.match(/\d+:\d+|\d+(\.\d+)?/g) ?? [];
  const isTold = (text: string) => told.some(each => each === text || Number(each) === Number(text));
  return name.replace(/ \(?[+-]?(\d+:\d+|\d+(?:\.\d+)?)\)?(?= |$)/g, (part, text) => (isTold(text) ? '' : part));
}

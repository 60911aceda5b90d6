import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewMapping, ScrapedEvent, ScrapedMarket, ScrapedOutcome } from '../../src/index.js';
import { type CoverageCount, measureCoverage } from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';

const priced = (...names: string[]): ScrapedOutcome[] => names.map(name => ({ id: null, name, odds: 2, active: true }));

const market = (
  source: string,
  externalMarketId: string,
  outcomes: ScrapedOutcome[],
  more: Partial<ScrapedMarket> = {},
): ScrapedMarket => ({
  source,
  externalMarketId,
  marketName: `Market ${externalMarketId}`,
  parameter: null,
  outcomes,
  ...more,
});

function eventOf(source: string, markets: ScrapedMarket[], sport: string | null = 'football'): ScrapedEvent {
  const info = {
    source,
    eventId: '1',
    sportradarId: '7',
    sport,
    home: 'Reds',
    away: 'Blues',
    startsAt: null,
    isLive: false,
  };
  return { ...info, markets: markets.map(each => ({ ...each, event: info })) };
}

function resolverOf(mappings: NewMapping[]) {
  const index = new MappingIndex(toBaseMappings(mappings));
  return {
    resolveEvent: (event: Pick<ScrapedEvent, 'markets'>) =>
      event.markets.flatMap(each => index.resolveMarkets(each).map(resolution => ({ market: each, resolution }))),
  };
}

const yesNo: NewMapping = {
  canonicalId: 'btts_ft',
  name: 'Both Teams To Score',
  betpawaId: '3795',
  sportybetId: '29',
  sport: 'football',
  outcomeMapping: [
    { canonicalId: 'yes', betpawaName: 'Yes', sportybetDesc: 'Yes', bet9jaSuffix: null, position: 0 },
    { canonicalId: 'no', betpawaName: 'No', sportybetDesc: 'No', bet9jaSuffix: null, position: 1 },
  ],
};

const scorer: NewMapping = {
  canonicalId: 'scorer',
  name: 'Scorer',
  betpawaId: '129108',
  outcomeMapping: [
    { canonicalId: 'player', betpawaName: '{player}', sportybetDesc: null, bet9jaSuffix: null, position: 0 },
  ],
};

const counts = ({ total, mapped, partial, unmapped, boundAway }: CoverageCount) => [
  total,
  mapped,
  partial,
  unmapped,
  boundAway,
];

describe('measureCoverage', () => {
  it('counts markets and prices by what became of them', () => {
    const event = eventOf('betpawa', [
      market('betpawa', '3795', priced('Yes', 'No')),
      market('betpawa', '3795', priced('Yes', 'Perhaps')),
      market('betpawa', '1', priced('1', 'X', '2')),
    ]);
    const [coverage] = measureCoverage([event], resolverOf([yesNo]));
    expect(coverage).toMatchObject({ source: 'betpawa', events: 1 });
    expect(coverage && counts(coverage.markets)).toEqual([3, 1, 1, 1, 0]);
    expect(coverage && counts(coverage.prices)).toEqual([7, 3, 1, 3, 0]);
  });

  it('tells what is bound away from what is not mapped', () => {
    const event = eventOf('betpawa', [market('betpawa', '3795', priced('Yes', 'No'))], 'basketball');
    const [coverage] = measureCoverage([event], resolverOf([yesNo]));
    expect(coverage && counts(coverage.prices)).toEqual([2, 0, 0, 0, 2]);
    expect(coverage?.gains).toMatchObject([{ externalMarketId: '3795', reason: 'BOUND_AWAY', prices: 2 }]);
  });

  it('counts no outcome without odds as a price', () => {
    const outcomes = [...priced('Yes'), { id: null, name: 'No', odds: null, active: false }];
    const [coverage] = measureCoverage(
      [eventOf('betpawa', [market('betpawa', '3795', outcomes)])],
      resolverOf([yesNo]),
    );
    expect(coverage && [counts(coverage.markets), counts(coverage.prices)]).toEqual([
      [1, 1, 0, 0, 0],
      [1, 1, 0, 0, 0],
    ]);
  });

  it('counts a price of a player by its id or by the mapping, and not others', () => {
    const events = [
      eventOf('betpawa', [market('betpawa', '129108', priced('John Smith')), market('betpawa', '3795', priced('Yes'))]),
      eventOf('sportybet', [
        market('sportybet', '5', [{ id: 'sr:player:12', name: 'Smith, John', odds: 3, active: true }]),
        market('sportybet', '29', priced('Yes')),
      ]),
    ];
    const [betpawa, sportybet] = measureCoverage(events, resolverOf([yesNo, scorer]));
    expect(betpawa && counts(betpawa.playerPrices)).toEqual([1, 1, 0, 0, 0]);
    expect(sportybet && counts(sportybet.playerPrices)).toEqual([1, 0, 0, 1, 0]);
  });

  it('finds a counterpart by the mapping, and where nothing is mapped by the id in a shared feed', () => {
    const events = [
      eventOf('betpawa', [market('betpawa', '3795', priced('Yes', 'No')), market('betpawa', '9', priced('1'))]),
      eventOf('sportybet', [
        market('sportybet', '29', priced('Yes', 'No')),
        market('sportybet', '9', priced('1', '2')),
      ]),
      eventOf('msport', [market('msport', '9', priced('1', '2', '3'))]),
    ];
    const [betpawa, msport, sportybet] = measureCoverage(events, resolverOf([yesNo]));
    // betPawa's 9 is another market than the feed's.
    expect(betpawa && counts(betpawa.counterpartPrices)).toEqual([2, 2, 0, 0, 0]);
    expect(sportybet && counts(sportybet.counterpartPrices)).toEqual([4, 2, 0, 2, 0]);
    expect(msport && counts(msport.counterpartPrices)).toEqual([3, 0, 0, 3, 0]);
  });

  it('is its own counterpart at nobody', () => {
    const events = [1, 2].map(() => eventOf('betpawa', [market('betpawa', '3795', priced('Yes', 'No'))]));
    const [coverage] = measureCoverage(events, resolverOf([yesNo]));
    expect(coverage && counts(coverage.counterpartPrices)).toEqual([0, 0, 0, 0, 0]);
  });

  it('lists the types that would gain most: ten, those with a counterpart first', () => {
    const many = Array.from({ length: 12 }, (_, at) =>
      market('sportybet', String(100 + at), priced(...'abcdefghijkl'.slice(0, at + 1))),
    );
    const events = [eventOf('sportybet', many), eventOf('msport', [market('msport', '101', priced('a'))])];
    const gains = measureCoverage(events, resolverOf([])).find(({ source }) => source === 'sportybet')?.gains ?? [];
    expect(gains.map(({ externalMarketId }) => externalMarketId)).toEqual([
      '101',
      '111',
      '110',
      '109',
      '108',
      '107',
      '106',
      '105',
      '104',
      '103',
    ]);
    expect(gains[0]).toMatchObject({ hasCounterpart: true, reason: 'UNKNOWN_MARKET', prices: 2, sport: 'football' });
  });

  it('adds up: every market and every price has one fate', () => {
    const names = fc.array(fc.constantFrom('Yes', 'No', 'Perhaps', 'John Smith'), { maxLength: 5 });
    const markets = fc.array(fc.tuple(fc.constantFrom('3795', '129108', '9'), names), { maxLength: 8 });
    fc.assert(
      fc.property(markets, fc.constantFrom('football', 'tennis', null), (drawn, sport) => {
        const event = eventOf(
          'betpawa',
          drawn.map(([id, outcomes]) => market('betpawa', id, priced(...outcomes))),
          sport,
        );
        for (const { markets: own, prices } of measureCoverage([event], resolverOf([yesNo, scorer]))) {
          expect(own.total).toBe(drawn.length);
          expect(prices.total).toBe(drawn.reduce((sum, [, outcomes]) => sum + outcomes.length, 0));
          for (const { total, mapped, partial, unmapped, boundAway } of [own, prices]) {
            expect(mapped + partial + unmapped + boundAway).toBe(total);
          }
        }
      }),
    );
  });
});

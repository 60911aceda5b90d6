import { describe, expect, it } from 'vitest';
import { type Book, type Books, bookKey, type PricedMarket } from '../../../src/prices/books.js';
import { comparePrices } from '../../../src/prices/compare-prices.js';
import type { PriceDifference } from '../../../src/prices/differences.js';
import { costOf, explain } from '../../../src/prices/explanations.js';
import { bookOf, type Odds, priced } from '../../support/priced.js';
import { lineOf } from '../../support/synthetic-match.js';

const booksOf = (...all: Book[]): Books => new Map(all.map(book => [bookKey(book), book]));
const marketOf = (canonicalId: string): PricedMarket => ({ canonicalId, name: canonicalId, books: new Map() });
const difference = (gap: number, distance: number): PriceDifference => ({
  line: null,
  outcome: 'yes',
  participant: null,
  threshold: null,
  odds: [2, 2],
  probability: [0.5, 0.5],
  distance,
  gap,
});

describe('how badly two sources disagree', () => {
  it('is the mean of what margins can not explain, and a fifth of the mean distance', () => {
    expect(costOf([difference(0.4, 1)])).toBeCloseTo(0.4 + 0.2, 9);
    expect(costOf([difference(0, 0), difference(0.4, 1)])).toBeCloseTo(0.2 + 0.1, 9);
  });

  it('is no more than two for each, and endless where there is nothing to compare', () => {
    expect(costOf([difference(9, 9)])).toBeCloseTo(2 + 0.4, 9);
    expect(costOf([])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what would make prices agree', () => {
  const total = (value: number, odds: Odds) => bookOf(odds, { line: lineOf('total', value) });
  const LADDER = [
    total(1.5, { over: 1.31, under: 3.4 }),
    total(2.5, { over: 1.96, under: 1.81 }),
    total(3.5, { over: 3.33, under: 1.32 }),
  ];
  const asked = (suspect: Books, other: Books, elsewhere: readonly (readonly [string, Books])[] = []) => {
    const opposed = { market: marketOf('over_under_ft'), others: [other] };
    const markets = [opposed, ...elsewhere.map(([id, books]) => ({ market: marketOf(id), others: [books] }))];
    return explain(suspect, opposed, markets, 0.15);
  };

  it('is a swap, another line or another market, with how much is compared and what is left', () => {
    const swapped = booksOf(
      total(1.5, { over: 3.4, under: 1.31 }),
      total(2.5, { over: 1.81, under: 1.96 }),
      total(3.5, { over: 1.32, under: 3.33 }),
    );
    expect(asked(swapped, booksOf(...LADDER))).toMatchObject({ kind: 'swapped-outcomes', compared: 6 });
    expect(asked(swapped, booksOf(...LADDER))?.cost).toBeCloseTo(0, 9);
    const moved = booksOf(total(2.5, { over: 1.31, under: 3.4 }), total(3.5, { over: 1.96, under: 1.81 }));
    expect(asked(moved, booksOf(...LADDER))).toMatchObject({
      kind: 'wrong-line',
      description: 'lines were 1 lower',
      compared: 4,
    });
  });

  it('is nothing where too little would be left to compare, or nothing fits', () => {
    // Only one of three lines has a counterpart if they are two higher.
    const far = booksOf(
      total(1.5, { over: 3.33, under: 1.32 }),
      total(2.5, { over: 9, under: 1.05 }),
      total(3.5, { over: 15, under: 1.02 }),
    );
    expect(asked(far, booksOf(...LADDER))).toBeNull();
    const odd = booksOf(
      total(1.5, { over: 1.31, under: 3.4 }),
      total(2.5, { over: 1.05, under: 9 }),
      total(3.5, { over: 3.33, under: 1.32 }),
    );
    expect(asked(odd, booksOf(...LADDER))).toBeNull();
  });

  it('is what is within the market, if another market fits as well', () => {
    const suspect = booksOf(bookOf({ home: 1.5, draw: 4.2, away: 7 }));
    const other = booksOf(bookOf({ home: 7, draw: 4.2, away: 1.5 }));
    const [within, beyond] = [asked(suspect, other), asked(suspect, other, [['over_under_ft_x', suspect]])];
    expect(within).toMatchObject({ kind: 'swapped-outcomes' });
    expect(beyond).toMatchObject({ kind: 'swapped-outcomes' });
    const another = booksOf(bookOf({ home: 3, draw: 3.2, away: 2.4 }));
    expect(asked(suspect, another)).toBeNull();
    expect(asked(suspect, another, [['over_under_1h', suspect]])).toMatchObject({
      kind: 'wrong-market',
      description: 'market were over_under_1h',
      cost: 0,
    });
  });
});

describe('comparePrices', () => {
  it('tells each outcome that two sources price, with all there is to it, the furthest apart first', () => {
    const event = { sportradarId: '7' };
    const line = lineOf('total', 2.5);
    const input = [
      { ...priced('sportybet', 'over_under_ft', line, { over: 2, under: 2 }), event },
      { ...priced('bet9ja', 'over_under_ft', line, { over: 1.25, under: 5 }), event },
      { ...priced('sportybet', 'btts_ft', null, { yes: 2, no: 2 }), event },
      { ...priced('bet9ja', 'btts_ft', null, { yes: 2, no: 2 }), event },
      { ...priced('betpawa', 'btts_ft', null, { yes: 9, no: 1.05 }), event: { sportradarId: '8' } },
    ];
    const compared = comparePrices(input);
    expect(
      compared
        .map(({ canonicalId, outcome }) => `${canonicalId} ${outcome}`)
        .slice(0, 2)
        .sort(),
    ).toEqual(['over_under_ft over', 'over_under_ft under']);
    expect(compared).toHaveLength(4);
    expect(compared.every((each, at) => at === 0 || each.difference <= (compared[at - 1]?.difference ?? 0))).toBe(true);
    const over = compared.find(({ outcome }) => outcome === 'over');
    const [one, two] = [expect.closeTo(0.8, 9), expect.closeTo(0.5, 9)];
    expect(over).toEqual({
      sportradarId: '7',
      canonicalId: 'over_under_ft',
      line,
      outcome: 'over',
      participant: null,
      threshold: null,
      sides: [
        { source: 'bet9ja', odds: 1.25, probability: one },
        { source: 'sportybet', odds: 2, probability: two },
      ],
      sources: ['bet9ja', 'sportybet'],
      odds: [1.25, 2],
      probability: [one, two],
      difference: expect.any(Number),
      tolerance: 0.15,
    });
    expect(over?.difference).toBeGreaterThan(1);
  });

  it('says which input it could not read', () => {
    expect(() => comparePrices([null] as never)).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field: 'input' }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canOverlap, fairPrices } from '../../../src/prices/fair-prices.js';
import { bookOf, type Odds } from '../../support/priced.js';

const fair = (a: Odds, b: Odds, fields: [object?, object?] = []) => {
  const shared = Object.keys(a).filter(id => id in b);
  const [one, two] = fairPrices(bookOf(a, fields[0]), bookOf(b, fields[1]), shared);
  const round = (all: typeof one) => all.map(({ probability }) => Number(probability.toFixed(3)));
  return { one, two, probabilities: [round(one), round(two)] };
};

describe('taking the margin out', () => {
  it('makes a whole book worth 1', () => {
    expect(fair({ over: 1.8, under: 1.8 }, { over: 1.5, under: 2.4 }).probabilities).toEqual([
      [0.5, 0.5],
      [0.615, 0.385],
    ]);
  });

  it('makes a double chance worth 2', () => {
    const { probabilities } = fair({ a: 1.4, b: 1.4, c: 1.4 }, { a: 1.45, b: 1.45, c: 1.45 });
    expect(probabilities).toEqual([
      [0.667, 0.667, 0.667],
      [0.667, 0.667, 0.667],
    ]);
  });

  it('counts the outcomes that no mapping knows as part of the book', () => {
    const { probabilities } = fair({ home: 2, away: 4 }, { home: 1.4, away: 2.8 }, [{ unknown: [3] }]);
    expect(probabilities[0]).toEqual([0.462, 0.231]);
    expect(probabilities[1]).toEqual([0.667, 0.333]);
  });

  it('gives what is a part of another book the worth that it has there', () => {
    // 1/2.5 + 1/5 of 1.05 is worth 0.571 in the whole; the part asks 0.6.
    const whole = { a: 2.5, b: 5, c: 2.222 };
    expect(fair(whole, { a: 2.5, b: 5 }).probabilities).toEqual([
      [0.381, 0.19],
      [0.381, 0.19],
    ]);
  });

  it('does not believe that a part costs less than it is worth, or far more', () => {
    const whole = { a: 2.5, b: 5, c: 2.222 };
    expect(fair(whole, { a: 5, b: 10 }).probabilities[1]).toEqual([0.2, 0.1]);
    // 1.05 for what is worth 0.571 there: at most 12 percent of it is margin.
    expect(fair(whole, { a: 1.5, b: 2.609 }).probabilities[1]).toEqual([0.595, 0.342]);
  });

  it('takes what lists an outcome of its own beside the shared ones for a whole book', () => {
    const { probabilities } = fair({ a: 2.5, b: 5, c: 2.222 }, { a: 1.5, d: 2.609 });
    expect(probabilities[1]).toEqual([0.635]);
  });

  it('takes a book that costs a little less than 1 for a whole one, and one that costs less for a part', () => {
    const whole = { a: 2, b: 2 };
    expect(fair(whole, { a: 2.04, b: 2.04 }).probabilities[1]).toEqual([0.5, 0.5]);
    expect(fair(whole, { a: 2.08, b: 2.08 }).probabilities[1]).toEqual([0.481, 0.481]);
  });

  it('gives each price a range from a proportional to an even margin', () => {
    const { one } = fair({ a: 1.25, b: 4 }, { a: 1.25, b: 4 });
    // 0.8 and 0.25 of 1.05: 0.762 and 0.238 in proportion, 0.775 and 0.225 evenly; prices hide up to 0.0064 more.
    expect(one.map(({ low }) => low.toFixed(4))).toEqual(['0.7555', '0.2186']);
    expect(one.map(({ high }) => high.toFixed(4))).toEqual(['0.7814', '0.2445']);
  });

  it('leaves a lone price the margin that it may have, and a player’s price more', () => {
    const [[lone]] = fairPrices(bookOf({ yes: 2 }), bookOf({ yes: 2 }), ['yes']);
    expect([lone?.low.toFixed(4), lone?.probability.toFixed(4), lone?.high.toFixed(4)]).toEqual([
      '0.4175',
      '0.4630',
      '0.5025',
    ]);
    const player = bookOf({ yes: 2 }, { participant: 'Haaland' });
    const [[his]] = fairPrices(player, player, ['yes']);
    expect([his?.low.toFixed(4), his?.high.toFixed(4)]).toEqual(['0.3575', '0.5025']);
  });

  it('does not ask what one player’s price says of a whole book, even where both books cost what a whole one does', () => {
    const his = { participant: 'Haaland' };
    const { one } = fair({ yes: 2, no: 2 }, { yes: 2 }, [his, his]);
    expect(one[0]?.probability).toBeCloseTo(0.5 / 1.08, 9);
    const { one: nobodys } = fair({ yes: 2, no: 2 }, { yes: 2 });
    expect(nobodys[0]?.probability).toBeCloseTo(0.5, 9);
    const { one: both } = fair({ yes: 2, no: 2 }, { yes: 2, no: 2 }, [his, his]);
    expect(both.map(({ probability }) => probability)).toEqual([0.5, 0.5].map(each => expect.closeTo(each, 9)));
  });

  it('takes no book for a whole one where outcomes of either can win together', () => {
    const spans = { '1_2': 2, '2_3': 2.1 };
    const apart = { isOverlapping: false };
    // Of what costs 0.976 at both, nothing says that it is worth 1.
    const least = (1 / 2 + 1 / 2.1) / 1.08;
    for (const fields of [
      [{}, apart],
      [apart, {}],
      [{}, {}],
    ] as [object, object][]) {
      const { one } = fair(spans, spans, fields);
      expect(one.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(least, 9);
    }
  });

  it('takes what two whole books say for the worth of what they share: the mean of both', () => {
    // "a" is worth 0.5 in the one, and 0.4 in the other; "b" and "c" are in one each.
    const { one, two } = fair({ a: 2, b: 2 }, { a: 2.5, c: 1 / 0.6 });
    expect([one[0]?.probability, two[0]?.probability]).toEqual([0.5, 0.4].map(each => expect.closeTo(each, 9)));
    const part = fair({ a: 4, b: 4, c: 2 }, { a: 5, b: 5, d: 1 / 0.6 });
    expect(part.one[0]?.probability).toBeCloseTo(0.25, 9);
  });

  it('takes a book of which the unknown outcomes are too much for a whole one without them', () => {
    const [one] = fair({ a: 2, b: 2 }, { a: 2, b: 2 }, [{ unknown: [1.3] }]).one;
    expect(one?.probability).toBeCloseTo(0.5, 9);
  });

  it('knows a whole book by its cost: not a little below 0.97, nor above 1.6; of two, above 2.4', () => {
    const fours = (cost: number) => Object.fromEntries(['a', 'b', 'c', 'd'].map(id => [id, 4 / cost]));
    const sum = (cost: number) => {
      const [first] = fair(fours(cost), fours(cost)).one;
      return (first?.probability ?? 0) * 4;
    };
    expect([sum(0.98), sum(1.58), sum(1.98), sum(2.38)]).toEqual([1, 1, 2, 2].map(each => expect.closeTo(each, 6)));
    expect(sum(0.96)).toBeCloseTo(0.96 / 1.08, 6);
    expect(sum(1.62)).not.toBeCloseTo(1, 2);
    // Two outcomes that cost 2 are no double chance: of two, one wins.
    expect(canOverlap(bookOf({ a: 1, b: 1 }))).toBe(true);
  });

  it('leaves each price what its rounding hides: a tick of 0.01 below 3, 0.1 below 10, 0.5 below 30, else 1', () => {
    const hidden = (odds: number) => {
      const player = bookOf({ yes: odds }, { participant: 'Haaland' });
      const [[his]] = fairPrices(player, player, ['yes']);
      return (his?.high ?? 0) - 1 / odds;
    };
    for (const [odds, tick] of [
      [2.99, 0.01],
      [3, 0.1],
      [9.99, 0.1],
      [10, 0.5],
      [29.9, 0.5],
      [30, 1],
    ] as const) {
      expect(hidden(odds)).toBeCloseTo(tick / odds ** 2, 9);
    }
  });

  it('never gives a range without the probability in it, nor anything that is no probability', () => {
    const odds = fc.double({ min: 1.001, max: 1000, noNaN: true });
    const books = fc.array(fc.tuple(odds, odds), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(books, prices => {
        const [a, b] = [0, 1].map(side =>
          Object.fromEntries(prices.map((pair, at) => [`o${at}x`, pair[side] as number])),
        );
        const { one, two } = fair(a as Odds, b as Odds);
        for (const { low, probability, high } of [...one, ...two]) {
          expect(low).toBeGreaterThan(0);
          expect(low).toBeLessThanOrEqual(probability + 1e-9);
          expect(probability).toBeLessThanOrEqual(high + 1e-9);
          expect(high).toBeLessThan(1);
        }
      }),
    );
  });
});

describe('a book whose outcomes can win together', () => {
  it.each<[string, Odds, boolean]>([
    ['two sides', { over: 1.8, under: 1.8 }, false],
    ['correct scores with much margin', { a: 2, b: 2, c: 2, d: 12 }, false],
    ['double chance', { a: 1.4, b: 1.4, c: 1.4 }, false],
    ['what costs more than a margin makes it', { a: 1.2, b: 1.2 }, true],
    ['three of four', { a: 1.3, b: 1.3, c: 1.3, d: 1.3 }, true],
    ['spans that meet', { '1_2': 4, '2_3': 4, none: 3 }, true],
    ['a part', { a: 3, b: 4 }, false],
  ])('%s', (_, odds, expected) => expect(canOverlap(bookOf(odds))).toBe(expected));
});

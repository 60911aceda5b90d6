import { describe, expect, it } from 'vitest';
import { type Book, type Books, bookKey } from '../../../src/prices/books.js';
import { differencesOf } from '../../../src/prices/differences.js';
import { bookOf, type Odds } from '../../support/priced.js';
import { lineOf } from '../../support/synthetic-match.js';

const booksOf = (...all: Book[]): Books => new Map(all.map(book => [bookKey(book), book]));
const between = (a: Odds, b: Odds, [one, two]: [Partial<Book>?, Partial<Book>?] = []) =>
  differencesOf(booksOf(bookOf(a, one)), booksOf(bookOf(b, two)));
const outcomes = (...args: Parameters<typeof between>) => between(...args).map(({ outcome }) => outcome);

describe('the difference between two sources', () => {
  it('is how far apart the probabilities are in log-odds, and what of it no margin explains', () => {
    const [over, under] = between({ over: 2, under: 2 }, { over: 1.25, under: 5 });
    // 0.5 against 0.8: log 1 against log 4. Prices of 2, 1.25 and 5 hide 0.0025, 0.0064 and 0.004.
    expect(over).toMatchObject({ outcome: 'over', line: null, participant: null, threshold: null, odds: [2, 1.25] });
    expect(over?.probability).toEqual([0.5, 0.8].map(each => expect.closeTo(each, 9)));
    expect(over?.distance).toBeCloseTo(Math.log(4), 9);
    expect(over?.gap).toBeCloseTo(Math.log(0.7936 / 0.2064) - Math.log(0.5025 / 0.4975), 9);
    expect(under?.distance).toBeCloseTo(Math.log(4), 9);
    expect(under?.gap).toBeCloseTo(over?.gap ?? 0, 9);
  });

  it('has no gap where margins explain it', () => {
    expect(between({ over: 1.25, under: 4 }, { over: 1.29, under: 3.7 }).map(({ gap }) => gap)).toEqual([0, 0]);
  });

  it('is the same from either side', () => {
    const turned = between({ over: 1.25, under: 5 }, { over: 2, under: 2 });
    expect(turned.map(({ gap, distance }) => [gap, distance])).toEqual(
      between({ over: 2, under: 2 }, { over: 1.25, under: 5 }).map(({ gap, distance }) => [gap, distance]),
    );
  });

  it('is told of what both price, on the same line, and of nothing else', () => {
    expect(outcomes({ home: 2, draw: 3.4, away: 4 }, { draw: 3.4, away: 4, none: 9 })).toEqual(['draw', 'away']);
    expect(outcomes({ home: 2, away: 2 }, { over: 2, under: 2 })).toEqual([]);
    const at = (value: number) => bookOf({ over: 2, under: 2 }, { line: lineOf('total', value) });
    expect(differencesOf(booksOf(at(1.5), at(2.5)), booksOf(at(2.5), at(3.5)))).toMatchObject([
      { outcome: 'over', line: { value: 2.5 } },
      { outcome: 'under', line: { value: 2.5 } },
    ]);
  });
});

describe('"other" is compared', () => {
  const SCORES = { '1_0': 6, '2_0': 8, other: 3 };
  const residuals = new Set(['other']);
  const rest = { residuals };

  it('where both list the same others', () => {
    expect(outcomes(SCORES, SCORES, [rest, rest])).toContain('other');
  });

  it('not where one of them lists one more, or another one', () => {
    const more = { ...SCORES, '3_0': 20 };
    const another = { '1_0': 6, '3_0': 20, other: 3 };
    expect(outcomes(SCORES, more, [rest, rest])).toEqual(['1_0', '2_0']);
    expect(outcomes(more, SCORES, [rest, rest])).toEqual(['1_0', '2_0']);
    expect(outcomes(SCORES, another, [rest, rest])).toEqual(['1_0']);
  });

  it('not where one of them lists an outcome that no mapping knows', () => {
    expect(outcomes(SCORES, SCORES, [{ ...rest, unknown: [20] }, rest])).toEqual(['1_0', '2_0']);
    expect(outcomes(SCORES, SCORES, [rest, { ...rest, unknown: [20] }])).toEqual(['1_0', '2_0']);
  });

  it('not where it is a rest for only one of the two, and they list others', () => {
    const more = { ...SCORES, '3_0': 20 };
    expect(outcomes(SCORES, more, [rest, {}])).toEqual(['1_0', '2_0']);
    expect(outcomes(SCORES, more, [{}, rest])).toEqual(['1_0', '2_0']);
    expect(outcomes(SCORES, more)).toEqual(['1_0', '2_0', 'other']);
  });
});

describe('books of players', () => {
  const of = (participant: string, threshold: number | null, yes: number) =>
    bookOf({ yes }, { participant, threshold });

  it('are compared where it is certain that both mean the same one, spelt as the first does', () => {
    const found = differencesOf(
      booksOf(of('Haaland, Erling', 2, 5), of('Silva', null, 4)),
      booksOf(of('Erling Haaland', 2, 6), of('David Silva', null, 9), of('Bernardo Silva', null, 4)),
    );
    expect(found).toMatchObject([{ participant: 'Haaland, Erling', threshold: 2, odds: [5, 6] }]);
  });

  it('are not compared with those of nobody, nor of another threshold', () => {
    expect(differencesOf(booksOf(of('Haaland', 2, 5)), booksOf(bookOf({ yes: 5 }, { threshold: 2 })))).toEqual([]);
    expect(differencesOf(booksOf(bookOf({ yes: 5 }, { threshold: 2 })), booksOf(of('Haaland', 2, 5)))).toEqual([]);
    expect(differencesOf(booksOf(of('Haaland', 2, 5)), booksOf(of('Haaland', 3, 5)))).toEqual([]);
  });
});

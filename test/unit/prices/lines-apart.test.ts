import { describe, expect, it } from 'vitest';
import { type Book, type Books, bookKey, type PricedMarket } from '../../../src/prices/books.js';
import { findLinesApart } from '../../../src/prices/lines-apart.js';
import { bookOf } from '../../support/priced.js';
import { lineOf } from '../../support/synthetic-match.js';

const booksOf = (all: readonly Book[]): Books => new Map(all.map(book => [bookKey(book), book]));
const total = (...values: number[]) =>
  values.map(value => bookOf({ over: 2, under: 2 }, { line: lineOf('total', value) }));
const of = (participant: string, ...thresholds: (number | null)[]) =>
  thresholds.map(threshold => bookOf({ shots: 2 }, { participant, threshold }));
const whole = () => [bookOf({ over: 2, under: 2 })];

function apart(books: Record<string, readonly Book[]>) {
  const bySource = Object.entries(books).map(([source, own]) => [source, booksOf(own)] as const);
  return findLinesApart({ canonicalId: 'm', name: 'M', books: new Map(bySource) } satisfies PricedMarket);
}

describe('sources whose lines nobody else has', () => {
  it('are all of them where no two meet', () => {
    expect(apart({ b: total(34, 38), a: total(8.5, 9.5) })).toEqual({
      sources: ['a', 'b'],
      summary: 'a prices 8.5, 9.5; b prices 34, 38',
      confidence: 0.5,
    });
    expect(apart({ c: total(1), b: total(2), a: total(3) })).toMatchObject({
      sources: ['a', 'b', 'c'],
      confidence: 0.2,
    });
  });

  it('are those that meet nobody, with more lines than one, where others do meet', () => {
    const meeting = { a: total(8.5, 9.5), b: total(9.5, 10.5) };
    expect(apart(meeting)).toBeNull();
    expect(apart({ ...meeting, c: total(11.5) })).toBeNull();
    expect(apart({ ...meeting, c: total(34, 38) })).toMatchObject({ sources: ['c'], confidence: 0.5 });
    expect(apart({ ...meeting, c: total(34, 38), d: total(50, 60) })?.sources).toEqual(['c', 'd']);
    expect(apart({ a: total(9.5), b: total(9.5), c: total(34, 38) })).toMatchObject({
      sources: ['c'],
      confidence: 0.2,
    });
  });

  it('are none where there is one source, or where one prices nothing', () => {
    expect(apart({})).toBeNull();
    expect(apart({ a: total(1, 2) })).toBeNull();
    expect(apart({ a: total(1, 2), b: [] })).toBeNull();
    expect(apart({ a: total(1, 2), b: total(3, 4), c: [] })?.sources).toEqual(['a', 'b']);
  });

  it('are told with more confidence where one of them has no line at all', () => {
    expect(apart({ a: total(8.5), b: whole() })).toEqual({
      sources: ['a', 'b'],
      summary: 'a prices 8.5; b prices no line',
      confidence: 0.5,
    });
    // That of a player's threshold is one.
    expect(apart({ a: of('Haaland', 1), b: of('Haaland', 2) })).toMatchObject({
      confidence: 0.2,
      summary: 'a prices 1; b prices 2',
    });
    expect(apart({ a: of('Haaland', 1), b: of('Haaland', null) })).toMatchObject({ confidence: 0.5 });
  });

  it('are told with six of their lines at most', () => {
    expect(apart({ a: total(1, 2, 3, 4, 5, 6, 7), b: total(11, 12) })?.summary).toBe(
      'a prices 1, 2, 3, 4, 5, 6; b prices 11, 12',
    );
  });

  it('are told of players only where both price the same player', () => {
    expect(apart({ a: of('Haaland', 1, 2), b: of('Digne', 3, 4) })).toBeNull();
    expect(apart({ a: of('Haaland, Erling', 1, 2), b: of('Erling Haaland', 3, 4) })?.sources).toEqual(['a', 'b']);
    expect(
      apart({ a: [...of('Haaland', 1), ...of('Digne', 1)], b: [...of('Haaland', 2), ...of('Kane', 1)] }),
    ).toMatchObject({ sources: ['a', 'b'] });
    expect(apart({ a: of('Haaland', 1), b: total(2.5) })?.sources).toEqual(['a', 'b']);
  });
});

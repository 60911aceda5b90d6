import { describe, expect, it } from 'vitest';
import { type Book, type Books, bookKey, type PricedMarket } from '../../../src/prices/books.js';
import { differencesOf } from '../../../src/prices/differences.js';
import { type Hypothesis, hypothesesOf } from '../../../src/prices/hypotheses.js';
import { bookOf, type Odds } from '../../support/priced.js';
import { lineOf } from '../../support/synthetic-match.js';

const booksOf = (...all: Book[]): Books => new Map(all.map(book => [bookKey(book), book]));
const marketOf = (canonicalId: string): PricedMarket => ({ canonicalId, name: canonicalId, books: new Map() });

function tried(
  suspect: Books,
  other: Books,
  elsewhere: readonly (readonly [string, Books])[] = [],
  canonicalId = 'm_ft',
) {
  const opposed = { market: marketOf(canonicalId), others: [other] };
  const others = [[canonicalId, other] as const, ...elsewhere].map(([id, books]) => ({
    market: marketOf(id),
    others: [books],
  }));
  return [...hypothesesOf(suspect, opposed, others, differencesOf(suspect, other))];
}

const swaps = (all: readonly Hypothesis[]) =>
  all.filter(({ kind }) => kind === 'swapped-outcomes').map(({ outcomes }) => outcomes.join(' '));
const of = (odds: Odds, fields: Partial<Book> = {}) => booksOf(bookOf(odds, fields));
const oddsOf = ({ books }: Hypothesis) => [...books.values()].map(({ odds }) => Object.fromEntries(odds));

describe('outcomes may have changed places', () => {
  it('those that disagree, each two of them, the furthest apart first, and all in the order that fits best', () => {
    const suspect = of({ home: 1.5, draw: 4, away: 7 });
    const other = of({ home: 7, draw: 1.5, away: 4 });
    const all = tried(suspect, other);
    expect(swaps(all)).toHaveLength(4);
    expect(
      swaps(all)
        .slice(0, 3)
        .map(each => each.split(' ').sort().join(' '))
        .sort(),
    ).toEqual(['away draw', 'away home', 'draw home']);
    const order = all.find(({ outcomes, kind }) => kind === 'swapped-outcomes' && outcomes.length === 3);
    expect(order?.description).toMatch(/^outcomes (\w+), (\w+), (\w+) were swapped$/);
    expect(order && oddsOf(order)).toEqual([{ draw: 1.5, away: 4, home: 7 }]);
    const [pair] = all;
    expect(pair?.description).toMatch(/^outcomes \w+ and \w+ were swapped$/);
  });

  it('not those that agree', () => {
    const suspect = of({ a: 2, b: 4, c: 8, d: 8 });
    expect(swaps(tried(suspect, suspect))).toEqual([]);
    const [only, ...more] = swaps(tried(of({ a: 1.5, b: 6, c: 8, d: 8.1 }), of({ a: 6, b: 1.5, c: 8, d: 8.1 })));
    expect(only?.split(' ').sort()).toEqual(['a', 'b']);
    expect(more).toEqual([]);
  });

  it('one of them and one that the source does not offer', () => {
    const all = tried(of({ home: 1.5 }), of({ home: 6, away: 1.5, draw: 4 }));
    expect(swaps(all)).toEqual(['home away', 'home draw']);
    const [first] = all;
    expect(first && oddsOf(first)).toEqual([{ away: 1.5 }]);
    expect([...(first?.books.values() ?? [])].map(({ listed }) => [...listed])).toEqual([['away']]);
  });

  it('eight of them at most: of scores there are hundreds', () => {
    const ids = Array.from({ length: 12 }, (_, at) => `s${at}`);
    const priced = (prices: readonly number[]) => Object.fromEntries(ids.map((id, at) => [id, prices[at] ?? 2]));
    const up = ids.map((_, at) => 6 + at * 3);
    const all = tried(of(priced(up)), of(priced(up.toReversed())));
    expect(swaps(all).filter(each => each.split(' ').length === 2)).toHaveLength(28);
  });
});

describe('lines may be others', () => {
  const lines = (all: readonly Hypothesis[], kind: Hypothesis['kind']) =>
    all
      .filter(each => each.kind === kind)
      .map(({ books }) => [...books.values()].map(({ line }) => line?.value ?? null));

  it('by a half, a whole or two, in quarters, or in other units', () => {
    const suspect = of({ over: 2, under: 2 }, { line: lineOf('total', 2) });
    const all = tried(suspect, suspect);
    expect(lines(all, 'wrong-line')).toEqual([3, 1, 2.5, 1.5, 4, 0, 2.25, 1.75, 8, 0.5, 4, 1].map(value => [value]));
    expect(all.filter(({ kind }) => kind === 'wrong-line').map(({ description }) => description)).toEqual([
      'lines were 1 higher',
      'lines were 1 lower',
      'lines were 0.5 higher',
      'lines were 0.5 lower',
      'lines were 2 higher',
      'lines were 2 lower',
      'lines were 0.25 higher',
      'lines were 0.25 lower',
      'lines counted in units of 4',
      'lines counted in units of 0.25',
      'lines counted in units of 2',
      'lines counted in units of 0.5',
    ]);
    expect(lines(all, 'wrong-side')).toEqual([]);
  });

  it('of the other side, if they are handicaps', () => {
    for (const kind of ['asian-handicap', 'european-handicap'] as const) {
      const suspect = of({ home: 2, away: 2 }, { line: lineOf(kind, 1) });
      const [turned, ...more] = tried(suspect, suspect).filter(each => each.kind === 'wrong-side');
      expect([...(turned?.books.values() ?? [])].map(({ line }) => line?.value)).toEqual([-1]);
      expect(more).toEqual([]);
      const level = of({ home: 2, away: 2 }, { line: lineOf(kind, 0) });
      expect(lines(tried(level, level), 'wrong-side')).toEqual([[0]]);
    }
  });

  it('also those of players, but not what is no number', () => {
    const shots = of({ shots: 2 }, { participant: 'Haaland', threshold: 2 });
    const [higher] = tried(shots, shots).filter(({ kind }) => kind === 'wrong-line');
    expect([...(higher?.books.values() ?? [])]).toMatchObject([{ participant: 'Haaland', threshold: 3 }]);
    const span = of({ yes: 2, no: 2 }, { line: { kind: 'interval', value: null, label: '1-10' } });
    for (const { books, kind } of tried(span, span)) if (kind === 'wrong-line') expect(books.size).toBe(0);
    const whole = of({ yes: 2, no: 2 });
    for (const { books, kind } of tried(whole, whole)) if (kind === 'wrong-line') expect(books.size).toBe(0);
  });
});

describe('the market may be another', () => {
  const markets = (all: readonly Hypothesis[]) =>
    all.filter(({ kind }) => kind === 'wrong-market').map(({ description }) => description);
  const pair = { yes: 2, no: 2 };

  it('with a name that is at least half the same, if one pair of outcomes is all there is to compare', () => {
    const elsewhere = ['btts_1h', 'Btts-2H', 'corners_btts_odd_1h', 'odd_even_ft', 'odd_even_1h'].map(
      id => [id, of(pair)] as const,
    );
    expect(markets(tried(of(pair), of(pair), elsewhere, 'btts_ft'))).toEqual([
      'market were btts_1h',
      'market were Btts-2H',
      'market were corners_btts_odd_1h',
      'market were odd_even_ft',
    ]);
  });

  it('with any name, if there is more to compare, but never the market itself', () => {
    const elsewhere = [['odd_even_1h', of(pair)] as const];
    const three = { a: 3, b: 3, c: 3 };
    const two = booksOf(bookOf(three, { line: lineOf('total', 1) }), bookOf(three, { line: lineOf('total', 2) }));
    expect(markets(tried(two, two, elsewhere, 'btts_ft'))).toEqual(['market were odd_even_1h']);
    expect(markets(tried(of({ ...three, d: 3 }), of(three), elsewhere, 'btts_ft'))).toEqual([
      'market were odd_even_1h',
    ]);
    expect(markets(tried(of(three), of(three), elsewhere, 'btts_ft'))).toEqual([]);
  });
});

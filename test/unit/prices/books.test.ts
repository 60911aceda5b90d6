import { describe, expect, it } from 'vitest';
import { collectBooks, type PricedResolution } from '../../../src/prices/books.js';
import { outcome, priced, unmatched } from '../../support/priced.js';
import { lineOf } from '../../support/synthetic-match.js';

/** The books of one market, in the order in which they were met. */
const booksOf = (...resolutions: PricedResolution[]) =>
  collectBooks(resolutions).flatMap(({ books }) => Array.from(books.values()).flatMap(own => [...own.values()]));
const oddsOf = (...outcomes: ReturnType<typeof outcome>[]) =>
  booksOf(priced('betpawa', 'btts_ft', null, {}, { outcomes })).map(({ odds }) => Object.fromEntries(odds));

describe('a book', () => {
  it('has the prices that can be bet on, and lists those that cannot', () => {
    const [book, ...others] = booksOf(
      priced(
        'betpawa',
        'btts_ft',
        null,
        {},
        {
          outcomes: [
            outcome('yes', 1.01),
            outcome('no', 1),
            outcome('zero', 0),
            outcome('none', null),
            outcome('endless', Number.POSITIVE_INFINITY),
            outcome('broken', Number.NaN),
            outcome('suspended', 2, { active: false }),
          ],
        },
      ),
    );
    expect(others).toEqual([]);
    expect(Object.fromEntries(book?.odds ?? [])).toEqual({ yes: 1.01 });
    expect([...(book?.listed ?? [])]).toEqual(['yes', 'no', 'zero', 'none', 'endless', 'broken', 'suspended']);
  });

  it('is none without any price', () => {
    expect(oddsOf(outcome('yes', null), outcome('no', 1))).toEqual([]);
  });

  it('has no price for an outcome that is priced twice and differently, and one where both are the same', () => {
    expect(oddsOf(outcome('yes', 2), outcome('yes', 2), outcome('no', 1.8))).toEqual([{ yes: 2, no: 1.8 }]);
    expect(oddsOf(outcome('yes', 2), outcome('yes', 2.1), outcome('no', 1.8))).toEqual([{ no: 1.8 }]);
    expect(oddsOf(outcome('yes', 2), outcome('yes', 2.1), outcome('yes', 2.1), outcome('no', 1.8))).toEqual([
      { no: 1.8 },
    ]);
  });

  it('keeps what the outcomes that no mapping knows cost, if they can be bet on', () => {
    const known = [
      unmatched('Draw', 3.4),
      unmatched('None', null),
      unmatched('Void', 1),
      { ...unmatched('Gone', 9), active: false },
    ];
    const [book] = booksOf(priced('betpawa', '1x2_ft', null, { home: 2, away: 3 }, { unmatched: known }));
    expect(book?.unknown).toEqual([3.4]);
  });

  it('of a player has nothing to do with those outcomes', () => {
    const outcomes = [outcome('yes', 2, { participant: 'Haaland' })];
    const books = booksOf(priced('betpawa', 'scorer', null, {}, { outcomes, unmatched: [unmatched('No Goal', 9)] }));
    expect(books).toMatchObject([{ participant: 'Haaland', unknown: [] }]);
  });

  it('is one a line, a participant and a threshold', () => {
    const of = (participant: string | null, line: number | null) =>
      outcome('yes', 2, { ...(participant === null ? {} : { participant }), ...(line === null ? {} : { line }) });
    const outcomes = [
      of('Haaland', 1),
      of('Haaland', 2),
      of('Salah', 1),
      of('Haaland', null),
      of(null, 1),
      of(null, null),
    ];
    const books = booksOf(
      priced('betpawa', 'scorer', null, {}, { outcomes }),
      priced('betpawa', 'scorer', lineOf('total', 1), {}, { outcomes: [of(null, null)] }),
    );
    expect(books.map(({ participant, threshold, line }) => [participant, threshold, line?.value ?? null])).toEqual([
      ['Haaland', 1, null],
      ['Haaland', 2, null],
      ['Salah', 1, null],
      ['Haaland', null, null],
      [null, 1, null],
      [null, null, null],
      [null, null, 1],
    ]);
  });

  it('is not made of a line that could not be read, nor of what is not mapped', () => {
    const odds = { over: 2, under: 1.8 };
    const unreadable = priced('betpawa', 'over_under_ft', null, odds, { lineReason: 'UNREADABLE' });
    const unmapped: PricedResolution = {
      source: 'betpawa',
      resolution: { status: 'unmapped', reason: 'UNKNOWN_MARKET' } as never,
    };
    expect(collectBooks([unreadable, unmapped])).toEqual([]);
    expect(booksOf(priced('betpawa', 'over_under_ft', null, odds, { lineReason: null }))).toHaveLength(1);
  });

  it('knows which of its outcomes stand for the rest, and whether two can win together', () => {
    const [scores] = booksOf(priced('betpawa', 'correct_score_ft', null, { '1_0': 6, other: 3 }));
    expect([...(scores?.residuals ?? [])]).toEqual(['other']);
    const [goals] = booksOf(priced('betpawa', 'goals_ft', null, { '1_2': 2, '2_3': 2.1 }));
    expect(goals?.isOverlapping).toBe(true);
  });
});

describe('a market', () => {
  it('has the books of each of its sources, and its name', () => {
    const markets = collectBooks([
      priced('betpawa', 'btts_ft', null, { yes: 2 }),
      priced('sportybet', 'btts_ft', null, { yes: 2.1 }),
      priced('betpawa', 'odd_even_ft', null, { odd: 1.9 }),
    ]);
    expect(markets.map(({ canonicalId, books }) => [canonicalId, [...books.keys()]])).toEqual([
      ['btts_ft', ['betpawa', 'sportybet']],
      ['odd_even_ft', ['betpawa']],
    ]);
    expect(markets.every(({ name }) => name !== '')).toBe(true);
  });
});

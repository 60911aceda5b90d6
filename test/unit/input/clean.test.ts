import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanJson, cleanOutcomes, cleanText } from '../../../src/input/clean.js';
import { findJsonFault } from '../../../src/input/json.js';

describe('a hint that Postgres could not store', () => {
  it('loses what it can not store of a text, and keeps the rest', () => {
    expect(cleanText('Over/Under')).toBe('Over/Under');
    expect(cleanText('a\0b\ud800c\0')).toBe('ab\ufffdc');
    for (const none of [null, undefined, 7, {}, ['x']]) expect(cleanText(none)).toBeNull();
  });

  it('is left as it is where it is JSON', () => {
    for (const value of [{ a: [1, null, 'x'] }, [], null, 7, 'x', undefined]) expect(cleanJson(value)).toBe(value);
  });

  it('becomes the JSON that says the most of it', () => {
    expect(
      cleanJson({
        date: new Date(0),
        noDate: new Date(Number.NaN),
        big: 7n,
        nan: Number.NaN,
        number: 1.5,
        yes: true,
        nothing: null,
        left: undefined,
        act: () => {},
        symbol: Symbol('x'),
        'a\0b': 'c\0d',
        toJSON: 'x',
        list: [1, undefined, () => {}, Number.POSITIVE_INFINITY, { deep: 7n }],
        map: new Map([[1, 2]]),
      }),
    ).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      noDate: null,
      big: '7',
      nan: null,
      number: 1.5,
      yes: true,
      nothing: null,
      ab: 'cd',
      list: [1, null, null, null, { deep: '7' }],
      map: {},
    });
  });

  it('is left out where nothing of it is left, or it can not be read', () => {
    const unreadable = {
      get b() {
        throw new Error('no');
      },
    };
    expect(cleanJson({ a: 7n, unreadable })).toEqual({ a: '7', unreadable: {} });
    expect(cleanJson({ a: 7, unreadable })).toBeUndefined();
    expect(cleanJson(() => {})).toBeUndefined();
    const proxy = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no');
        },
      },
    );
    expect(cleanJson(proxy)).toBeUndefined();
  });

  it('ends where it contains itself, and is no deeper than 64 levels nor larger than 100,000 values', () => {
    const circle: { a: bigint; self?: object; list: unknown[] } = { a: 7n, list: [] };
    circle.self = circle;
    circle.list.push(circle, circle);
    expect(JSON.stringify(cleanJson(circle))).toContain('{"a":"7","list":[{"a":"7"');
    let deep: unknown = 7n;
    for (let level = 0; level < 64; level++) deep = [deep];
    expect(JSON.stringify(cleanJson(deep))).toContain('"7"');
    expect(JSON.stringify(cleanJson([deep]))).toContain('[null]');
    const many = Array.from({ length: 150_000 }, () => 7n);
    const kept = cleanJson(many) as unknown[];
    expect(kept.filter(each => each === '7')).toHaveLength(99_999);
    expect(kept).toHaveLength(150_000);
  });

  it('is one that Postgres can store, whatever it was', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), value => {
        const clean = cleanJson(value);
        if (clean !== undefined) expect(findJsonFault(clean)).toBeNull();
      }),
    );
  });

  it('of missing outcomes has those with a name', () => {
    expect(
      cleanOutcomes([
        { id: '12', name: 'Over\0' },
        { id: 7, name: 'Under' },
        { name: 'X' },
        { id: '1' },
        { name: 7 },
        null,
        'Over',
      ]),
    ).toEqual([
      { id: '12', name: 'Over' },
      { id: null, name: 'Under' },
      { id: null, name: 'X' },
    ]);
    for (const none of [null, undefined, {}, 'Over', 7]) expect(cleanOutcomes(none)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { readNumber, readObjects, readOdds, readText, readYes } from '../../../src/sources/read-payload.js';

describe('readOdds', () => {
  it.each([
    ['2.40', 2.4],
    ['17', 17],
    [1.01, 1.01],
    [3, 3],
  ])('takes %j for a price', (value, odds) => {
    expect(readOdds(value)).toBe(odds);
  });

  it.each([
    [0, 1, 0.5, -2, '0.00', '1', '1.000', '-2.5', NaN, Infinity],
    ['', ' ', ' 2.5', '2.5 ', '2,5', '+150', '0x10', '1e3', '2.', '.5', 'NaN', 'Infinity', '9'.repeat(400)],
    [null, undefined, true, false, [], [2.5], {}, { v: 2.5 }],
  ])('takes none of these for a price', (...values) => {
    expect(values.map(readOdds)).toEqual(values.map(() => null));
  });
});

describe('the other readers', () => {
  it('read ids that are numbers as text, and empty text as none', () => {
    expect([18, '18', 0, '', ' ', NaN, null, {}].map(readText)).toEqual(['18', '18', '0', null, ' ', null, null, null]);
  });

  it('read negative lines', () => {
    expect(['-1.5', -6, '', '0:1'].map(readNumber)).toEqual([-1.5, -6, null, null]);
  });

  it('leave out of a list what is no object', () => {
    expect(readObjects([{ a: 1 }, null, 'x', [], 5])).toEqual([{ a: 1 }]);
    expect(readObjects({ 0: {} })).toEqual([]);
  });

  it('know a yes', () => {
    expect([true, 1, '1', 'true', false, 0, '0', 2, null, undefined].map(readYes)).toEqual([
      ...Array(4).fill(true),
      ...Array(6).fill(false),
    ]);
  });
});

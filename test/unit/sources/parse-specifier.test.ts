import { describe, expect, it } from 'vitest';
import { parseSpecifier } from '../../../src/sources/parse-specifier.js';

describe('parseSpecifier', () => {
  it.each([
    ['total=2.5|from=1', { total: '2.5', from: '1' }],
    ['hcp=0:1', { hcp: '0:1' }],
    ['variant=sr:exact_goals:6+', { variant: 'sr:exact_goals:6+' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=', { a: '' }],
    ['total=2.5||live|=3', { total: '2.5' }],
    ['', {}],
    [null, {}],
    [undefined, {}],
  ])('reads %j', (specifier, expected) => {
    expect(parseSpecifier(specifier)).toEqual(expected);
  });

  it('treats __proto__ as any other name', () => {
    const read = parseSpecifier('__proto__=1|total=2.5');
    expect(Object.entries(read)).toEqual([
      ['__proto__', '1'],
      ['total', '2.5'],
    ]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});

import { describe, expect, it } from 'vitest';
import { isSameValue, withoutBound } from '../../../src/rules/binding.js';

describe('a parameter without what a mapping is bound to', () => {
  const bare = (value: string | null) => ({ named: {}, bare: value });
  const named = (values: Record<string, string>) => ({ named: values, bare: null });

  it('keeps what the mapping did not ask for, and what says something else', () => {
    expect(withoutBound('minute=5', named({ minute: '5', total: '0.5' }))).toEqual(named({ total: '0.5' }));
    expect(withoutBound('minute=5', named({ minute: '15' }))).toEqual(named({ minute: '15' }));
    expect(withoutBound('value=5', bare('5.0'))).toEqual(bare(null));
    expect(withoutBound('value=5', bare('2.5'))).toEqual(bare('2.5'));
    expect(withoutBound('minute=5', bare('5'))).toEqual(bare('5'));
  });

  it('is all of it where the mapping is bound to nothing', () => {
    expect(withoutBound(undefined, named({ total: '0.5' }))).toEqual(named({ total: '0.5' }));
    expect(withoutBound(undefined, bare('2.5'))).toEqual(bare('2.5'));
  });
});

it.each([
  ['5', '5.0', true],
  ['5', ' +5 ', true],
  [' sr:exact_goals:6+', 'sr:exact_goals:6+ ', true],
  ['-0', '0', true],
  ['5', '6', false],
  ['a', 'b', false],
  // Only decimal numbers are compared as such.
  ['0x5', '5', false],
  ['5', '0x5', false],
  ['1e1', '10', false],
  ['10', '1e1', false],
  ['', '0', false],
  ['0', ' ', false],
])('%j and %j are one value: %s', (asked, said, expected) => {
  expect(isSameValue(asked, said)).toBe(expected);
});

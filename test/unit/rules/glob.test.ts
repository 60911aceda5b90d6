import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../../src/model/errors.js';
import { matchesGlob } from '../../../src/rules/glob.js';

describe('a pattern', () => {
  it.each([
    ['S_OU', 'S_OU', true],
    ['S_OU', 'S_OU@2.5', false],
    ['', '', true],
    ['', 'S_OU', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['S_*', 'S_OU', true],
    ['S_*', 'LIVES_OU', false],
    ['*_OU', 'S_OU', true],
    ['*_OU', 'S_OU_O', false],
    ['S_*_O', 'S_OU@2.5_O', true],
    ['*HT*', 'S_1X2HT_1', true],
    ['*HT*', 'S_1X2_1', false],
    // A text must be long enough for both ends, and each part comes after the one before.
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['*a*b*', 'ba', false],
    ['*aa*a', 'aa', false],
    ['*a*a*', 'a', false],
    ['a**b', 'ab', true],
    // Everything else is itself, and case counts.
    ['S.OU', 'S_OU', false],
    ['s_ou', 'S_OU', false],
  ])('%j and the text %j: %j', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('stands for any run of characters at each star, and for itself elsewhere', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, any) => {
        const parts = pattern.split('*').map(part => part.replaceAll('.', '\\.'));
        const expected = new RegExp(`^${parts.join('.*')}$`, 's').test(any);
        expect(matchesGlob(pattern, any)).toBe(expected);
        expect(matchesGlob(pattern, pattern.replaceAll('*', any))).toBe(true);
      }),
    );
  });

  it('and a text are strings, or it says which is not', () => {
    const failing = (field: string) => expect.objectContaining({ field, message: expect.stringContaining('string') });
    for (const value of [null, 7, ['*']]) {
      expect(() => matchesGlob(value as never, 'S_OU')).toThrow(ValidationError);
      expect(() => matchesGlob(value as never, 'S_OU')).toThrow(failing('pattern'));
      expect(() => matchesGlob('*', value as never)).toThrow(failing('text'));
    }
  });
});

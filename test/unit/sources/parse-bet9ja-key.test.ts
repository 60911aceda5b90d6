import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BET9JA_KEY_PATTERN, parseBet9jaKey } from '../../../src/sources/bet9ja/parse-bet9ja-key.js';

describe('parseBet9jaKey', () => {
  it.each([
    ['S_OU@2.5_O', 'S', 'OU', '2.5', 'O'],
    ['S_1X2_1', 'S', '1X2', null, '1'],
    ['S_1X2HND@-1_1H', 'S', '1X2HND', '-1', '1H'],
    ['S_TOTAL1T2T_2+AND1+Y', 'S', 'TOTAL1T2T', null, '2+AND1+Y'],
    ['S_HTFTCS_3-0/4+', 'S', 'HTFTCS', null, '3-0/4+'],
    ['S_X_A_B_C', 'S', 'X', null, 'A_B_C'],
    ['S_X@1_A_B@2', 'S', 'X', '1', 'A_B@2'],
    ['S_X__', 'S', 'X', null, '_'],
    ['LIVES_1X2RHND@0:3_2H', 'LIVES', '1X2RHND', '0:3', '2H'],
    ['LIVES_OU@3.5_O', 'LIVES', 'OU', '3.5', 'O'],
    ['S_OU', 'S', 'OU', null, null],
    ['S_OU@2.5', 'S', 'OU', '2.5', null],
    ['S_OU@2.5\n_O\n', 'S', 'OU', '2.5\n', 'O\n'],
  ])('reads %j', (key, sport, market, parameter, outcome) => {
    expect(parseBet9jaKey(key)).toEqual({ sport, market, marketKey: `${sport}_${market}`, parameter, outcome });
  });

  it.each(['', 'OU', 'S_', '_OU', '_', 'S__O', 'S_@2.5_O', 'S_OU@_O', 'S_OU@', 'S_OU_', 'S_OU@2.5_', '@S_OU', 'S@1_O'])(
    'refuses %j',
    key => {
      expect(parseBet9jaKey(key)).toBeNull();
    },
  );

  it.each([null, undefined, 5, {}, ['S_OU']])('refuses %j, which is no string', value => {
    expect(parseBet9jaKey(value as unknown as string)).toBeNull();
  });

  it('loses nothing of a key, whatever it reads', () => {
    const part = fc.string({ unit: fc.constantFrom('S', 'O', '1', '@', '_', '.', '+', '\n') });
    fc.assert(
      fc.property(part, key => {
        const read = parseBet9jaKey(key);
        if (!read) return;
        const parameter = read.parameter === null ? '' : `@${read.parameter}`;
        const outcome = read.outcome === null ? '' : `_${read.outcome}`;
        expect(`${read.sport}_${read.market}${parameter}${outcome}`).toBe(key);
        expect(read.marketKey).toBe(`${read.sport}_${read.market}`);
      }),
    );
  });

  it('takes a key apart as the pattern does that SQL uses', () => {
    const pattern = new RegExp(BET9JA_KEY_PATTERN, 's');
    const part = fc.string({ unit: fc.constantFrom('S', 'O', '1', '@', '_', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(part, key => {
        const [, marketKey, parameter, outcome] = pattern.exec(key) ?? [];
        const isKey = marketKey !== undefined && parameter !== '@' && outcome !== '_';
        expect(parseBet9jaKey(key)).toEqual(
          isKey
            ? expect.objectContaining({
                marketKey,
                parameter: parameter?.slice(1) ?? null,
                outcome: outcome?.slice(1) ?? null,
              })
            : null,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps to what JavaScript and Postgres both understand', () => {
    expect(BET9JA_KEY_PATTERN).not.toMatch(/\\|\?[:=!<?]|[*+]\?/);
  });
});

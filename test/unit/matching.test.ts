import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateIds } from '../../src/rules/candidate-ids.js';
import { BET9JA_KEY_PATTERN } from '../../src/sources/bet9ja/parse-bet9ja-key.js';

/** Keys that are put together as Bet9ja does, and texts made of the same characters at random. */
const wholeKey = fc
  .record({
    sport: fc.constantFrom('S', 'B', 'LIVES'),
    market: fc.stringMatching(/^[0-9A-Z]{1,8}$/),
    parameter: fc.option(fc.constantFrom('2.5', '-1', '0:3', ''), { nil: null }),
    outcome: fc.option(fc.constantFrom('O', '1X', 'X_2', ''), { nil: null }),
  })
  .map(({ sport, market, parameter, outcome }) => {
    const marketKey = `${sport}_${market}`;
    const withParameter = marketKey + (parameter === null ? '' : `@${parameter}`);
    return { marketKey, withParameter, key: withParameter + (outcome === null ? '' : `_${outcome}`) };
  });
const anyKey = fc.oneof(
  fc.string({ unit: fc.constantFrom('S', 'O', '_', '@', '2', '.', '\n', '😀'), maxLength: 12 }),
  fc.string({ unit: 'binary' }),
  wholeKey.map(({ key }) => key),
);

describe('candidateIds', () => {
  it.each([
    ['S_OU@2.5_O', ['S_OU@2.5_O', 'S_OU@2.5', 'S_OU']],
    ['S_OU@2.5', ['S_OU@2.5', 'S_OU']],
    ['S_OU_O', ['S_OU_O', 'S_OU']],
    ['S_OU', ['S_OU']],
    ['S_1X2HND_1H', ['S_1X2HND_1H', 'S_1X2HND']],
    ['S_1X2HND@0:1_1H', ['S_1X2HND@0:1_1H', 'S_1X2HND@0:1', 'S_1X2HND']],
    ['S_CS_1_0', ['S_CS_1_0', 'S_CS']],
    ['LIVES_OU@2.5_O', ['LIVES_OU@2.5_O', 'LIVES_OU@2.5', 'LIVES_OU']],
    ['OU', ['OU']],
    ['_OU_O', ['_OU_O']],
    ['S__O', ['S__O']],
    ['@2.5_O', ['@2.5_O']],
    ['', ['']],
  ])('are, for the Bet9ja key %j, %j', (key, expected) => {
    expect(candidateIds('bet9ja', key)).toEqual(expected);
  });

  it('are, of a whole Bet9ja key, the key, then without its outcome, then without its parameter', () => {
    fc.assert(
      fc.property(wholeKey, ({ key, withParameter, marketKey }) => {
        expect(candidateIds('bet9ja', key)).toEqual([...new Set([key, withParameter, marketKey])]);
      }),
    );
  });

  it('are only the id itself at the other sources', () => {
    fc.assert(
      fc.property(fc.constantFrom('betpawa' as const, 'sportybet' as const), anyKey, (source, id) => {
        expect(candidateIds(source, id)).toEqual([id]);
      }),
    );
  });

  it('begin with the id as given, never repeat one, and get shorter', () => {
    fc.assert(
      fc.property(anyKey, key => {
        const ids = candidateIds('bet9ja', key);
        expect(ids[0]).toBe(key);
        const lengths = ids.map(id => id.length);
        expect(lengths).toEqual([...new Set(lengths)].sort((a, b) => b - a));
        expect(ids.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('never are a bare prefix: each ends where a separator stands', () => {
    fc.assert(
      fc.property(anyKey, key => {
        for (const id of candidateIds('bet9ja', key).slice(1)) {
          expect(key.startsWith(id)).toBe(true);
          expect(['_', '@']).toContain(key[id.length]);
          // There is a sport and a market left.
          expect(id).toMatch(/^[^_@]+_[^_@]+/);
        }
      }),
    );
  });

  it('are those that the pattern finds by which SQL decides what a mapping covers', () => {
    const pattern = new RegExp(BET9JA_KEY_PATTERN, 's');
    fc.assert(
      fc.property(anyKey, key => {
        const bySql = [key, key.replace(pattern, '$1$2'), key.replace(pattern, '$1')];
        expect(candidateIds('bet9ja', key)).toEqual([...new Set(bySql)]);
      }),
      { numRuns: 1000 },
    );
  });
});

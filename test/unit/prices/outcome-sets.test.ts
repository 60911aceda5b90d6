import { describe, expect, it } from 'vitest';
import { areOverlapping, residualsOf } from '../../../src/prices/outcome-sets.js';

describe('outcomes that can win together', () => {
  it.each([
    ['spans of one count', ['1_2', '2_3', 'none']],
    ['a span in another', ['1-3', '2-2', '4+'].filter(id => id !== '2-2').concat('2')],
    ['an open one', ['2+', '3']],
    ['behind the same words', ['home_1_2', 'home_1_3', 'away_4_5']],
    ['written out', ['3_plus', '4_5']],
    ['written out in one word', ['3plus', '4']],
    ['spans that have only their end in common', ['1_2', '2']],
    ['the same the other way round', ['2', '1_2']],
    ['of two digits', ['10_12', '11_13']],
    ['spans of which one has two digits', ['8_12', '9_10']],
    ['whatever is no number beside them', ['none', '1_2', '2_3']],
  ])('are %s', (_, ids) => expect(areOverlapping(ids)).toBe(true));

  it.each([
    ['spans side by side', ['0_1', '2_3', '4+']],
    ['single numbers', ['0', '1', '2', '3+']],
    ['correct scores', ['0_1', '0_2', '1_2', '2_1']],
    ['correct scores of which none falls, and one is level', ['0_1', '0_2', '1_1']],
    ['behind other words', ['home_1_2', 'away_1_2']],
    ['spans that are apart, the higher one first', ['3_4', '1_2']],
    ['of two digits, apart', ['10_12', '13_15', '1_2']],
    ['numbers with words behind them', ['1_2_home', '2_3_home']],
    ['a level score of two digits beside others', ['10_10', '10_11', '9_10']],
    ['numbers before words', ['1st_half', '1st_goal']],
    ['no numbers', ['home', 'draw', 'away']],
    ['none', []],
  ])('are not %s', (_, ids) => expect(areOverlapping(ids)).toBe(false));
});

describe('the rest of a market', () => {
  const mapped = (canonicalId: string, sportybetDesc: string | null = null, names: Record<string, string> = {}) => ({
    canonicalId,
    betpawaName: null,
    sportybetDesc,
    bet9jaSuffix: null,
    position: 0,
    names,
  });

  it('is told by the canonical id, or by what any bookmaker calls it', () => {
    expect([
      ...residualsOf([], [{ canonicalId: 'other' }, { canonicalId: 'any_other_home' }, { canonicalId: '1_0' }]),
    ]).toEqual(['other', 'any_other_home']);
    expect([...residualsOf([mapped('aos', 'Any Other Score'), mapped('1_0', '1:0')], [])]).toEqual(['aos']);
    expect([...residualsOf([mapped('aos', null, { betway: 'Others' })], [])]).toEqual(['aos']);
    expect([...residualsOf([mapped('1_0'), mapped('0_0', '0:0', { betway: 'Draw' })], [])]).toEqual([]);
  });

  it('is no word that only contains it', () => {
    expect([...residualsOf([mapped('mother', 'Another')], [{ canonicalId: 'brothers' }])]).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { impliedKind, isCounter, kindOf } from '../../../src/rules/line-kinds.js';

describe('the kind that a specifier says', () => {
  it.each([
    [{}, null],
    [{ total: '2.5' }, 'total'],
    [{ hcp: '-1.5' }, 'asian-handicap'],
    [{ hcp: '0:1' }, 'european-handicap'],
    [{ player: 'sr:player:7' }, 'player'],
    [{ from: '1', to: '10' }, 'interval'],
    [{ minute: '15' }, 'interval'],
    [{ minsnr: '15' }, 'interval'],
    [{ goalnr: '1' }, 'exact-number'],
    // A total with a handicap is neither, half an interval is none, and of two counters neither is the line.
    [{ total: '2.5', hcp: '-1' }, 'other'],
    [{ from: '1' }, 'other'],
    [{ to: '10' }, 'other'],
    [{ setnr: '1', gamenr: '2' }, 'other'],
    [{ score: '1:0' }, 'other'],
  ])('of %j is %s', (named, kind) => {
    expect(kindOf(named)).toBe(kind);
  });

  it('counts what ends in `nr`, apart from minutes', () => {
    expect(['goalnr', 'setnr'].filter(isCounter)).toEqual(['goalnr', 'setnr']);
    expect(['minsnr', 'nr', 'nrgoals', 'goalnrs', 'goal_nr', '2goalnr'].filter(isCounter)).toEqual([]);
  });
});

describe('the kind that a mapping implies', () => {
  const implied = (outcomes: string, name = 'Market', canonicalId = 'market') =>
    impliedKind({
      canonicalId,
      name,
      outcomeMapping: outcomes
        .split(' ')
        .filter(Boolean)
        .map(id => ({ canonicalId: id })),
    });

  it('is a total if every outcome is over or under, as a word', () => {
    for (const outcomes of ['over under', 'OVER_2_5 under-2-5', 'home_over away_under']) {
      expect(implied(outcomes), outcomes).toBe('total');
    }
    for (const outcomes of ['overtime under', 'takeover under', 'over yes']) expect(implied(outcomes)).toBeNull();
  });

  it('is a handicap if it calls itself one and its outcomes are the sides, with a draw or without', () => {
    expect(implied('home away', 'Asian Handicap')).toBe('asian-handicap');
    expect(implied('1 2', 'Market', 'handicap_ft')).toBe('asian-handicap');
    for (const outcomes of ['home draw away', '1 x 2', '1 X 2']) {
      expect(implied(outcomes, 'Handicap')).toBe('european-handicap');
    }
    expect(implied('home away')).toBeNull();
    expect(implied('home none away', 'Handicap')).toBeNull();
  });

  it('is none without outcomes', () => {
    expect(implied('')).toBeNull();
    expect(implied('', 'Handicap')).toBeNull();
  });
});

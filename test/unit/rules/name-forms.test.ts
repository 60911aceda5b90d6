import { describe, expect, it } from 'vitest';
import { nameForms, readFigure } from '../../../src/rules/name-forms.js';

const everywhere = (value: number | string) => ({ home: value, away: value, neither: value });

describe('a name without the numbers of its market’s parameter', () => {
  it.each<[string, (number | string)[], string[]]>([
    ['Over 2.5 & Yes', [2.5], ['Over & Yes']],
    ['Over 2.5 ', [2.5], ['Over']],
    ['Over', [2.5], []],
    ['Over 2.5', [], []],
    ['Over 3.5', [2.5], []],
    ['Home (\u22121.5)', [-1.5], ['Home']],
    ['Home (0:1)', ['0:1'], ['Home']],
    // A number before any word is none, in parentheses or without.
    ['  2.5 Over', [2.5], []],
    [' (2.5) Over', [2.5], []],
    ['1 (2.5) Over', [2.5], ['1 Over']],
    // In whatever order the parameter has them; each at most once, and each that appears twice in both ways.
    ['Over 9.5 set 2', [2, 9.5], ['Over 9.5 set', 'Over set 2', 'Over set']],
    ['Set 1 over 1', [1], ['Set over 1', 'Set 1 over']],
    ['Set 1 over 1', [1, 1], ['Set over 1', 'Set 1 over', 'Set over']],
  ])('%j without %j is one of %j, and never the name itself', (name, told, forms) => {
    expect(nameForms(name, told.map(everywhere), 'neither').sort()).toEqual(forms.sort());
  });

  it('is one of 32 at most', () => {
    const name = `Over${' 1'.repeat(60)}`;
    expect(nameForms(name, [everywhere(1), everywhere(1)], 'neither').length).toBeLessThanOrEqual(32);
  });

  it('is that of the side it would be about', () => {
    const told = [{ home: -1.5, away: 1.5, neither: -1.5 }];
    expect(nameForms('Team (+1.5)', told, 'away')).toEqual(['Team']);
    expect(nameForms('Team (+1.5)', told, 'home')).toEqual([]);
  });
});

it('a figure is a number as people write it, or the text of a score', () => {
  expect(['2.5', '2,5', '+2.5', '-2.5', '\u22122,5', '0:1'].map(readFigure)).toEqual([
    2.5,
    2.5,
    2.5,
    -2.5,
    -2.5,
    '0:1',
  ]);
  expect(readFigure('-0')).toBe(0);
});

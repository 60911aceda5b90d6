import { describe, expect, it } from 'vitest';
import { isTemplate, saysSide, toTemplateReader, withTeams } from '../../../src/rules/name-template.js';

const TEAMS = { home: ' Inter ', away: 'Milan' };

describe('a name that says Home or Away', () => {
  it('is one whatever its case, but no part of a word is', () => {
    expect(['Home', 'draw/AWAY', 'Home & over'].filter(saysSide)).toHaveLength(3);
    expect(['Homeless', 'Runaway', 'Draw'].filter(saysSide)).toEqual([]);
  });

  it('is read with the teams in their place, if both that it needs are known', () => {
    expect(withTeams('Home or AWAY', TEAMS)).toBe('Inter or Milan');
    expect(withTeams('Home & over', { home: 'Inter', away: null })).toBe('Inter & over');
    expect(withTeams('Home or Away', { home: 'Inter', away: null })).toBeNull();
    expect(withTeams('Home', { home: ' ', away: 'Milan' })).toBeNull();
    expect(withTeams('Draw', { home: null, away: null })).toBe('Draw');
  });
});

describe('a template', () => {
  it('is a name with placeholders that there are', () => {
    expect(['{player}', 'Over {LINE}', '{home} {n}+'].filter(isTemplate)).toHaveLength(3);
    expect(['{}', '{team}', 'player', '{player'].filter(isTemplate)).toEqual([]);
  });

  const reads = (template: string, name: string, teams: typeof TEAMS | null = TEAMS) =>
    toTemplateReader(template, teams)?.(name) ?? null;

  it('reads players, thresholds and lines, and nothing that is not there', () => {
    expect(reads(' {player} over {line} ', 'Haaland OVER 2,5')).toStrictEqual({ participant: 'Haaland', told: 2.5 });
    expect(reads('{Player} {N}', 'Digne, Lucas (France) 2+')).toStrictEqual({ participant: 'Digne, Lucas', line: 2 });
    expect(reads('{line}', '0:1')).toStrictEqual({ told: '0:1' });
    expect(reads('Goals {n}', 'goals \u22121')).toStrictEqual({ line: -1 });
    expect(reads('{player} over', 'Haaland under')).toBeNull();
    expect(reads('{player}', 'Ковалёв Иван')).toStrictEqual({ participant: 'Ковалёв Иван' });
  });

  it('takes a side by its word or by its team, and where it is a placeholder by its team alone', () => {
    for (const name of ['Haaland & Away', 'Haaland & Milan', 'Haaland & milan']) {
      expect(reads('{player} & Away', name)).toStrictEqual({ participant: 'Haaland' });
    }
    expect(reads('{player} & Home', 'Haaland & Inter')).toStrictEqual({ participant: 'Haaland' });
    expect(reads('{player} & Home', 'Haaland & Milan')).toBeNull();
    expect(reads('{player} & away', 'Haaland & away', null)).toStrictEqual({ participant: 'Haaland' });
    expect(reads('{player} & away', 'Haaland & Milan', null)).toBeNull();
    expect(reads('{away} {line}', 'Milan 1')).toStrictEqual({ told: 1 });
    expect(reads('{away} {line}', 'Away 1')).toBeNull();
    expect(toTemplateReader('{home} {line}', null)).toBeNull();
    expect(toTemplateReader('{home} {line}', { home: null, away: 'Milan' })).toBeNull();
  });

  it('takes every character of itself as it is', () => {
    expect(reads('{player} (1/2) [a|b] $^.*+?\\', 'Haaland (1/2) [a|b] $^.*+?\\')).toStrictEqual({
      participant: 'Haaland',
    });
    expect(reads('{player} a.c', 'Haaland abc')).toBeNull();
  });

  it('reads no name of which it is not certain where the player’s ends', () => {
    expect(reads('{player}{n}', 'Haaland12')).toBeNull();
    expect(reads('{player}{n}', 'Haaland1')).toStrictEqual({ participant: 'Haaland', line: 1 });
    const teams = { home: 'Real Home', away: 'Milan' };
    expect(reads('{player} Home', 'Haaland Real Home', teams as typeof TEAMS)).toBeNull();
  });

  it('has one of each placeholder at most', () => {
    for (const twice of ['{player} & {player}', '{line} {line}', '{n} or {n}']) {
      expect(toTemplateReader(twice, TEAMS)).toBeNull();
    }
    expect(toTemplateReader('{home} {away} {home}', TEAMS)).not.toBeNull();
  });

  it.each([
    ['Haaland', true],
    ['Haaland, Erling 2nd', true],
    ['U21s', true],
    ['2', false],
    ['-', false],
    ['7 Haaland', false],
    ['12 Haaland', false],
    ['Haaland 2', false],
    ['Haaland 12', false],
    ['Haaland 1.5', false],
    ['Haaland 1.55', false],
    ['Haaland 0:12', false],
    ['Haaland +1', false],
    ['Haaland \u22121', false],
    ['Haaland 2+', false],
    ['Haaland 2, Erling', false],
    ['Haaland 2 Erling', false],
    ['Haaland (2) Erling', false],
  ])('reads %j as a player: %s', (name, expected) => {
    expect(reads('{player}', name)).toEqual(expected ? { participant: name } : null);
  });
});

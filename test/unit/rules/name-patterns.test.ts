import { describe, expect, it } from 'vitest';
import { OutcomeMatcher } from '../../../src/rules/outcome-matcher.js';

/** What names are found to be; the mapped ones are written `canonical id: name`. */
function found(mapped: readonly string[], parameter: string | null, teams: readonly [string, string], names: string[]) {
  const outcomeMapping = mapped.map((text, position) => {
    const [canonicalId = '', sportybetDesc = ''] = text.split(': ');
    return { canonicalId, betpawaName: null, sportybetDesc, bet9jaSuffix: null, position };
  });
  const matcher = new OutcomeMatcher({ canonicalId: 'm', name: 'M', outcomeMapping }, 'sportybet');
  const unknown = { eventId: null, sportradarId: null, sport: null, startsAt: null, isLive: false };
  const event = { source: 'sportybet', ...unknown, home: teams[0], away: teams[1] };
  return names.map(name => {
    const match = matcher.match({ id: null, name, odds: 2, active: true }, { parameter, event });
    return match && [match.canonicalId, match.participant].filter(Boolean).join(' ');
  });
}

const TEAMS = ['Inter', 'Milan'] as const;

describe('a team with a number that the mapped name does not have', () => {
  it('is that side’s only with that side’s sign', () => {
    const sides = ['home: {home}', 'away: {away}'];
    expect(found(sides, 'hcp=-1', TEAMS, ['Inter -1', 'Milan +1'])).toEqual(['home', 'away']);
    expect(found(sides, 'hcp=-1', TEAMS, ['Inter +1', 'Milan -1'])).toEqual([null, null]);
  });

  it('is that side’s also where the parameter has more numbers', () => {
    const sides = ['home: {home} {line}', 'away: {away} {line}'];
    expect(found(sides, 'setnr=2|hcp=-1', TEAMS, ['Inter -1', 'Milan +1', 'Milan -1'])).toEqual(['home', 'away', null]);
    const sets = ['home: Set Home', 'away: Set Away'];
    const names = ['Set 2 Home (-1.5)', 'Set 2 Away (+1.5)', 'Set 2 Away (-1.5)'];
    expect(found(sets, 'setnr=2|hcp=-1.5', TEAMS, names)).toEqual(['home', 'away', null]);
  });
});

describe('a name with a player', () => {
  it('may have blanks around it', () => {
    expect(found(['over: {player} over'], null, TEAMS, [' Haaland over '])).toEqual(['over Haaland']);
  });

  it('is read where all that it can be is the same, and not where it could be another', () => {
    expect(found(['a: {player}', 'a: {PLAYER}'], null, TEAMS, ['Haaland'])).toEqual(['a Haaland']);
    expect(found(['a: {player}', 'b: {PLAYER}'], null, TEAMS, ['Haaland'])).toEqual([null]);
    // One player, but spelled in two ways.
    expect(found(['a: {player}', 'a: -{player}'], null, TEAMS, ['-Haaland'])).toEqual([null]);
  });

  it('is read up to 255 characters', () => {
    const long = (length: number) => `Haaland ${'x'.repeat(length - 8)}`;
    expect(found(['a: {player}'], null, TEAMS, [long(255), long(256)])).toEqual([`a ${long(255)}`, null]);
  });
});

import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../../src/model/errors.js';
import { OutcomeMatcher } from '../../../src/rules/outcome-matcher.js';
import { participantKey, withoutTeam } from '../../../src/rules/participant.js';

const outcome = (canonicalId: string, sportybetDesc: string | null, id?: string) => ({
  canonicalId,
  betpawaName: null,
  sportybetDesc,
  bet9jaSuffix: null,
  position: 0,
  ...(id === undefined ? {} : { ids: { sportybet: id } }),
});

function ids(outcomeMapping: ReturnType<typeof outcome>[], scraped: [name: string, id: string | null][]) {
  const matcher = new OutcomeMatcher({ canonicalId: 'm', name: 'M', outcomeMapping }, 'sportybet');
  return scraped.map(([name, id]) => matcher.match({ name, id, odds: 2, active: true })?.canonicalId ?? null);
}

describe('a mapping that was edited by hand', () => {
  it('may have one canonical outcome twice, which makes neither its id nor its name ambiguous', () => {
    const twice = [outcome('over', 'Over', '12'), outcome('over', 'Over', '12'), outcome('under', 'Under')];
    expect(
      ids(twice, [
        ['?', '12'],
        ['over', null],
      ]),
    ).toEqual(['over', 'over']);
  });

  it('may have three meanings for one name, and then it has none', () => {
    const names = [outcome('a', 'Over'), outcome('b', 'Over'), outcome('a', 'Over')];
    expect(ids(names, [['Over', null]])).toEqual([null]);
  });

  it('may have a blank name, which is no outcome’s', () => {
    const blank = [outcome('over', ' '), outcome('under', '')];
    expect(
      ids(blank, [
        [' ', null],
        ['', null],
        ['  ', null],
      ]),
    ).toEqual([null, null, null]);
  });
});

describe('a player’s name', () => {
  it('has the team in parentheses at its end, and nowhere else', () => {
    expect(withoutTeam('Digne (Lucas) Jr')).toBe('Digne (Lucas) Jr');
    expect(withoutTeam('Digne, Lucas (France')).toBe('Digne, Lucas (France');
  });

  it('is a text, or it says so', () => {
    expect(() => participantKey(7 as never)).toThrow(ValidationError);
    expect(() => participantKey(null as never)).toThrow(
      expect.objectContaining({ field: 'name', message: expect.stringContaining('must be a string') }),
    );
  });
});

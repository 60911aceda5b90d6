import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventInfo, LineConventions, LineKind, OutcomeMapping, ScrapedOutcome } from '../../src/model/index.js';
import { OutcomeMatcher } from '../../src/rules/outcome-matcher.js';

/** Outcomes written `canonical id: name`, as a source names them. */
function outcomes(...texts: string[]): OutcomeMapping[] {
  return texts.map((text, position) => {
    const end = text.indexOf(': ');
    const name = text.slice(end + 2);
    return { canonicalId: text.slice(0, end), betpawaName: name, sportybetDesc: name, bet9jaSuffix: null, position };
  });
}

interface Given {
  outcomes: OutcomeMapping[];
  parameter?: string | null;
  teams?: [home: string, away: string];
  source?: 'sportybet' | 'betpawa';
  name?: string;
  lineKind?: LineKind;
  lineConventions?: LineConventions;
}

function event([home, away]: [string, string]): EventInfo {
  const unknown = { eventId: null, sportradarId: null, sport: null, startsAt: null, isLive: false };
  return { source: 'sportybet', ...unknown, home, away };
}

/** What each of the scraped outcomes, told by their names or as `{ id, name }`, is found to be. */
function found(given: Given, scraped: readonly (string | { id: string; name: string })[]) {
  const { source = 'sportybet', parameter = null, teams, name = 'Market', ...rest } = given;
  const matcher = new OutcomeMatcher({ canonicalId: 'm', name, ...rest, outcomeMapping: given.outcomes }, source);
  const market = scraped.map(
    (each): ScrapedOutcome => ({
      id: null,
      odds: 2,
      active: true,
      ...(typeof each === 'string' ? { name: each } : each),
    }),
  );
  const context = { parameter, ...(teams === undefined ? {} : { event: event(teams) }) };
  return matcher.matchAll(market, context);
}

function ids(given: Given, scraped: readonly (string | { id: string; name: string })[]) {
  return found(given, scraped).map(each => each?.canonicalId ?? null);
}

const OVER_UNDER = outcomes('over: Over', 'under: Under');
const SIDES = outcomes('home: Home', 'draw: Draw', 'away: Away');
const TWO_WAY = outcomes('home: Home', 'away: Away');

describe('a name with the line in it', () => {
  it.each<[string, OutcomeMapping[], string, string, string | null]>([
    ['after a word', OVER_UNDER, 'total=2.5', 'Over 2.5', 'over'],
    ['in another case, with blanks around', OVER_UNDER, 'total=2.5', '  UNDER 2.5 ', 'under'],
    ['in parentheses', TWO_WAY, 'hcp=-1.5', 'Home (-1.5)', 'home'],
    ['in the middle', outcomes('over_yes: Over & Yes'), 'total=2.5', 'Over 2.5 & Yes', 'over_yes'],
    ['before another word', outcomes('over: Over Goals'), 'total=2.5', 'Over 2.5 Goals', 'over'],
    ['compared as a number', TWO_WAY, 'hcp=-1', 'Home (-1.0)', 'home'],
    ['of quarters', OVER_UNDER, 'total=2.25', 'Over 2.25', 'over'],
    ['with a decimal comma', OVER_UNDER, 'total=2.5', 'Over 2,5', 'over'],
    ['with a plus', OVER_UNDER, 'total=2.5', 'Over +2.5', 'over'],
    ['one of several that the parameter tells', OVER_UNDER, 'minsnr=10|total=1.5', 'Over 1.5', 'over'],
    ['all of several', outcomes('over: Set over'), 'setnr=2|total=9.5', 'Set 2 over 9.5', 'over'],
    ['of which a number of the mapped name is none', outcomes('o: 1 & Over'), 'total=1', '1 & Over 1', 'o'],
    ['that the parameter tells bare', OVER_UNDER, '2.5', 'Over 2.5', 'over'],

    ['that is another one', OVER_UNDER, 'total=2.5', 'Over 3.5', null],
    ['beside another one', OVER_UNDER, 'total=2.5', 'Over 2.5 3.5', null],
    ['that goes on', OVER_UNDER, 'total=2.5', 'Over 2.5.5', null],
    ['as a range', OVER_UNDER, 'total=2.5', 'Over 2.5-3.5', null],
    ['that is a threshold', OVER_UNDER, 'total=2', 'Over 2+', null],
    ['before any word', OVER_UNDER, 'total=2.5', '2.5 Over', null],
    ['twice, where it is told once', OVER_UNDER, 'total=2.5', 'Over 2.5 2.5', null],
    ['with a word that the mapped name lacks', OVER_UNDER, 'total=2.5', 'Over 2.5 Goals', null],
    ['with the sign of the other side', TWO_WAY, 'hcp=-1.5', 'Home (+1.5)', null],
    ['as thousands', OVER_UNDER, 'total=1', 'Over 1,000', null],
    ['that only the layout tells', OVER_UNDER, 'variant=sr:exact_goals:6+', 'Over 6', null],
    ['in a list of scores', outcomes('a: 0:0'), 'score=1:0', '0:0 1:0', null],
  ])('%s', (_, given, parameter, name, canonicalId) => {
    expect(ids({ outcomes: given, parameter }, [name])).toEqual([canonicalId]);
  });

  it('is told to be a pattern', () => {
    const [over, name] = found({ outcomes: OVER_UNDER, parameter: 'total=2.5' }, ['Over 2.5', 'Under']);
    expect(over?.matchedBy).toBe('pattern');
    expect(name?.matchedBy).toBe('name');
  });

  it('without a parameter is no match', () => {
    expect(ids({ outcomes: OVER_UNDER }, ['Over 2.5'])).toEqual([null]);
  });

  it('a handicap’s sign is turned where the mapped outcome is the away side', () => {
    const given = { outcomes: TWO_WAY, parameter: 'hcp=-1.5' };
    expect(ids(given, ['Home (-1.5)', 'Away (+1.5)'])).toEqual(['home', 'away']);
    expect(ids(given, ['Home (-1.5)', 'Away (-1.5)'])).toEqual(['home', null]);
    expect(ids({ ...given, parameter: 'hcp=0' }, ['Home (0)', 'Away (-0)'])).toEqual(['home', 'away']);
  });

  it('a handicap told bare is one where the mapping is a handicap', () => {
    const bare: Given = { outcomes: outcomes('home: 1', 'away: 2'), parameter: '-1.5', source: 'betpawa' };
    const names = ['1 (-1.5)', '2 (+1.5)'];
    expect(ids({ ...bare, lineKind: 'asian-handicap' }, names)).toEqual(['home', 'away']);
    expect(ids({ ...bare, name: 'Asian Handicap' }, names)).toEqual(['home', 'away']);
    expect(ids({ ...bare, lineKind: 'total' }, names)).toEqual(['home', null]);
  });

  it('a handicap that the source tells from the away side', () => {
    const lineConventions: LineConventions = { betpawa: { side: 'away' } };
    const bare: Given = {
      outcomes: TWO_WAY,
      parameter: '1.5',
      source: 'betpawa',
      lineKind: 'asian-handicap',
      lineConventions,
    };
    expect(ids(bare, ['Home (-1.5)', 'Away (+1.5)'])).toEqual(['home', 'away']);
    expect(ids({ ...bare, parameter: 'Home -1.5' }, ['Home (-1.5)', 'Away (+1.5)'])).toEqual(['home', 'away']);
  });

  it('a start that both sides are given is written alike for all three', () => {
    const given = { outcomes: SIDES, parameter: 'hcp=0:1' };
    expect(ids(given, ['Home (0:1)', 'Draw (0:1)', 'Away (0:1)'])).toEqual(['home', 'draw', 'away']);
    expect(ids(given, ['Home (1:0)', 'Away (1:0)'])).toEqual([null, null]);
  });

  it('in a unit of the source', () => {
    const given: Given = {
      outcomes: OVER_UNDER,
      parameter: '10',
      source: 'betpawa',
      lineConventions: { betpawa: { unit: 0.25 } },
    };
    expect(ids(given, ['Over 2.5', 'Under 10'])).toEqual(['over', null]);
  });

  it('loses against the name itself, and two of them bar each other', () => {
    const given = { outcomes: OVER_UNDER, parameter: 'total=2.5' };
    expect(ids(given, ['Over 2.5', 'Over', 'Under 2.5'])).toEqual([null, 'over', 'under']);
    expect(ids(given, ['Over 2.5', 'Over (2.5)', 'Under 2.5'])).toEqual([null, null, 'under']);
  });

  it('is not matched where its id is not the one that the mapping has', () => {
    const given = OVER_UNDER.map(each => (each.canonicalId === 'over' ? { ...each, ids: { sportybet: '12' } } : each));
    const scraped = [
      { id: '99', name: 'Over 2.5' },
      { id: '13', name: 'Under 2.5' },
    ];
    expect(ids({ outcomes: given, parameter: 'total=2.5' }, scraped)).toEqual([null, 'under']);
  });

  it('that could be two outcomes is none', () => {
    expect(ids({ outcomes: outcomes('a: Over', 'b: over'), parameter: 'total=2' }, ['Over 2'])).toEqual([null]);
  });

  it('whatever the number, and never by any other', () => {
    const quarters = fc.integer({ min: -200, max: 200 }).map(each => each / 4);
    fc.assert(
      fc.property(quarters, quarters, fc.constantFrom('hcp', 'total'), (told, written, part) => {
        const name = (side: string, value: number) => `${side} (${value > 0 ? '+' : ''}${value})`;
        const scraped = [name('Home', written), name('Away', part === 'hcp' ? 0 - written : written)];
        const expected = told === written ? ['home', 'away'] : [null, null];
        expect(ids({ outcomes: TWO_WAY, parameter: `${part}=${told}` }, scraped)).toEqual(expected);
      }),
    );
  });
});

describe('a name with the event’s own team in it', () => {
  const combined = outcomes('home_under: Home & under', 'draw_under: Draw & under', 'away_under: Away & under');
  const teams: [string, string] = ['CF Cruz Azul', 'Pumas UNAM'];

  it('is that of the side', () => {
    const scraped = ['CF Cruz Azul & under 1.5', 'draw & under 1.5', 'Pumas UNAM & under 1.5'];
    const expected = ['home_under', 'draw_under', 'away_under'];
    expect(ids({ outcomes: combined, parameter: 'total=1.5', teams }, scraped)).toEqual(expected);
    expect(
      ids({ outcomes: TWO_WAY, parameter: 'hcp=-1.5', teams }, ['cf cruz azul (-1.5)', 'Pumas UNAM (+1.5)']),
    ).toEqual(['home', 'away']);
    expect(ids({ outcomes: outcomes('hh: Home/Home', 'ha: Home/Away'), teams }, ['CF Cruz Azul/Pumas UNAM'])).toEqual([
      'ha',
    ]);
  });

  it('is none of another event, nor where the teams are not told', () => {
    expect(ids({ outcomes: TWO_WAY, teams: ['Toluca', 'Pumas UNAM'] }, ['CF Cruz Azul', 'Pumas UNAM'])).toEqual([
      null,
      'away',
    ]);
    expect(ids({ outcomes: TWO_WAY }, ['CF Cruz Azul'])).toEqual([null]);
  });

  it('is found where one name contains the other, a number, or a word of the outcome', () => {
    const over = outcomes('home_over: Home & over', 'away_over: Away & over');
    const names = (home: string, away: string, line: string): Given => ({
      outcomes: over,
      parameter: `total=${line}`,
      teams: [home, away],
    });
    expect(
      ids(names('Sporting', 'Sporting Gijon', '1.5'), ['Sporting & over 1.5', 'Sporting Gijon & over 1.5']),
    ).toEqual(['home_over', 'away_over']);
    expect(ids(names('Over', 'Home United', '1.5'), ['Over & over 1.5', 'Home United & over 1.5'])).toEqual([
      'home_over',
      'away_over',
    ]);
    expect(ids(names('Schalke 04', 'Mainz 05', '4'), ['Schalke 04 & over 4', 'Mainz 05 & over 4'])).toEqual([
      'home_over',
      'away_over',
    ]);
    expect(ids(names('Away', 'Home', '1.5'), ['Away & over 1.5'])).toEqual(['away_over']);
  });

  it('is nobody’s where both teams have one name', () => {
    expect(ids({ outcomes: TWO_WAY, teams: ['Arsenal', 'arsenal '] }, ['Arsenal'])).toEqual([null]);
  });

  it('does not stand for a side where the mapped name does not say Home or Away', () => {
    expect(ids({ outcomes: outcomes('home: 1', 'away: 2'), teams }, ['CF Cruz Azul'])).toEqual([null]);
  });

  it('is looked for in each event anew', () => {
    const matcher = new OutcomeMatcher({ canonicalId: 'm', name: 'M', outcomeMapping: TWO_WAY }, 'sportybet');
    const at = (home: string, away: string) =>
      matcher.matchAll([{ id: null, name: 'Toluca', odds: 2, active: true }], {
        parameter: null,
        event: event([home, away]),
      });
    for (let round = 0; round < 2; round++) {
      expect(at('Toluca', 'Leon')[0]?.canonicalId).toBe('home');
      expect(at('Leon', 'Toluca')[0]?.canonicalId).toBe('away');
      expect(at('Leon', 'Puebla')[0]).toBeNull();
    }
  });
});

describe('a mapped name with placeholders', () => {
  it('takes the line, and the teams', () => {
    const given = outcomes('home: {home} {line}', 'away: {away} {line}');
    const teams: [string, string] = ['Inter', 'Milan'];
    expect(ids({ outcomes: given, parameter: 'hcp=-1', teams }, ['Inter -1', 'Milan +1'])).toEqual(['home', 'away']);
    expect(ids({ outcomes: given, parameter: 'hcp=-1', teams }, ['Inter -2', 'Milan -1'])).toEqual([null, null]);
    expect(ids({ outcomes: given, parameter: 'hcp=0:1', teams }, ['Inter 0:1'])).toEqual(['home']);
    expect(ids({ outcomes: given, parameter: 'hcp=-1' }, ['Inter -1'])).toEqual([null]);
  });

  const scorers = outcomes('scores: {player}', 'none: No Goal');
  const players = (given: Given, scraped: readonly (string | { id: string; name: string })[]) =>
    found(given, scraped).map(
      each => each && [each.canonicalId, each.participant, each.line].filter(Boolean).join(' | '),
    );

  it('takes players, who share an outcome and are told apart by their names as served without the team', () => {
    const scraped = [
      { id: 'sr:player:1', name: 'Digne, Lucas (France)' },
      { id: 'sr:player:2', name: 'Haaland, Erling (Norway)' },
      { id: '1716', name: 'No Goal' },
    ];
    expect(players({ outcomes: scorers }, scraped)).toEqual([
      'scores | Digne, Lucas',
      'scores | Haaland, Erling',
      'none',
    ]);
  });

  it('takes no name that is another outcome’s, at whichever source', () => {
    const [player, none] = scorers;
    if (!player || !none) throw new Error('two outcomes');
    const given = [player, { ...none, betpawaName: 'Nobody', names: { msport: 'no goalscorer' } }];
    expect(players({ outcomes: given }, ['Nobody', 'No Goal', 'NO GOALSCORER', 'Nobody Smith'])).toEqual([
      null,
      'none',
      null,
      'scores | Nobody Smith',
    ]);
  });

  it('takes only what has a player’s id where anything in the market has one', () => {
    const given = { outcomes: outcomes('scores: {player}') };
    const scraped = [
      { id: 'sr:player:1', name: 'Digne, Lucas (France)' },
      { id: '1716', name: 'No Goal' },
      { id: '2', name: 'Draw' },
    ];
    expect(players(given, scraped)).toEqual(['scores | Digne, Lucas', null, null]);
    expect(players(given, ['Jhonder Cadiz', 'Gustavo Sauer'])).toEqual([
      'scores | Jhonder Cadiz',
      'scores | Gustavo Sauer',
    ]);
  });

  it('takes a player’s own threshold, which is the outcome’s line', () => {
    const given = { outcomes: outcomes('shots: {player} {n}'), parameter: 'variant=pre:playerprops:71583282:253415' };
    const id = 'pre:playerprops:71583282:253415';
    const scraped = [
      { id: `${id}:1`, name: 'Duarte, Ruben (Pumas UNAM) 1+' },
      { id: `${id}:2`, name: 'Duarte, Ruben (Pumas UNAM) 2+' },
      { id: `${id}:3`, name: 'Duarte, Ruben (Pumas UNAM)' },
    ];
    expect(found(given, scraped)).toMatchObject([
      { canonicalId: 'shots', participant: 'Duarte, Ruben', line: 1, matchedBy: 'pattern' },
      { canonicalId: 'shots', participant: 'Duarte, Ruben', line: 2, matchedBy: 'pattern' },
      null,
    ]);
    expect(
      players({ outcomes: outcomes('shots: {player} {n}+') }, ['Haaland 2+', 'Haaland 2', 'Haaland 2.5+']),
    ).toEqual(['shots | Haaland | 2', null, 'shots | Haaland | 2.5']);
  });

  it('takes a player over the market’s line', () => {
    const given = { outcomes: outcomes('over: {player} over', 'under: {player} under {line}'), parameter: 'total=1.5' };
    expect(players(given, ['Haaland over 1.5', 'Haaland under 1.5', 'Haaland over 2.5'])).toEqual([
      'over | Haaland',
      'under | Haaland',
      null,
    ]);
  });

  it('takes no player of whom it cannot be told where the name ends, and none with a number that nobody asked for', () => {
    const given = { outcomes: outcomes('a: {player} & {player}', 'b: {player} or {n} or {player}', 'c: {player}') };
    expect(players(given, ['Haaland 2+', 'Haaland over 1.5', '2', '-'])).toEqual([null, null, null, null]);
    expect(players({ outcomes: outcomes('c: {player}', 'd: {player} first') }, ['Haaland first'])).toEqual([null]);
  });

  it('lets two outcomes of one player bar each other, however they spell him', () => {
    const given = { outcomes: outcomes('scores: {player}') };
    expect(players(given, ['Haaland, Erling', 'Erling Haaland', 'Digne'])).toEqual([null, null, 'scores | Digne']);
  });

  it('never gives two outcomes of a market one canonical outcome, participant and line', () => {
    const name = fc
      .tuple(fc.constantFrom('A', 'B', 'A b', 'b, A', 'No Goal'), fc.constantFrom('', ' (X)', ' 1+', ' 2+', ' (X) 2'))
      .map(parts => parts.join(''));
    const given = outcomes('scores: {player}', 'shots: {player} {n}', 'none: No Goal');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), names => {
        const claims = found({ outcomes: given }, names).flatMap(each => (each ? [each.claim] : []));
        expect(new Set(claims).size).toBe(claims.length);
      }),
    );
  });
});

describe('whatever a name is', () => {
  it('it is read in no time and in the same way however often it is asked for', () => {
    const templates = outcomes('a: {player} {n}', 'b: Home & over', 'c: {player} over {line}', 'd: {home}');
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(fc.constantFrom('Home', ' ', '(', ')', '2.5', '&', 'over', '\\', '$', '{player}', 'Ю'), { maxLength: 9 })
        .map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(any, any, (name, team) => {
        const matcher = new OutcomeMatcher({ canonicalId: 'm', name: 'M', outcomeMapping: templates }, 'sportybet');
        const scraped: ScrapedOutcome[] = [{ id: null, name, odds: 2, active: true }];
        const context = { parameter: 'total=2.5', event: event([team, 'B']) };
        expect(matcher.matchAll(scraped, context)).toEqual(matcher.matchAll(scraped, context));
      }),
    );
    // What grew with the square of a name would take longer here than a test may.
    for (const name of [' '.repeat(100_000), '1 '.repeat(50_000), `A${' 1'.repeat(120)}`, 'a '.repeat(127)]) {
      const given = { outcomes: templates, parameter: 'total=1|hcp=1|setnr=1|gamenr=1' };
      expect(ids(given, [name])).toEqual([null]);
    }
  });
});

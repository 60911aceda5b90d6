import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { footballCatalogue } from '../../src/catalogue.js';
import {
  type BaseMapping,
  type PricedResolution,
  type ScrapedMarket,
  suggestMappings,
  type VocabularyExtension,
} from '../../src/index.js';
import { newMappingSchema } from '../../src/input/schemas.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { toActiveMapping } from '../../src/rules/to-active-mapping.js';

/** A market of a bookmaker that no mapping has ids at. */
function marketOf(marketName: string, names: readonly string[], more: Partial<ScrapedMarket> = {}): ScrapedMarket {
  return {
    source: 'newbook',
    externalMarketId: '4711',
    marketName,
    parameter: null,
    outcomes: names.map(name => ({ id: null, name, odds: null, active: true })),
    ...more,
  };
}

const best = (market: ScrapedMarket, options = {}) => {
  const [first] = suggestMappings(market, footballCatalogue, options);
  return first === undefined || first.isNew ? null : first.mapping.canonicalId;
};

describe('a name', () => {
  test.each([
    ['Both Teams To Score', ['Yes', 'No'], null, 'btts_ft'],
    ['1st Half - GG/NG', ['GG', 'NG'], null, 'btts_1h'],
    ['FIRST HALF BTTS', ['YES', 'NO'], null, 'btts_1h'],
    ['Match Result', ['Home', 'Draw', 'Away'], null, '1x2_ft'],
    ['Total Corners', ['Over 9.5', 'Under 9.5'], 'total=9.5', 'corners_over_under_ft'],
    ['1st half - 1st corner', ['Home', 'None', 'Away'], 'cornernr=1', 'first_corner_1h'],
    ['1st corner', ['Home', 'None', 'Away'], 'cornernr=1', 'first_corner_ft'],
    [
      'Result & Total',
      ['1 & Over', '1 & Under', 'X & Over', 'X & Under', '2 & Over', '2 & Under'],
      'total=2.5',
      '1x2_over_under_ft',
    ],
    ['Home or over 2.5', ['Yes', 'No'], 'total=2.5', 'home_or_over_25_ft'],
    ['Home or under 2.5', ['Yes', 'No'], 'total=2.5', 'home_or_under_25_ft'],
    ['{!goalnr} goal', ['1', 'None', '2'], 'goalnr=1', 'next_goal_ft'],
    [
      'DC & 2nd Half Both Teams Score',
      ['1X & Yes', '1X & No', '12 & Yes', '12 & No', 'X2 & Yes', 'X2 & No'],
      null,
      'double_chance_ft_btts_2h',
    ],
    ['1H - O/E', ['Odd', 'Even'], null, 'odd_even_1h'],
    ["1X2 - 10'", ['1', 'X', '2'], null, '1x2_10min'],
    ['First Half - Match Result', ['1', 'X', '2'], null, '1x2_1h'],
    ['First Half Result or Match Result', ['1', 'X', '2'], null, '1x2_1h_or_ft'],
    ['1st/2nd Half GG/NG', ['Yes/Yes', 'Yes/No', 'No/Yes', 'No/No'], null, 'btts_1h_2h'],
    ['Winning Margins', ['HT1', 'HT2', 'HT>2', 'X', 'AT1', 'AT2', 'AT>2'], null, 'winning_margin_ft'],
  ])('%s is read as what it says', (name, outcomes, parameter, right) => {
    expect(best(marketOf(name, outcomes, { parameter }))).toBe(right);
  });

  test('has teams, whole or shortened, where others have sides', () => {
    const event = {
      source: 'newbook',
      eventId: null,
      sportradarId: null,
      sport: 'football',
      home: 'CF Cruz Azul',
      away: 'Pumas UNAM',
      startsAt: null,
      isLive: false,
    };
    const parameter = 'total=1.5';
    expect(best(marketOf('Cruz Azul total', ['over', 'under'], { event, parameter }))).toBe('home_over_under_ft');
    expect(best(marketOf('Pumas UNAM total', ['over', 'under'], { event, parameter }))).toBe('away_over_under_ft');
  });
});

describe('nothing is suggested', () => {
  test.each([
    ['for what the vocabulary lacks', 'Total tries', ['Over', 'Under'], 'total=4.5'],
    ['for a part of the match that no mapping is about', '3rd quarter - 1X2', ['1', 'X', '2'], null],
    ['for another number of outcomes', '1X2', ['1', 'X', '2', 'Abandoned', 'Postponed', 'Other team'], null],
    ['for a parameter that makes it another bet', 'Both teams to score', ['yes', 'no'], 'milestone=3'],
  ])('%s', (_, name, outcomes, parameter) => {
    expect(best(marketOf(name, outcomes, { parameter }))).toBeNull();
  });

  test('for another sport', () => {
    const event = {
      source: 'newbook',
      eventId: null,
      sportradarId: null,
      sport: 'darts',
      home: null,
      away: null,
      startsAt: null,
      isLive: false,
    };
    expect(best(marketOf('1X2', ['1', 'X', '2'], { event }))).toBeNull();
  });
});

describe('mappings of another house', () => {
  const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
  const mappingOf = (
    canonicalId: string,
    name: string,
    outcomes: readonly (readonly [string, string])[],
  ): BaseMapping => ({
    canonicalId,
    name,
    sourceIds: { other: canonicalId },
    outcomeMapping: outcomes.map(([id, named], position) => ({
      ...none,
      canonicalId: id,
      names: (named === '' ? {} : { other: named }) as Record<string, string>,
      position,
    })),
  });
  const paired = (market: ScrapedMarket, mapping: BaseMapping) =>
    suggestMappings(market, [mapping])
      .filter(({ isNew }) => !isNew)
      .flatMap(({ outcomes }) => outcomes.map(({ scraped, canonicalId }) => `${scraped.name} ${canonicalId}`));

  test('whose ids of outcomes number them: the names say which is which', () => {
    const numbered = mappingOf('m7', '1X2', [
      ['1', 'Home'],
      ['2', 'Draw'],
      ['3', 'Away'],
    ]);
    expect(paired(marketOf('Match Result', ['1', 'X', '2']), numbered)).toEqual(['1 1', 'X 2', '2 3']);
  });

  test('whose ids are letters and a number: no half and no line is read into them', () => {
    const under = mappingOf('h1', 'Over/Under', [
      ['o1', 'Under'],
      ['o2', 'Over'],
    ]);
    const market = marketOf('Total', ['Over 2.5', 'Under 2.5'], { parameter: 'total=2.5' });
    expect(paired(market, under)).toEqual(['Over 2.5 o2', 'Under 2.5 o1']);
  });

  test.each(['bttsFirstHalf', 'btts1h', 'btts_1h'])('whose names are ids: %s', name => {
    const [first] = suggestMappings(marketOf('1st Half - GG/NG', ['GG', 'NG']), [
      mappingOf(name, name, [
        ['yes', ''],
        ['no', ''],
      ]),
    ]);
    expect(first).toMatchObject({ isNew: false, mapping: { canonicalId: name } });
  });

  test('that list some of the outcomes are shown, and are not safe', () => {
    const some = mappingOf('cs', 'Correct Score - First Half', [
      ['0_0', '0-0'],
      ['1_0', '1-0'],
      ['0_1', '0-1'],
      ['1_1', '1-1'],
    ]);
    const all = ['0:0', '1:0', '0:1', '1:1', '2:0', '0:2', '2:1', '1:2', '2:2', 'Other'];
    const [first] = suggestMappings(marketOf('1st Half Correct Score', all), [some]);
    expect(first).toMatchObject({ isNew: false, match: false });
    expect(first?.outcomes).toHaveLength(4);
    expect(first?.score).toBeLessThan(0.8);
  });

  test('have an Other of their own, which is another where they list other outcomes', () => {
    const scores = ['0-0', '1-0', '0-1', '1-1'];
    const listed = scores.map(score => [score.replace('-', '_'), score] as const);
    const own = mappingOf('cs', 'Correct Score', [...listed, ['other', 'Other']]);
    expect(paired(marketOf('Correct Score', [...scores, 'Other']), own)).toContain('Other other');
    expect(paired(marketOf('Correct Score', [...scores.slice(1), 'Other']), own)).not.toContain('Other other');
  });

  test('with a word that the market lacks claim nothing: it may be another bet', () => {
    const race = mappingOf('race', 'Race to corners', [
      ['home', '1'],
      ['draw', 'X'],
      ['away', '2'],
    ]);
    const [first] = suggestMappings(marketOf('Corners 1X2', ['1', 'X', '2']), [race]);
    expect(first?.score ?? 0).toBeLessThan(0.8);
  });

  test('about players tell those with a number from those without', () => {
    const players = (name: string) => mappingOf('shots', 'Player Shots', [['player', name]]);
    const market = marketOf('Player Shots', ['Digne, Lucas (France) 1+', 'Digne, Lucas (France) 2+']);
    const found = (name: string) => suggestMappings(market, [players(name)])[0];
    expect(found('{player} {n}')).toMatchObject({ isNew: false });
    expect(found('{player}')?.isNew ?? true).toBe(true);
  });
});

describe('evidence', () => {
  test('adds up to the score, in sentences', () => {
    const [first] = suggestMappings(marketOf('GG/NG', ['GG', 'NG']), footballCatalogue);
    expect(first).toMatchObject({ match: true, isNew: false });
    const sum = first?.evidence.reduce((total, { weight }) => total + weight, 0);
    expect(sum).toBeCloseTo(first?.score ?? 0, 3);
    for (const { text } of first?.evidence ?? []) expect(text).toMatch(/^[A-Z0-9].*\.$/);
  });

  test('of a feed that bookmakers share counts where the name says little', () => {
    const market = marketOf('GG', ['Yes', 'No'], { source: 'msport', externalMarketId: '29' });
    const [first] = suggestMappings(
      market,
      footballCatalogue.map(each => ({ ...each, sourceIds: {} })),
    );
    expect(first?.mapping.canonicalId).toBe('btts_ft');
    const ids = first?.evidence.find(({ feature }) => feature === 'source-ids');
    expect(first?.score === 1 || ids !== undefined).toBe(true);
  });

  test('a mapping with another id at the bookmaker is never safe to accept', () => {
    const own = footballCatalogue.map(each => ({ ...each, sourceIds: { newbook: '1' } }));
    for (const { match, isNew } of suggestMappings(marketOf('GG/NG', ['GG', 'NG']), own))
      expect(match && !isNew).toBe(false);
  });
});

describe('prices of the same event', () => {
  const btts = footballCatalogue.find(({ canonicalId }) => canonicalId === 'btts_ft') as BaseMapping;
  const pricedAt = (yes: number, no: number): PricedResolution[] => [
    {
      source: 'sportybet',
      resolution: {
        status: 'mapped',
        mapping: toActiveMapping(btts),
        parameter: null,
        line: null,
        outcomes: [
          { canonicalId: 'yes', odds: yes, active: true, matchedBy: 'id' },
          { canonicalId: 'no', odds: no, active: true, matchedBy: 'id' },
        ],
        unmatched: [],
      },
    },
  ];
  const market = marketOf('Both Teams To Score', []);
  market.outcomes = [
    { id: null, name: 'Yes', odds: 1.6, active: true },
    { id: null, name: 'No', odds: 2.3, active: true },
  ];

  test('that agree are told', () => {
    const [first] = suggestMappings(market, footballCatalogue, { sameEvent: pricedAt(1.62, 2.25) });
    expect(first).toMatchObject({ match: true, score: 1 });
  });

  test('that differ are a veto', () => {
    const found = suggestMappings(market, footballCatalogue, { sameEvent: pricedAt(4.5, 1.18) });
    expect(found.filter(({ mapping, match }) => mapping.canonicalId === 'btts_ft' && match)).toEqual([]);
    expect(found[0]?.score ?? 0).toBeLessThan(0.8);
  });

  describe('at the same bookmaker', () => {
    /** What the bookmaker's market with this id resolves to, by a mapping of code beneath the candidates. */
    const ownUnder = (id: string): PricedResolution[] =>
      pricedAt(1.6, 2.3).map(({ resolution }) => {
        const mapping = toActiveMapping({ ...btts, sourceIds: { newbook: id } });
        return { source: 'newbook', resolution: { ...resolution, mapping } as typeof resolution };
      });

    test('say that another of its markets has the mapping, whatever the others ask', () => {
      const sameEvent = [...pricedAt(1.62, 2.25), ...ownUnder('29')];
      const found = suggestMappings(market, footballCatalogue, { sameEvent });
      const own = found.find(({ mapping }) => mapping.canonicalId === 'btts_ft');
      expect(own?.match ?? false).toBe(false);
      expect(own?.score ?? 0).toBeLessThan(0.8);
    });

    test('say nothing where it is the market itself, of which some outcomes are known', () => {
      const sameEvent = [...pricedAt(1.62, 2.25), ...ownUnder(market.externalMarketId)];
      const [first] = suggestMappings(market, footballCatalogue, { sameEvent });
      expect(first).toMatchObject({ mapping: { canonicalId: 'btts_ft' }, match: true });
    });
  });
});

test('the consumer extends the vocabulary by another language', () => {
  const portuguese: VocabularyExtension = {
    'bet:both_score': ['ambas marcam', 'ambas as equipas marcam'],
    'period:1h': ['1ª parte', 'primeira parte'],
    'subject:corners': ['cantos'],
    total: ['total de'],
    'outcome:over': ['mais de'],
    'outcome:under': ['menos de'],
    'outcome:yes': ['sim'],
    'outcome:no': ['não'],
  };
  const options = { vocabulary: portuguese };
  expect(best(marketOf('Ambas Marcam', ['Sim', 'Não']))).toBeNull();
  expect(best(marketOf('Ambas Marcam', ['Sim', 'Não']), options)).toBe('btts_ft');
  expect(best(marketOf('1ª Parte - Ambas as equipas marcam', ['Sim', 'Não']), options)).toBe('btts_1h');
  const corners = marketOf('Total de cantos', ['Mais de 9,5', 'Menos de 9,5'], { parameter: '9.5' });
  const [first] = suggestMappings(corners, footballCatalogue, options);
  expect(first?.mapping.canonicalId).toBe('corners_over_under_ft');
  expect(first?.outcomes.map(({ canonicalId }) => canonicalId)).toEqual(['over', 'under']);
});

describe('a draft', () => {
  test.each([
    ['Total tries', ['Over 4.5', 'Under 4.5'], 'total=4.5', ['over', 'under']],
    ['Will there be a streaker?', ['Yes', 'No'], null, ['yes', 'no']],
    ['Man of the match team', ['Home', 'Away', 'Nobody'], null, ['home', 'away', 'none']],
  ])('of %s is accepted by createMapping and resolves its market', (name, outcomes, parameter, ids) => {
    const market = marketOf(name, outcomes, { parameter });
    const last = suggestMappings(market, footballCatalogue).at(-1);
    expect(last).toMatchObject({ isNew: true, match: false });
    const mapping = newMappingSchema.parse(last?.mapping);
    expect(mapping.outcomeMapping.map(({ canonicalId }) => canonicalId)).toEqual(ids);
    expect(new MappingIndex([toActiveMapping(mapping)]).resolveMarket(market).status).toBe('mapped');
  });
});

test.each([
  [
    'of players with numbers',
    'Player assists',
    ['Digne, Lucas (France) 1+', 'Digne, Lucas (France) 2+'],
    '{player} {n}',
  ],
  ['of numbers to reach', 'Match Shots', ['30+', '31+', '32+'], '{n}'],
])('a draft of a market %s is good for every player and number', (_, name, outcomes, template) => {
  const market = marketOf(name, outcomes);
  market.outcomes = market.outcomes.map((each, at) => ({
    ...each,
    id: template.includes('player') ? `pre:playerprops:1:2:${at}` : null,
  }));
  const last = suggestMappings(market, []).at(-1);
  expect(last?.isNew).toBe(true);
  expect(last?.mapping.outcomeMapping.map(({ names }) => names?.newbook)).toEqual([template]);
  const resolved = new MappingIndex([toActiveMapping(newMappingSchema.parse(last?.mapping))]).resolveMarket(market);
  expect(resolved.status).toBe('mapped');
});

describe('an array of candidates', () => {
  test('that has another mapping in the place of one is read anew', () => {
    const candidates = footballCatalogue.filter(({ canonicalId }) => canonicalId === 'btts_ft');
    const market = marketOf('1st Half - GG/NG', ['GG', 'NG']);
    expect(suggestMappings(market, candidates).filter(({ isNew }) => !isNew)).toEqual([]);
    candidates.splice(0, 1, ...footballCatalogue.filter(({ canonicalId }) => canonicalId === 'btts_1h'));
    expect(suggestMappings(market, candidates)[0]?.mapping.canonicalId).toBe('btts_1h');
  });
});

describe('whatever a market is', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      '1X2',
      'Over',
      'Home',
      'Draw',
      'Yes',
      '1st half - total',
      'GG & over 2.5',
      '{!goalnr} goal',
      '12',
      'X/1',
      '3+',
      '0-1',
    ),
  );
  const markets = fc.record({
    source: fc.constantFrom('sportybet', 'bet9ja', 'newbook', 'constructor'),
    externalMarketId: fc.oneof(text, fc.constantFrom('1', '29', 'S_OU@2.5')),
    marketName: fc.option(text),
    parameter: fc.option(fc.oneof(text, fc.constantFrom('total=2.5', 'hcp=0:1', 'setnr=1', '2.5'))),
    outcomes: fc.array(
      fc.record({ id: fc.option(text), name: text, odds: fc.option(fc.double()), active: fc.boolean() }),
      { maxLength: 8 },
    ),
  });

  test('suggestions are sorted, one to one, and the same each time', () => {
    fc.assert(
      fc.property(markets, market => {
        const found = suggestMappings(market, footballCatalogue);
        expect(suggestMappings(structuredClone(market), footballCatalogue)).toEqual(found);
        const scores = found.map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        expect(found.slice(0, -1).some(({ isNew }) => isNew)).toBe(false);
        for (const { score, evidence, outcomes, match, isNew, mapping } of found) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(Math.abs(evidence.reduce((sum, { weight }) => sum + weight, 0) - score)).toBeLessThan(0.002);
          expect(new Set(outcomes.map(({ canonicalId }) => canonicalId)).size).toBe(outcomes.length);
          expect(new Set(outcomes.map(({ scraped }) => scraped)).size).toBe(outcomes.length);
          if (match) expect(outcomes.length).toBe(market.outcomes.length);
          if (isNew) expect(newMappingSchema.safeParse(mapping).success).toBe(true);
        }
      }),
    );
  });

  test('the order of the outcomes does not count', () => {
    const named = fc.shuffledSubarray(['1', 'X', '2'], { minLength: 3 });
    fc.assert(
      fc.property(named, names => {
        const [first] = suggestMappings(marketOf('1X2', names), footballCatalogue);
        const paired = new Map(first?.outcomes.map(({ scraped, canonicalId }) => [scraped.name, canonicalId]));
        expect(Object.fromEntries(paired)).toEqual({ 1: 'home', X: 'draw', 2: 'away' });
      }),
    );
  });
});

test.each([{ limit: 0 }, { limit: 1.5 }, { limits: 3 }])('%o is refused', options => {
  expect(() => suggestMappings(marketOf('1X2', []), [], options as object)).toThrow(
    expect.objectContaining({ code: 'VALIDATION' }),
  );
});

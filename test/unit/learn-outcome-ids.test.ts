import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnOutcomeIds, type OutcomeMapping, type ScrapedMarket, type Source } from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';

function outcome(canonicalId: string, name: string, fields: Partial<OutcomeMapping> = {}): OutcomeMapping {
  return { canonicalId, betpawaName: name, sportybetDesc: name, bet9jaSuffix: null, position: 0, ...fields };
}

function mapping(...outcomeMapping: OutcomeMapping[]) {
  return { canonicalId: 'm', name: 'M', sportybetId: '18', betpawaId: '5000', outcomeMapping };
}

/** A market with outcomes written `id:name`. */
function market(parameter: string | null, ...outcomes: string[]): ScrapedMarket {
  return at('sportybet', '18', parameter, outcomes);
}

function at(source: Source, externalMarketId: string, parameter: string | null, outcomes: string[]): ScrapedMarket {
  return {
    source,
    externalMarketId,
    marketName: null,
    parameter,
    outcomes: outcomes.map(text => {
      const end = text.indexOf(':');
      return { id: text.slice(0, end), name: text.slice(end + 1), odds: 2, active: true };
    }),
  };
}

const OVER_UNDER = mapping(outcome('over', 'Over'), outcome('under', 'Under'));
const COMBINED = mapping(outcome('home_over', 'Home & Over'), outcome('away_over', 'Away & Over'));

const learned = (given: ReturnType<typeof mapping>, markets: ScrapedMarket[], options = {}) =>
  learnOutcomeIds(given, markets, options).outcomeMapping.map(each => each.ids?.sportybet ?? null);

describe('learnOutcomeIds', () => {
  it('learns ids of names, with or without the line in them', () => {
    const markets = [market('total=2.5', '12:Over 2.5', '13: UNDER 2.5 '), market('total=3', '12:Over', '13:Under 3')];
    expect(learned(OVER_UNDER, markets)).toEqual(['12', '13']);
    const handicap = mapping(outcome('home', 'Home'), outcome('away', 'Away'));
    expect(learned(handicap, [market('hcp=-1.5', '1714:Home (-1.5)', '1715:Away (+1.5)')])).toEqual(['1714', '1715']);
    expect(learned(handicap, [market('hcp=0:1', '1711:Home (0:1)', '1713:Away (0:1)')])).toEqual(['1711', '1713']);
  });

  it('lets what is called otherwise in each event resolve', () => {
    const taught = learnOutcomeIds(OVER_UNDER, [market('total=2.5', '12:Over 2.5', '13:Under 2.5')]);
    const index = new MappingIndex(toBaseMappings([taught]));
    expect(index.resolveMarket(market('total=1.5', '12:More than 1.5', '13:x'))).toMatchObject({
      status: 'mapped',
      outcomes: [
        { canonicalId: 'over', matchedBy: 'id' },
        { canonicalId: 'under', matchedBy: 'id' },
      ],
    });
  });

  it('takes a number for the line only where the parameter says it', () => {
    expect(learned(OVER_UNDER, [market('total=2.5', '12:Over 3.5')])).toEqual([null, null]);
    expect(learned(OVER_UNDER, [market(null, '12:Over 2.5')])).toEqual([null, null]);
  });

  it.each([
    ['the name came with another id', [market('total=2.5', '12:Over'), market('total=3.5', '99:Over')]],
    ['the id came with another outcome’s name', [market('total=2.5', '12:Over'), market('total=3.5', '12:Under')]],
    ['the id came with a name of no outcome', [market('total=2.5', '12:Over'), market('total=3.5', '12:Exactly')]],
    ['the name stands twice in one market', [market('total=2.5', '12:Over', '14:over 2.5')]],
  ])('learns nothing where %s', (_, markets) => {
    expect(learned(OVER_UNDER, markets)[0]).toBeNull();
  });

  it('takes a team in the place of a side for no other name', () => {
    const named = market('total=1.5', '1836:Home & Over 1.5', '1837:Away & Over 1.5');
    const teams = market('total=1.5', '1836:CF Cruz Azul & over 1.5', '1837:Toluca & over 1.5');
    expect(learned(COMBINED, [named, teams])).toEqual(['1836', '1837']);
    expect(learned(COMBINED, [teams])).toEqual([null, null]);
    expect(learned(COMBINED, [named, market('total=1.5', '1836:CF Cruz Azul & under 1.5')])).toEqual([null, '1837']);
  });

  it('learns from names with teams in them where it is told the teams', () => {
    const markets = [market('total=1.5', '1836:Sporting & over 1.5', '1837:Sporting Gijon & over 1.5')];
    const options = { teams: { home: 'Sporting', away: 'Sporting Gijon' } };
    expect(learned(COMBINED, markets, options)).toEqual(['1836', '1837']);
  });

  it('keeps what the mapping has, and gives no id twice', () => {
    const given = mapping(outcome('over', 'Over', { ids: { sportybet: '13' } }), outcome('under', 'Under'));
    expect(learned(given, [market('total=2.5', '12:Over', '13:Under')])).toEqual(['13', null]);
  });

  it('learns each source’s ids from that source’s own market', () => {
    const markets = [
      at('betpawa', '5000', '2.5', ['5001:Over', '5002:Under']),
      at('betpawa', '5003', '2.5', ['1:Over', '2:Under']),
      at('sportybet', '19', 'total=2.5', ['3:Over', '4:Under']),
    ];
    expect(learnOutcomeIds(OVER_UNDER, markets).outcomeMapping).toEqual([
      outcome('over', 'Over', { ids: { betpawa: '5001' } }),
      outcome('under', 'Under', { ids: { betpawa: '5002' } }),
    ]);
  });

  it('learns nothing of a variant, whose ids are its own', () => {
    const goals = mapping(outcome('0', 'None'));
    expect(learned(goals, [market('variant=sr:exact_goals:3+', '88:None')])).toEqual([null]);
    expect(learned(goals, [market('version=2', '88:None')])).toEqual(['88']);
    const bound = { ...goals, lineConventions: { sportybet: { where: 'variant=sr:exact_goals:3+' } } };
    expect(learned(bound, [market('variant=sr:exact_goals:3+', '88:None')])).toEqual(['88']);
  });

  it('learns only from markets that the mapping answers for', () => {
    const bound = { ...OVER_UNDER, lineConventions: { sportybet: { where: 'minute=5' } } };
    expect(learned(bound, [market('minute=15', '12:Over'), market('minute=5', '14:Over')])).toEqual(['14', null]);
    const event = { source: 'sportybet', eventId: null, sportradarId: null, startsAt: null, isLive: false } as const;
    const inSport = (sport: string | null) => [
      { ...market(null, '12:Over'), event: { ...event, sport, home: null, away: null } },
    ];
    const football = { ...OVER_UNDER, sport: 'football' };
    expect(learned(football, inSport('football'))[0]).toBe('12');
    expect(learned(football, inSport(null))[0]).toBe('12');
    expect(learned(football, inSport('tennis'))[0]).toBeNull();
  });

  it('learns nothing where the key has the outcome in it, nor of another source’s market with the id', () => {
    const bet9ja = {
      ...OVER_UNDER,
      bet9jaKey: 'S_OU',
      outcomeMapping: [outcome('over', 'Over', { bet9jaSuffix: 'O' })],
    };
    const markets = [at('bet9ja', 'S_OU', '2.5', ['7:O']), at('msport', '18', null, ['8:Over'])];
    expect(learnOutcomeIds(bet9ja, markets).outcomeMapping).toEqual(bet9ja.outcomeMapping);
  });

  it('learns no ids of players, nor of thresholds: they are not the outcome’s', () => {
    const players = mapping(outcome('scores', '{player}'), outcome('goals', '{n}+ goals'));
    expect(learned(players, [market(null, '1:Haaland', '2:2+ goals')])).toEqual([null, null]);
  });

  it('is not confused by an outcome that once came without its id', () => {
    const without = { ...market(null, ':Over'), outcomes: [{ id: null, name: 'Over', odds: 2, active: true }] };
    expect(learned(OVER_UNDER, [without, market(null, '12:Over')])).toEqual(['12', null]);
  });

  it('takes the teams of each market’s own event, and then no other name for one of them', () => {
    const event = { source: 'sportybet', eventId: null, sportradarId: null, startsAt: null, isLive: false } as const;
    const inEvent = (home: string | null, away: string | null, ...outcomes: string[]) => ({
      ...market('total=1.5', ...outcomes),
      event: { ...event, sport: null, home, away },
    });
    const teams = ['1836:Leon & over 1.5', '1837:Toluca & over 1.5'];
    expect(learned(COMBINED, [inEvent('Leon', 'Toluca', ...teams)])).toEqual(['1836', '1837']);
    const named = market('total=1.5', '1836:Home & Over 1.5', '1837:Away & Over 1.5');
    expect(learned(COMBINED, [named, inEvent('Leon', 'Toluca', '1836:Puebla & over 1.5')])).toEqual([null, '1837']);
    // Where a team is not known, the name may be its.
    for (const [home, away] of [
      ['Leon', null],
      [null, 'Toluca'],
    ] as const) {
      expect(learned(COMBINED, [named, inEvent(home, away, '1836:Puebla & over 1.5')])).toEqual(['1836', '1837']);
    }
  });

  it('takes a team in a name that has other characters than letters', () => {
    const odd = mapping(outcome('home', 'Home (+) [1.*]'), outcome('away', 'Away (+) [1.*]'));
    const markets = [market(null, '1:Home (+) [1.*]'), market(null, '1:Leon (+) [1.*]')];
    expect(learned(odd, markets)).toEqual(['1', null]);
    expect(learned(odd, [...markets, market(null, '1:Leon (+) [123]')])).toEqual([null, null]);
  });

  it('says which input it could not read', () => {
    expect(() => learnOutcomeIds(null as never, [])).toThrow(
      expect.objectContaining({ code: 'VALIDATION', message: expect.stringContaining('mapping or markets') }),
    );
  });

  it('does not change the mapping it is given, and learns nothing new from the same markets', () => {
    const markets = [market('total=2.5', '12:Over 2.5', '13:Under 2.5')];
    const frozen = Object.freeze({
      ...OVER_UNDER,
      outcomeMapping: OVER_UNDER.outcomeMapping.map(each => Object.freeze(each)),
    });
    const taught = learnOutcomeIds(frozen, markets);
    expect(learnOutcomeIds(taught, markets)).toEqual(taught);
  });

  it('never lets an id name two outcomes, whatever was seen', () => {
    const seen = fc.array(
      fc.tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('Over', 'Under', 'Over 2.5', 'under 2.5', 'x')),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 4 }), lists => {
        const markets = lists.map(list => market('total=2.5', ...list.map(([id, name]) => `${id}:${name}`)));
        const [over, under] = learned(OVER_UNDER, markets);
        if (over !== null) expect(over).not.toBe(under);
        const contradicts = (id: string, name: RegExp) =>
          markets.some(({ outcomes }) => outcomes.some(each => each.id === id && !name.test(each.name)));
        if (over) expect(contradicts(over, /^over/i)).toBe(false);
        if (under) expect(contradicts(under, /^under/i)).toBe(false);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import type { LineConventions, OutcomeMapping, ScrapedMarket, Source } from '../../src/model/index.js';
import { answersFor, type Bindable } from '../../src/rules/binding.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';

const bound = (where: string, source: Source = 'sportybet'): Bindable => ({ lineConventions: { [source]: { where } } });

function answers(mapping: Bindable, parameter: string | null, source: Source = 'sportybet'): boolean {
  return answersFor(mapping, source, { parameter }, [mapping]);
}

describe('a mapping that is bound to a parameter', () => {
  it.each<[string, string | null, boolean]>([
    ['minute=5', 'minute=5', true],
    ['minute=5', 'minute=05.0', true],
    ['minute=5', 'minute=5|total=0.5', true],
    ['minute=5|total=0.5', 'total=0.50|minute=5', true],
    ['variant=sr:exact_goals:6+', 'variant=sr:exact_goals:6+', true],
    ['hcp=0:1', 'hcp=0:1', true],
    ['minute=5', 'minute=15', false],
    ['minute=5', 'setnr=5', false],
    ['minute=5', '5', false],
    ['minute=5', null, false],
    ['minute=5|total=0.5', 'minute=5', false],
    ['variant=sr:exact_goals:6+', 'variant=sr:exact_goals:5+', false],
    ['value=5', '5', true],
    ['value=5', 'minute=5', false],
    ['not a specifier', 'minute=5', false],
    ['__proto__=5', 'minute=5', false],
  ])('where %s, asked at %s: %s', (where, parameter, expected) => {
    expect(answers(bound(where), parameter)).toBe(expected);
  });

  it('is asked by the value where the source’s parameter is bare', () => {
    expect(answers(bound('value=5', 'bet9ja'), '5', 'bet9ja')).toBe(true);
    expect(answers(bound('value=5', 'bet9ja'), '5.0', 'bet9ja')).toBe(true);
    expect(answers(bound('value=5', 'bet9ja'), '15', 'bet9ja')).toBe(false);
    expect(answers(bound('minute=5', 'bet9ja'), 'minute=5', 'bet9ja')).toBe(false);
  });

  it('is bound at that source alone', () => {
    expect(answers(bound('value=5', 'bet9ja'), 'minute=15')).toBe(true);
    for (const source of ['constructor', 'tostring']) expect(answers({ lineConventions: {} }, '1', source)).toBe(true);
  });

  it('answers for the one number alone, whatever the number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), (asked, said) => {
        expect(answers(bound(`minute=${asked}`), `minute=${said}`)).toBe(asked === said);
      }),
    );
  });
});

describe('a mapping of one sport', () => {
  const football: Bindable = { sport: 'football' };
  const tennis: Bindable = { sport: 'tennis' };
  const any: Bindable = { sport: null };
  const at = (mapping: Bindable, source: Source, sport: string | null, others: Bindable[]) =>
    answersFor(mapping, source, { parameter: null, sport }, others);

  it('answers for events of that sport, and one of none for all', () => {
    for (const source of ['sportybet', 'bet9ja', 'mybook']) {
      expect(at(football, source, 'football', [football, tennis])).toBe(true);
      expect(at(football, source, 'tennis', [football])).toBe(false);
      expect(at(any, source, 'tennis', [football, any])).toBe(true);
    }
  });

  it('answers for an event of an unknown sport, but not where another sport’s mapping has an id that the source uses again', () => {
    for (const source of ['sportpesa', 'sportybet', 'betpawa', 'msport']) {
      expect(at(football, source, null, [football, any])).toBe(true);
      expect(at(football, source, null, [football, tennis])).toBe(false);
      expect(at(any, source, null, [football, any])).toBe(true);
    }
    expect(at(football, 'bet9ja', null, [football, tennis])).toBe(true);
  });
});

function outcome(canonicalId: string, name: string, position: number): OutcomeMapping {
  return { canonicalId, betpawaName: name, sportybetDesc: name, bet9jaSuffix: name, position };
}

const SIDES = ['home: Home', 'draw: Draw', 'away: Away'].map((text, position) => {
  const [canonicalId = '', name = ''] = text.split(': ');
  return outcome(canonicalId, name, position);
});

function market(externalMarketId: string, parameter: string | null, names: string[], sport?: string): ScrapedMarket {
  const unknown = { eventId: null, sportradarId: null, home: null, away: null, startsAt: null, isLive: false };
  return {
    source: 'sportybet',
    externalMarketId,
    marketName: null,
    parameter,
    outcomes: names.map(name => ({ id: null, name, odds: 2, active: true })),
    ...(sport === undefined ? {} : { event: { source: 'sportybet', ...unknown, sport } }),
  };
}

describe('in a mapper', () => {
  const lineConventions: LineConventions = { sportybet: { where: 'minute=5' } };
  const five = { canonicalId: '1x2_5min', name: '1X2 - 5 Minutes', sportybetId: '900069', outcomeMapping: SIDES };
  const names = ['Home', 'Draw', 'Away'];

  it('1x2_5min takes the fifth minute and never SportyBet’s minutes 15 to 85', () => {
    const index = new MappingIndex(toBaseMappings([{ ...five, lineConventions }]));
    const found = index.resolveMarket(market('900069', 'minute=5', names));
    expect(found).toMatchObject({ status: 'mapped', line: null });
    for (let minute = 10; minute <= 85; minute += 5) {
      const away = [{ status: 'unmapped', reason: 'BOUND_AWAY' }];
      expect(index.resolveMarkets(market('900069', `minute=${minute}`, names))).toEqual(away);
    }
    expect(index.resolve('sportybet', '900069')?.canonicalId).toBe('1x2_5min');
  });

  it('what it is bound to stands in no line, and the rest does', () => {
    const goals = {
      canonicalId: 'over_under_5min',
      name: 'Over/Under - 5 Minutes',
      sportybetId: '900313',
      outcomeMapping: [outcome('over', 'Over', 0), outcome('under', 'Under', 1)],
    };
    const index = new MappingIndex(toBaseMappings([{ ...goals, lineConventions }]));
    const found = index.resolveMarket(market('900313', 'minute=5|total=0.5', ['Over 0.5', 'Under 0.5']));
    expect(found).toMatchObject({ status: 'mapped', line: { kind: 'total', value: 0.5, label: '0.5' } });
  });

  it('each of several mappings of one id takes its own minute', () => {
    const at = (minute: number) => ({
      ...five,
      canonicalId: `1x2_${minute}min`,
      lineConventions: { sportybet: { where: `minute=${minute}` } },
    });
    const index = new MappingIndex(toBaseMappings([at(5), at(10)]));
    const found = [5, 10, 15].map(minute => index.resolveMarket(market('900069', `minute=${minute}`, names)));
    expect(found).toMatchObject([
      { mapping: { canonicalId: '1x2_5min' } },
      { mapping: { canonicalId: '1x2_10min' } },
      { reason: 'BOUND_AWAY' },
    ]);
  });

  it('tells apart outcomes that nobody knows and bindings that do not hold', () => {
    const free = { ...five, canonicalId: 'free', outcomeMapping: SIDES };
    const given = market('900069', 'minute=15', ['?']);
    expect(new MappingIndex(toBaseMappings([{ ...five, lineConventions }])).resolveMarket(given)).toMatchObject({
      reason: 'BOUND_AWAY',
    });
    const both = new MappingIndex(toBaseMappings([{ ...five, lineConventions }, free]));
    expect(both.resolveMarket(given)).toMatchObject({ reason: 'UNKNOWN_OUTCOMES' });
    expect(both.resolveMarket(market('1', null, ['?']))).toMatchObject({ reason: 'UNKNOWN_MARKET' });
    expect(
      new MappingIndex(toBaseMappings([{ ...five, lineConventions }])).resolveMarket(market('900069', null, [])),
    ).toEqual({ status: 'unmapped', reason: 'BOUND_AWAY' });
  });

  it('tennis set scores are never football’s correct score', () => {
    const scores = ['2:0', '2:1', '0:2', '1:2'];
    const football = {
      canonicalId: 'correct_score_ft',
      name: 'Correct Score',
      sportybetId: '199',
      sport: 'football',
      outcomeMapping: scores.map((score, position) => outcome(score, score, position)),
    };
    const index = new MappingIndex(toBaseMappings([football]));
    const away = { status: 'unmapped', reason: 'BOUND_AWAY' };
    expect(index.resolveMarket(market('199', 'variant=sr:correct_score:bestof:3', scores, 'tennis'))).toEqual(away);
    expect(index.resolveMarket(market('199', null, scores, 'football'))).toMatchObject({ status: 'mapped' });
    expect(index.resolveMarket(market('199', null, scores))).toMatchObject({ status: 'mapped' });
    const tennis = { ...football, canonicalId: 'set_score', sport: 'tennis' };
    expect(new MappingIndex(toBaseMappings([football, tennis])).resolveMarket(market('199', null, scores))).toEqual(
      away,
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { ActiveMapping, ScrapedMarket } from '../../../src/model/index.js';
import { MappingIndex } from '../../../src/rules/mapping-index.js';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';

/** A mapping with the id 18 at SportyBet; its outcomes are written `canonical id: name`. */
function mapping(canonicalId: string, outcomes: string, fields: Partial<ActiveMapping> = {}): ActiveMapping {
  const outcomeMapping = outcomes
    .split(', ')
    .filter(Boolean)
    .map((text, position) => {
      const [id = '', name = ''] = text.split(': ');
      return { canonicalId: id, betpawaName: null, sportybetDesc: name, bet9jaSuffix: name, position };
    });
  const active = toActiveMapping({ canonicalId, name: canonicalId, sportybetId: '18', outcomeMapping });
  return { ...active, ...fields };
}

function market(names: readonly string[], fields: Partial<ScrapedMarket> = {}): ScrapedMarket {
  const outcomes = names.map(name => ({ id: null, name, odds: 2, active: true }));
  return { source: 'sportybet', externalMarketId: '18', marketName: null, parameter: null, outcomes, ...fields };
}

const inSport = (sport: string) => {
  const unknown = { eventId: null, sportradarId: null, home: null, away: null, startsAt: null, isLive: false };
  return { event: { source: 'sportybet', ...unknown, sport } };
};

describe('ids that several mappings have', () => {
  const [one, two, other] = [
    mapping('one', '', { id: 1 }),
    mapping('two', '', { id: 2 }),
    mapping('other', '', { id: 3, sportybetId: '19', betpawaId: '18' }),
  ];
  const ids = (all: Iterable<readonly { given: object }[]>) =>
    [...all].map(entries => entries.map(({ given }) => Reflect.get(given, 'canonicalId')));

  it('are told by precedence, and only those', () => {
    expect(ids(new MappingIndex([two, other, one]).shared())).toEqual([['one', 'two']]);
    expect(ids(new MappingIndex([two, other]).shared())).toEqual([]);
  });

  it('are told for some mappings only, where that is asked', () => {
    const index = new MappingIndex([two, other, one]);
    expect(ids(index.sharedWith([two]))).toEqual([['one', 'two']]);
    expect(ids(index.sharedWith([other]))).toEqual([]);
    expect(ids(index.sharedWith([mapping('unknown', '', { sportybetId: '20', sourceIds: { msport: '1' } })]))).toEqual(
      [],
    );
  });
});

describe('of two base mappings', () => {
  it('the one that comes first in the code answers, whenever it came in', () => {
    const [first, second] = [mapping('first', ''), mapping('second', '')];
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      expect(new MappingIndex(order, [first, second]).resolve('sportybet', '18')).toBe(first);
    }
    const patched = new MappingIndex([second], [first, second]);
    patched.patch([], [first]);
    expect(patched.resolve('sportybet', '18')).toBe(first);
  });
});

describe('a resolution', () => {
  it('says who and how many an outcome is about, if it is about somebody', () => {
    const index = new MappingIndex([
      mapping('m', 'scores: {player}, shots: {player} {n}, goals: {n} goals, none: None'),
    ]);
    const found = index.resolveMarket(market(['Haaland', 'Digne 2+', '3 goals', 'None']));
    const plain = { odds: 2, active: true };
    expect(found).toMatchObject({ status: 'mapped' });
    expect('outcomes' in found && found.outcomes).toStrictEqual([
      { canonicalId: 'scores', ...plain, matchedBy: 'pattern', participant: 'Haaland' },
      { canonicalId: 'shots', ...plain, matchedBy: 'pattern', participant: 'Digne', line: 2 },
      { canonicalId: 'goals', ...plain, matchedBy: 'pattern', line: 3 },
      { canonicalId: 'none', ...plain, matchedBy: 'name' },
    ]);
  });

  it('says its line, or why it can not be read', () => {
    const index = new MappingIndex([mapping('m', 'over: Over, under: Under')]);
    const at = (parameter: string) => index.resolveMarket(market(['Over'], { parameter }));
    expect(at('total=2.5')).toMatchObject({ parameter: 'total=2.5', line: { value: 2.5 } });
    expect(at('total=2.5')).not.toHaveProperty('lineReason');
    expect(at('total=x')).toMatchObject({ parameter: 'total=x', line: null, lineReason: 'PARAMETER_UNREADABLE' });
  });

  it('has nothing of a mapping whose outcomes are all those of the first', () => {
    const index = new MappingIndex([
      mapping('a', 'home: Home, away: Away', { id: 1 }),
      mapping('b', 'x: Home', { id: 2 }),
    ]);
    const found = index.resolveMarkets(market(['Home', 'Away', 'Draw']));
    expect(found).toMatchObject([{ mapping: { canonicalId: 'a' }, unmatched: [{ name: 'Draw' }] }]);
    expect(index.resolveMarket(market(['Home', 'Draw']))).toMatchObject({
      mapping: { canonicalId: 'a' },
      status: 'partial',
      unmatched: [{ name: 'Draw' }],
    });
  });

  it('is that of a shorter id where the mappings of the longer one are bound to another sport', () => {
    const bet9ja = { sportybetId: null, sport: 'tennis' };
    const index = new MappingIndex([
      mapping('line', 'over: O', { ...bet9ja, bet9jaKey: 'S_OU@2.5' }),
      mapping('whole', 'over: O', { ...bet9ja, bet9jaKey: 'S_OU', sport: 'football' }),
    ]);
    const asked = (name: string, sport: string) =>
      index.resolveMarket(
        market([name], { source: 'bet9ja', externalMarketId: 'S_OU', parameter: '2.5', ...inSport(sport) }),
      );
    expect(asked('O', 'football')).toMatchObject({ mapping: { canonicalId: 'whole' } });
    expect(asked('O', 'tennis')).toMatchObject({ mapping: { canonicalId: 'line' } });
    expect(asked('?', 'football')).toEqual({ status: 'unmapped', reason: 'UNKNOWN_OUTCOMES' });
    expect(asked('O', 'golf')).toEqual({ status: 'unmapped', reason: 'BOUND_AWAY' });
  });

  it('is none for what is no id', () => {
    const index = new MappingIndex([mapping('m', '')]);
    for (const id of [null, undefined, 7, {}, 'x'.repeat(10_000)]) {
      expect(index.resolve('sportybet', id as never)).toBeNull();
    }
  });
});

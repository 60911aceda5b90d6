import { describe, expect, it } from 'vitest';
import type { MarketMapping, MissingOutcome, OutcomeMapping } from '../../../src/model/index.js';
import { findMissing, indexOfActive, type LoggedMarket, namedOutcomes } from '../../../src/rules/missing-outcomes.js';

const outcome = (canonicalId: string, name: string, id?: string): OutcomeMapping => ({
  canonicalId,
  betpawaName: null,
  sportybetDesc: name,
  bet9jaSuffix: null,
  position: 0,
  ...(id === undefined ? {} : { ids: { sportybet: id } }),
});

const mapping = (fields: Partial<MarketMapping> = {}): MarketMapping => ({
  id: 1,
  canonicalId: 'over_under_ft',
  name: 'Over/Under',
  betpawaId: null,
  sportybetId: '18',
  bet9jaKey: null,
  sourceIds: {},
  outcomeMapping: [outcome('over', 'Over'), outcome('under', 'Under')],
  priority: 0,
  isActive: true,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  createdBy: null,
  sport: null,
  ...fields,
});

const market = (fields: Partial<LoggedMarket> = {}): LoggedMarket => ({
  source: 'sportybet',
  externalMarketId: '18',
  parameter: null,
  sport: null,
  missingOutcomes: [],
  sampleOutcomes: null,
  ...fields,
});

const missing = (name: string, fields: Partial<MissingOutcome> = {}): MissingOutcome => ({ id: null, name, ...fields });
const left = (logged: LoggedMarket, ...mappings: MarketMapping[]) => findMissing(logged, indexOfActive(mappings));

describe('a market of which no outcome is known', () => {
  it('closes where a mapping has its id, and else stays open for the reason there is', () => {
    expect(left(market(), mapping())).toBeNull();
    expect(left(market({ externalMarketId: '19' }), mapping())).toEqual({ reason: 'UNKNOWN_MARKET', outcomes: [] });
    expect(left(market({ sport: 'tennis' }), mapping({ sport: 'football' }))).toEqual({
      reason: 'BOUND_AWAY',
      outcomes: [],
    });
    expect(left(market({ sport: 'football' }), mapping({ sport: 'football' }))).toBeNull();
    const bound = mapping({ lineConventions: { sportybet: { where: 'minute=5' } } });
    expect(left(market({ parameter: 'minute=5' }), bound)).toBeNull();
    expect(left(market({ parameter: 'minute=15' }), bound)?.reason).toBe('BOUND_AWAY');
  });
});

describe('a market whose missing outcomes are listed', () => {
  it('closes where mappings know all of them together, and else keeps the whole list', () => {
    const missingOutcomes = [missing('Over'), missing('Exactly')];
    expect(left(market({ missingOutcomes: [missing('Over')] }), mapping())).toBeNull();
    expect(left(market({ missingOutcomes }), mapping())).toEqual({
      reason: 'UNKNOWN_OUTCOMES',
      outcomes: missingOutcomes,
    });
    const other = mapping({ id: 2, canonicalId: 'exact', outcomeMapping: [outcome('exactly', 'Exactly')] });
    expect(left(market({ missingOutcomes }), mapping(), other)).toBeNull();
    expect(left(market({ missingOutcomes }))).toEqual({ reason: 'UNKNOWN_MARKET', outcomes: missingOutcomes });
    expect(left(market({ missingOutcomes: [missing('Exactly')] }), mapping())?.reason).toBe('UNKNOWN_OUTCOMES');
  });

  it('is asked with the parameter and the teams of each, and by the list before the sample', () => {
    const missingOutcomes = [
      missing('Over 2.5', { parameter: 'total=2.5' }),
      missing('Over 3.5', { parameter: 'total=3.5' }),
    ];
    expect(left(market({ missingOutcomes, sampleOutcomes: [{ name: 'Exactly' }] }), mapping())).toBeNull();
    expect(left(market({ missingOutcomes: [missing('Over 2.5')], parameter: 'total=2.5' }), mapping())).toBeNull();
    expect(left(market({ missingOutcomes: [missing('Over 2.5')] }), mapping())?.reason).toBe('UNKNOWN_OUTCOMES');
    const sides = mapping({ outcomeMapping: [outcome('home', 'Home'), outcome('away', 'Away')] });
    const teams = { home: 'Inter', away: 'Milan' };
    expect(left(market({ missingOutcomes: [missing('Inter', teams), missing('Milan', teams)] }), sides)).toBeNull();
    const turned = { home: 'Milan', away: 'Inter' };
    expect(left(market({ missingOutcomes: [missing('Inter', teams), missing('Inter', turned)] }), sides)).toBeNull();
    expect(left(market({ missingOutcomes: [missing('Inter', { home: 'Inter' })] }), sides)).toBeNull();
    expect(left(market({ missingOutcomes: [missing('Inter', { away: 'Inter' })] }), sides)).toBeNull();
    expect(left(market({ missingOutcomes: [missing('Inter')] }), sides)?.reason).toBe('UNKNOWN_OUTCOMES');
  });

  it('is one outcome where it was met with and without its id', () => {
    const twins = [missing('Over'), missing('Over', { id: '12' })];
    expect(left(market({ missingOutcomes: twins }), mapping())).toBeNull();
    expect(left(market({ missingOutcomes: twins.toReversed() }), mapping())).toBeNull();
    // Of two ids with one name neither is known.
    const rivals = [missing('Over', { id: '12' }), missing('Over', { id: '13' })];
    expect(left(market({ missingOutcomes: rivals }), mapping())?.reason).toBe('UNKNOWN_OUTCOMES');
    const others = [missing('Exactly'), missing('Over', { id: '12' })];
    expect(left(market({ missingOutcomes: others }), mapping())?.outcomes).toEqual(others);
  });

  it('stays open for the reason that somebody can do most about', () => {
    const bound = mapping({ lineConventions: { sportybet: { where: 'minute=5' } } });
    const at = (minute: number, name: string) => missing(name, { parameter: `minute=${minute}` });
    expect(left(market({ missingOutcomes: [at(15, 'Over')] }), bound)?.reason).toBe('BOUND_AWAY');
    expect(left(market({ missingOutcomes: [at(15, 'Over'), at(5, 'Exactly')] }), bound)?.reason).toBe(
      'UNKNOWN_OUTCOMES',
    );
    expect(left(market({ missingOutcomes: [at(15, 'Over'), at(5, 'Over')] }), bound)?.reason).toBe('BOUND_AWAY');
  });
});

describe('a market of which there is a sample', () => {
  it('closes where all of it is known, and else tells what is not, with the parameter', () => {
    const sampleOutcomes = [{ id: 12, name: 'Over 2.5' }, { desc: 'Under 2.5' }, { label: 'Exactly' }, 'Over', null];
    const logged = market({ sampleOutcomes, parameter: 'total=2.5' });
    const exactly = { id: null, name: 'Exactly', parameter: 'total=2.5' };
    expect(left(logged, mapping())).toEqual({ reason: 'UNKNOWN_OUTCOMES', outcomes: [exactly] });
    const three = mapping({
      outcomeMapping: [outcome('over', 'Over'), outcome('under', 'Under'), outcome('x', 'Exactly')],
    });
    expect(left(logged, three)).toBeNull();
    expect(left(market({ sampleOutcomes: [{ name: 'Exactly' }] }), mapping())).toEqual({
      reason: 'UNKNOWN_OUTCOMES',
      outcomes: [missing('Exactly')],
    });
    expect(left(market({ sampleOutcomes: [{ name: 'Over' }, { name: 'Exactly' }] }))).toEqual({
      reason: 'UNKNOWN_MARKET',
      outcomes: [],
    });
  });

  it('has the outcomes with a name, each with its id', () => {
    expect(
      namedOutcomes([
        { id: 12, name: 'Over', desc: 'O' },
        { id: '13', name: 7, desc: 'Under' },
        { id: null, label: 'Exactly' },
        { id: {}, name: '' },
        { id: 1 },
        ['Over'],
        'Over',
        null,
        undefined,
      ]),
    ).toEqual([
      { id: '12', name: 'Over' },
      { id: '13', name: 'Under' },
      { id: null, name: 'Exactly' },
      { id: null, name: '' },
    ]);
    for (const none of [null, undefined, {}, 'Over', { 0: { name: 'Over' }, length: 1 }]) {
      expect(namedOutcomes(none)).toEqual([]);
    }
  });
});

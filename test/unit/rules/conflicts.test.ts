import { describe, expect, it } from 'vitest';
import type { OutcomeMapping } from '../../../src/model/index.js';
import { type Claimant, claimsOf, sharedIds } from '../../../src/rules/conflicts.js';

const outcome = (name: string | null, id?: string): OutcomeMapping => ({
  canonicalId: `${name}`,
  betpawaName: null,
  sportybetDesc: name,
  bet9jaSuffix: null,
  position: 0,
  ...(id === undefined ? {} : { ids: { sportybet: id } }),
});

const claimant = (canonicalId: string, fields: Partial<Claimant> = {}): Claimant => ({
  canonicalId,
  priority: 0,
  sport: null,
  betpawaId: null,
  sportybetId: '18',
  bet9jaKey: null,
  sourceIds: {},
  outcomeMapping: [outcome('Over'), outcome('Under')],
  ...fields,
});

const bound = (canonicalId: string, where: string | undefined) =>
  claimant(canonicalId, { lineConventions: { sportybet: where === undefined ? {} : { where } } });

/** The ids that two mappings share, whichever of them is asked first. */
function shared(a: Claimant, b: Claimant): string[] {
  const told = (ids: ReturnType<typeof sharedIds>) => ids.map(id => `${id.source} ${id.externalMarketId}`);
  expect(told(sharedIds(b, a)).sort()).toEqual(told(sharedIds(a, b)).sort());
  return told(sharedIds(a, b));
}

const ON_EQUAL_TERMS = ['sportybet 18'];

describe('two mappings answer for one market on equal terms', () => {
  it('where they have an id in common, at each source', () => {
    expect(shared(claimant('a'), claimant('b'))).toEqual(ON_EQUAL_TERMS);
    const both = { betpawaId: '5000', sourceIds: { msport: '7' } };
    const other = { betpawaId: '5000', sportybetId: '19', sourceIds: { msport: '7', betika: '7' } };
    const named = (name: string) => [{ ...outcome(null), betpawaName: name, names: { msport: name } }];
    expect(
      shared(
        claimant('a', { ...both, outcomeMapping: named('Over') }),
        claimant('b', { ...other, outcomeMapping: named('Over') }),
      ),
    ).toEqual(['betpawa 5000', 'msport 7']);
    expect(shared(claimant('a'), claimant('b', { sportybetId: '19' }))).toEqual([]);
    expect(shared(claimant('a'), claimant('b', { sportybetId: null, betpawaId: '18' }))).toEqual([]);
  });

  it('but one mapping is not in conflict with itself, nor two of which one goes before the other', () => {
    expect(shared(claimant('a'), claimant('a'))).toEqual([]);
    expect(shared(claimant('a'), claimant('b', { priority: 1 }))).toEqual([]);
    expect(shared(claimant('a', { priority: 1 }), claimant('b', { priority: 1 }))).toEqual(ON_EQUAL_TERMS);
  });

  it('but not in two sports; a mapping of any sport is in conflict with each', () => {
    const football = claimant('a', { sport: 'football' });
    expect(shared(football, claimant('b', { sport: 'tennis' }))).toEqual([]);
    expect(shared(football, claimant('b', { sport: 'football' }))).toEqual(ON_EQUAL_TERMS);
    expect(shared(football, claimant('b'))).toEqual(ON_EQUAL_TERMS);
  });

  it('but not where no parameter can be what both are bound to', () => {
    expect(shared(bound('a', 'minute=5'), bound('b', 'minute=10'))).toEqual([]);
    expect(shared(bound('a', 'minute=5|setnr=1'), bound('b', 'minute=5|setnr=2'))).toEqual([]);
    expect(shared(bound('a', 'minute=5'), bound('b', 'minute=5.0'))).toEqual(ON_EQUAL_TERMS);
    expect(shared(bound('a', 'minute=5'), bound('b', 'setnr=1'))).toEqual(ON_EQUAL_TERMS);
    expect(shared(bound('a', 'minute=5'), bound('b', undefined))).toEqual(ON_EQUAL_TERMS);
    expect(shared(bound('a', 'minute=5'), claimant('b'))).toEqual(ON_EQUAL_TERMS);
  });

  it('but not where each has outcomes of its own: one in common is enough, and without outcomes a mapping claims all', () => {
    const of = (...outcomeMapping: OutcomeMapping[]) => ({ outcomeMapping });
    const home = claimant('a', of(outcome('Home over'), outcome('Home under')));
    expect(shared(home, claimant('b', of(outcome('Away over'), outcome('Away under'))))).toEqual([]);
    expect(shared(home, claimant('b', of(outcome('Away over'), outcome('home UNDER '))))).toEqual(ON_EQUAL_TERMS);
    expect(shared(home, claimant('b', of()))).toEqual(ON_EQUAL_TERMS);
    expect(shared(claimant('a', of()), claimant('b', of()))).toEqual(ON_EQUAL_TERMS);
    // Neither has a name or an id at the source.
    expect(shared(claimant('a', of(outcome(null))), claimant('b', of(outcome(''))))).toEqual(ON_EQUAL_TERMS);
    expect(shared(home, claimant('b', of(outcome(null))))).toEqual(ON_EQUAL_TERMS);
    expect(shared(claimant('a', of(outcome('1', '12'))), claimant('b', of(outcome('2', '12'))))).toEqual(
      ON_EQUAL_TERMS,
    );
  });
});

it('an outcome is claimed by its id and by its name, which are not mistaken for each other', () => {
  expect(claimsOf([outcome('Over ', '12'), outcome('13'), outcome(null, '14'), outcome(' ')], 'sportybet')).toEqual([
    'id 12',
    'name over',
    'name 13',
    'id 14',
  ]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import type { ActiveMapping, NewMapping } from '../../src/model/index.js';
import { sourceIdsOf } from '../../src/model/index.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { withoutSourcesOf } from '../../src/rules/without-sources-of.js';

const OVER_UNDER = [
  { canonicalId: 'over', betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'O', position: 0 },
  { canonicalId: 'under', betpawaName: 'Under', sportybetDesc: 'Under', bet9jaSuffix: 'U', position: 1 },
];

function mapping(canonicalId: string, ids: Partial<NewMapping>): NewMapping {
  return { canonicalId, name: canonicalId, outcomeMapping: OVER_UNDER, ...ids };
}

/** As a row of the database serves it. */
function row(id: number, canonicalId: string, ids: Partial<NewMapping>): ActiveMapping {
  const [base] = toBaseMappings([mapping(canonicalId, ids)]);
  if (!base) throw new Error('one mapping');
  return { ...base, id, origin: 'database' };
}

/** The mappings in force: every row, and what remains of each base mapping. */
function combine(rows: readonly ActiveMapping[], base: readonly ActiveMapping[]): ActiveMapping[] {
  const remaining = base.flatMap(each => {
    const own = rows.find(({ canonicalId }) => canonicalId === each.canonicalId);
    return (own === undefined ? each : withoutSourcesOf(each, own)) ?? [];
  });
  return [...rows, ...remaining];
}

const base = toBaseMappings([
  mapping('over_under_ft', { betpawaId: '5000', sportybetId: '18', bet9jaKey: 'S_OU', sourceIds: { msport: '18' } }),
]);

describe('a row replaces the base mapping of its canonical id', () => {
  it('at the sources where the row has an id, and there alone', () => {
    const own = row(1, 'over_under_ft', { betpawaId: '9999' });
    const index = new MappingIndex(combine([own], base));
    expect(index.resolve('betpawa', '9999')).toBe(own);
    expect(index.resolve('betpawa', '5000')).toBeNull();
    expect(index.resolve('bet9ja', 'S_OU@2.5_O')).toMatchObject({ origin: 'base', canonicalId: 'over_under_ft' });
    expect(index.resolve('sportybet', '18')?.origin).toBe('base');
    expect(index.resolve('msport', '18')?.origin).toBe('base');
  });

  it('which then shows the sources that remain to it, frozen, with times of its own', () => {
    const own = row(1, 'over_under_ft', { betpawaId: '9999', sourceIds: { msport: '7' } });
    const left = combine([own], base)[1];
    expect(left).toMatchObject({ betpawaId: null, sportybetId: '18', bet9jaKey: 'S_OU', sourceIds: {}, id: null });
    expect(Object.isFrozen(left)).toBe(true);
    left?.createdAt.setTime(0);
    left?.updatedAt.setTime(0);
    expect(left?.createdAt).toEqual(base[0]?.createdAt);
    expect({ ...left }).toMatchObject({ createdAt: base[0]?.createdAt, updatedAt: base[0]?.updatedAt });
    const [only] = base;
    expect(only && withoutSourcesOf(only, row(1, 'over_under_ft', { sourceIds: { mybook: '7' } }))).toBe(only);
    expect(base[0]).toMatchObject({ betpawaId: '5000', sourceIds: { msport: '18' } });
  });

  it('wholly where the row has an id at every source of it', () => {
    const ids = { betpawaId: '1', sportybetId: '2', bet9jaKey: 'S_X', sourceIds: { msport: '3', mybook: '4' } };
    expect(combine([row(1, 'over_under_ft', ids)], base)).toHaveLength(1);
  });

  it('and leaves others as they are', () => {
    const other = row(1, 'totals', { betpawaId: '5000' });
    expect(combine([other], base)).toEqual([other, base[0]]);
    expect(combine([other], base)[1]).toBe(base[0]);
  });
});

describe('between a row and a base mapping of other canonical ids', () => {
  const market = {
    source: 'sportybet',
    externalMarketId: '18',
    marketName: null,
    parameter: 'total=2.5',
    outcomes: ['Over 2.5', 'Under 2.5'].map(name => ({ id: null, name, odds: 2, active: true })),
  };

  it('resolve, resolveMarket and resolveMarkets decide alike: a row on SportyBet 18 is the answer of all three', () => {
    const [over] = OVER_UNDER;
    if (!over) throw new Error('two outcomes');
    // It recognises less than the base mapping does, and still comes first.
    const mine = row(1, 'my_totals', { sportybetId: '18', outcomeMapping: [over] });
    const index = new MappingIndex(combine([mine], base));
    expect(index.resolve('sportybet', '18')).toBe(mine);
    expect(index.resolveMarket(market)).toMatchObject({ mapping: { canonicalId: 'my_totals' } });
    expect(index.resolveMarkets(market)).toMatchObject([
      { mapping: { canonicalId: 'my_totals' }, outcomes: [{ canonicalId: 'over' }] },
      { mapping: { canonicalId: 'over_under_ft' }, outcomes: [{ canonicalId: 'under' }] },
    ]);
  });

  it('priority comes before that', () => {
    const high = toBaseMappings([mapping('over_under_ft', { sportybetId: '18', priority: 1 })]);
    const index = new MappingIndex(combine([row(1, 'my_totals', { sportybetId: '18' })], high));
    expect(index.resolve('sportybet', '18')?.canonicalId).toBe('over_under_ft');
    expect(index.resolveMarket(market)).toMatchObject({ mapping: { canonicalId: 'over_under_ft' } });
  });

  it('among rows the one that recognises more comes first, then the lowest id', () => {
    const [over] = OVER_UNDER;
    if (!over) throw new Error('two outcomes');
    const less = row(1, 'less', { sportybetId: '18', outcomeMapping: [over] });
    const more = row(2, 'more', { sportybetId: '18' });
    const same = row(3, 'same', { sportybetId: '18' });
    const index = new MappingIndex(combine([same, less, more], []));
    expect(index.resolveMarket(market)).toMatchObject({ mapping: { canonicalId: 'more' } });
    expect(index.resolve('sportybet', '18')?.canonicalId).toBe('less');
  });
});

describe('for any rows and base mappings', () => {
  const ids = fc.record({
    betpawaId: fc.option(fc.constantFrom('1', '2')),
    sportybetId: fc.option(fc.constantFrom('1', '2')),
    bet9jaKey: fc.constant('S_OU'),
    sourceIds: fc.constantFrom<Record<string, string>[]>({}, { msport: '1' }, { msport: '2', mybook: '3' }),
  });
  const named = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), ids), { selector: ([name]) => name });

  it('each canonical id answers at each source once: by the row where it has an id, else by the base mapping', () => {
    fc.assert(
      fc.property(named, named, (rowIds, baseIds) => {
        const rows = rowIds.map(([name, fields], index) => row(index + 1, name, fields));
        const bases = toBaseMappings(baseIds.map(([name, fields]) => mapping(name, fields)));
        const told = (all: readonly ActiveMapping[]) =>
          all.flatMap(each =>
            sourceIdsOf(each).map(({ source, id }) => [`${each.canonicalId} ${source}`, id] as const),
          );
        const combined = told(combine(rows, bases));
        expect(new Map(combined)).toEqual(new Map([...told(bases), ...told(rows)]));
        expect(new Set(combined.map(([key]) => key)).size).toBe(combined.length);
      }),
    );
  });
});

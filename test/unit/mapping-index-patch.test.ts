import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freezeMapping } from '../../src/mapper/freeze-mapping.js';
import type { ActiveMapping, ScrapedMarket, Source } from '../../src/model/index.js';
import { MAX_REMEMBERED, MappingIndex } from '../../src/rules/mapping-index.js';

const IDS = ['1', '2', 'S_OU', 'S_OU@2.5', 'S_OU@2.5_O', 'S_1X2'];
const ASKED = [...IDS, 'S_OU@3.5_O', 'S_1X2_1', 'S_1X2@1_1', '', 'nothing'];
const SOURCES: Source[] = ['betpawa', 'sportybet', 'bet9ja'];
const BASE_NAMES = ['a', 'b', 'c', 'd'];

const oneOfIds = fc.option(fc.constantFrom(...IDS));
const fields = fc.record({
  canonicalId: fc.constantFrom(...BASE_NAMES, 'e', 'f'),
  betpawaId: oneOfIds,
  sportybetId: oneOfIds,
  bet9jaKey: oneOfIds,
  priority: fc.constantFrom(0, 1),
  outcome: fc.constantFrom('Over', 'Under', 'Yes'),
});

function mappingOf({ outcome, ...given }: typeof fields extends fc.Arbitrary<infer T> ? T : never, id: number | null) {
  return freezeMapping({
    ...given,
    id,
    name: `${given.canonicalId} ${id}`,
    outcomeMapping: [
      { canonicalId: 'it', betpawaName: outcome, sportybetDesc: outcome, bet9jaSuffix: outcome, position: 0 },
    ],
    sourceIds: {},
    sport: null,
    isActive: true,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    createdBy: null,
    origin: id === null ? 'base' : 'database',
  });
}

function answersOf(index: MappingIndex): unknown[] {
  return SOURCES.flatMap(source =>
    ASKED.flatMap(externalMarketId => {
      const market: ScrapedMarket = {
        source,
        externalMarketId,
        marketName: null,
        parameter: '2.5',
        outcomes: ['Over', 'Yes'].map(name => ({ id: null, name, odds: 2, active: true })),
      };
      return [
        index.resolve(source, externalMarketId)?.name ?? null,
        index.resolveMarket(market),
        index.resolveMarkets(market),
      ];
    }),
  );
}

/** One step: by row id the mapping that is there from then on, or null for none; of base mappings which serve. */
const step = fc.record({
  rows: fc.dictionary(fc.constantFrom('1', '2', '3', '4', '5', '6'), fc.option(fields), { maxKeys: 3 }),
  base: fc.subarray(BASE_NAMES),
});

it('an index that was patched answers as one made anew, whatever it was asked before', () => {
  const base = fc.tuple(...BASE_NAMES.map(canonicalId => fields.map(each => ({ ...each, canonicalId }))));
  fc.assert(
    fc.property(base, fc.array(step, { maxLength: 12 }), (given, steps) => {
      const bases = given.map(each => mappingOf(each, null));
      let serving: readonly ActiveMapping[] = bases;
      const rows = new Map<number, ActiveMapping>();
      const index = new MappingIndex(bases, bases);
      for (const { rows: changes, base: names } of steps) {
        const removed: ActiveMapping[] = [];
        const added: ActiveMapping[] = [];
        for (const [key, change] of Object.entries(changes)) {
          const known = rows.get(Number(key));
          if (known) removed.push(known);
          rows.delete(Number(key));
          if (change === null) continue;
          const mapping = mappingOf(change, Number(key));
          rows.set(Number(key), mapping);
          added.push(mapping);
        }
        const next = bases.filter(({ canonicalId }) => names.includes(canonicalId));
        removed.push(...serving.filter(each => !next.includes(each)));
        added.push(...next.filter(each => !serving.includes(each)));
        serving = next;
        index.patch(removed, added);
        const anew = new MappingIndex([...rows.values(), ...serving], bases);
        expect(index.size).toBe(anew.size);
        expect(answersOf(index)).toEqual(answersOf(anew));
      }
    }),
  );
});

it('an index that is patched for ever remembers no more than one that is not', () => {
  const row = (id: number) =>
    mappingOf(
      { canonicalId: 'e', betpawaId: `${id}`, sportybetId: null, bet9jaKey: 'S_OU', priority: 0, outcome: 'Yes' },
      id,
    );
  let known = row(0);
  const index = new MappingIndex([known]);
  for (let round = 1; round <= 5; round++) {
    for (let at = 0; at < MAX_REMEMBERED; at++) index.resolve('betpawa', `${round} ${at}`);
    const next = row(round);
    index.patch([known], [next]);
    known = next;
    expect(index.resolve('betpawa', `${round}`)).toBe(next);
    expect(index.resolve('betpawa', `${round - 1}`)).toBeNull();
    expect(index.resolve('bet9ja', 'S_OU@1.5_O')).toBe(next);
  }
});

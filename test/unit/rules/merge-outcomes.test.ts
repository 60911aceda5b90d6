import { expect, it } from 'vitest';
import { mergeOutcomes } from '../../../src/rules/merge-outcomes.js';

const NOTHING = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
const over = { ...NOTHING, canonicalId: 'over', position: 0 };
const under = { ...NOTHING, canonicalId: 'under', position: 1 };

it('fills in what an outcome lacks, and replaces nothing that it has', () => {
  const own = { ...over, betpawaName: 'Over', names: { msport: 'Over' }, ids: { sportybet: '12' } };
  const added = {
    ...over,
    position: 7,
    betpawaName: 'Above',
    sportybetDesc: 'Over',
    bet9jaSuffix: 'O',
    names: { msport: 'Above', betika: 'Over' },
    ids: { sportybet: '13', msport: '1' },
  };
  expect(mergeOutcomes([own], [added])).toEqual([
    {
      canonicalId: 'over',
      position: 0,
      betpawaName: 'Over',
      sportybetDesc: 'Over',
      bet9jaSuffix: 'O',
      names: { msport: 'Over', betika: 'Over' },
      ids: { sportybet: '12', msport: '1' },
    },
  ]);
});

it('keeps the own name where the other has none', () => {
  const own = { ...over, betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'O' };
  expect(mergeOutcomes([own], [over])).toStrictEqual([own]);
});

it('adds canonical outcomes that were not there at the end', () => {
  expect(mergeOutcomes([over], [under, over])).toStrictEqual([over, under]);
  expect(mergeOutcomes([], [under])).toStrictEqual([under]);
});

it('invents neither names nor ids', () => {
  expect(mergeOutcomes([{ ...over, names: {}, ids: {} }, under], [over, under])[1]).toStrictEqual(under);
  expect(mergeOutcomes([over], [{ ...over, names: { betika: 'Over' } }])).toStrictEqual([
    { ...over, names: { betika: 'Over' } },
  ]);
  expect(mergeOutcomes([over], [{ ...over, ids: { betika: '1' } }])).toStrictEqual([{ ...over, ids: { betika: '1' } }]);
});

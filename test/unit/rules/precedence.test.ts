import { expect, it } from 'vitest';
import { comparePrecedenceByOutcomes, type RankedByOutcomes } from '../../../src/rules/precedence.js';

const ranked = (id: number | null, priority: number, recognised: number): RankedByOutcomes => ({
  id,
  priority,
  recognised,
});

it('the highest priority comes first, then rows, then what recognises more, then the lowest id', () => {
  const inOrder = [
    ranked(9, 2, 1),
    ranked(null, 2, 5),
    ranked(8, 1, 3),
    ranked(3, 1, 2),
    ranked(5, 1, 2),
    ranked(null, 1, 4),
    ranked(null, 1, 1),
  ];
  expect(inOrder.toSorted(comparePrecedenceByOutcomes)).toEqual(inOrder);
  expect(inOrder.toReversed().sort(comparePrecedenceByOutcomes)).toEqual(inOrder);
});

it('of two base mappings that recognise as much, neither goes before the other', () => {
  expect(comparePrecedenceByOutcomes(ranked(null, 1, 2), ranked(null, 1, 2))).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { CacheBudget, sizeOf } from '../../src/rules/cache-budget.js';
import { PairCache } from '../../src/rules/pair-cache.js';

describe('what is remembered of parameters and names', () => {
  it('is kept for each parameter and name apart, also for markets without one', () => {
    const cache = new PairCache<number>(new CacheBudget(1_000_000));
    cache.set(null, 'Over', 1);
    cache.set('total=2.5', 'Over', 2);
    expect([cache.get(null, 'Over'), cache.get('total=2.5', 'Over'), cache.get('total=2.5', 'Under')]).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  it('is forgotten by all caches at once when the budget is used up', () => {
    const budget = new CacheBudget(400_000);
    const [first, second] = [new PairCache<number>(budget), new PairCache<number>(budget)];
    first.set(null, 'one', 1);
    for (let index = 0; index < 10_000; index++) second.set(null, `name ${index}`, index);
    expect(first.get(null, 'one')).toBeUndefined();
    expect(second.get(null, 'name 0')).toBeUndefined();
    expect(second.get(null, 'name 9999')).toBe(9999);
  });

  it('is no more than the budget, however many and however long: a thousand parameters of 200 kB are not kept', () => {
    const budget = new CacheBudget(16_000_000);
    const held: { forget(): void }[] = [];
    const holder = { forget: () => held.push(holder) };
    for (let index = 0; index < 1_000; index++) expect(budget.take(holder, sizeOf('x'.repeat(200_000)))).toBe(false);
    expect(budget.take(holder, sizeOf('total=2.5'))).toBe(true);
    expect(held).toEqual([]);
  });
});

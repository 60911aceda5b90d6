import { describe, expect, it } from 'vitest';
import { CacheBudget, sizeOf } from '../../../src/rules/cache-budget.js';
import { IndexEntry } from '../../../src/rules/index-entry.js';
import { IndexSlot } from '../../../src/rules/index-slot.js';
import { PairCache } from '../../../src/rules/pair-cache.js';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';
import { definitionOf } from '../../../src/sources/registry.js';

const budget = new CacheBudget(1_000_000);

function entry(canonicalId: string): IndexEntry {
  const mapping = toActiveMapping({ canonicalId, name: canonicalId, outcomeMapping: [] });
  return new IndexEntry(mapping, definitionOf('sportybet'), budget);
}

describe('the mappings that have one id', () => {
  it('are given back as they are removed, and the others stay', () => {
    const [one, other] = [entry('one'), entry('other')];
    const slot = new IndexSlot();
    slot.add(one);
    slot.add(other);
    expect(slot.findFirst()).toBe(one.mapping);
    expect(slot.removeAll(new Set([one.given]))).toEqual([one]);
    expect(slot.entries).toEqual([other]);
    slot.settle(() => 0);
    expect(slot.first ?? slot.findFirst()).toBe(other.mapping);
    expect(slot.removeAll(new Set([other.given]))).toEqual([other]);
    expect(slot.findFirst()).toBeNull();
  });
});

describe('what caches may hold together', () => {
  const holder = () => {
    const each = { forgotten: 0, forget: () => each.forgotten++ };
    return each;
  };

  it('is all of the budget and no more', () => {
    const [one, other] = [holder(), holder()];
    const thousands = new CacheBudget(1_000);
    for (let taken = 0; taken < 1_000; taken++) expect(thousands.take(one, 1)).toBe(true);
    expect(one.forgotten).toBe(0);
    expect(thousands.take(other, 1)).toBe(true);
    expect([one.forgotten, other.forgotten]).toEqual([1, 0]);
    // Emptied, they may hold as much again.
    for (let taken = 1; taken < 1_000; taken++) thousands.take(other, 1);
    expect([one.forgotten, other.forgotten]).toEqual([1, 0]);
    thousands.take(one, 1);
    expect([one.forgotten, other.forgotten]).toEqual([1, 1]);
  });

  it('is a thousandth of the budget for one thing at most', () => {
    expect(budget.take(holder(), 1_000)).toBe(true);
    expect(budget.take(holder(), 1_001)).toBe(false);
  });

  it('is no longer asked of a cache that was released', () => {
    const [gone, kept] = [holder(), holder()];
    const tight = new CacheBudget(1_000);
    tight.take(gone, 1);
    tight.take(kept, 1);
    tight.release(gone);
    for (let taken = 0; taken < 1_000; taken++) tight.take(kept, 1);
    expect([gone.forgotten, kept.forgotten]).toEqual([0, 1]);
  });

  it('counts both bytes of each character', () => {
    expect(sizeOf('abc', null) - sizeOf(null)).toBe(6);
    expect(sizeOf('abc', 'de') - sizeOf()).toBe(10);
  });

  it('is kept for each name of a parameter', () => {
    const cache = new PairCache<number>(new CacheBudget(1_000_000));
    cache.set('total=2.5', 'Over', 1);
    cache.set('total=2.5', 'Under', 2);
    expect([cache.get('total=2.5', 'Over'), cache.get('total=2.5', 'Under')]).toEqual([1, 2]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, jitter } from '../../src/mapper/backoff.js';

const WAIT = { baseMs: 100, capMs: 30_000 };
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoffMs', () => {
  it('doubles the longest wait with every failure, up to the cap', () => {
    const longest = [1, 2, 3, 4, 5, 9, 10, 11].map(failures => backoffMs(WAIT, failures, () => 1));
    expect(longest).toEqual([100, 200, 400, 800, 1600, 25_600, 30_000, 30_000]);
  });

  it('leaves half of the wait to chance', () => {
    expect(backoffMs(WAIT, 1, () => 0)).toBe(50);
    expect(backoffMs(WAIT, 1, () => 0.5)).toBe(75);
  });

  it('is never zero, negative, endless or above the cap, whatever the number of failures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), random, (failures, chance) => {
        const wait = backoffMs(WAIT, failures, () => chance);
        expect(wait).toBeGreaterThanOrEqual(WAIT.baseMs / 2);
        expect(wait).toBeLessThanOrEqual(WAIT.capMs);
      }),
    );
  });

  it('draws its own chance where none is given', () => {
    const waits = Array.from({ length: 50 }, () => backoffMs(WAIT, 3));
    expect(new Set(waits).size).toBeGreaterThan(1);
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(200);
  });
});

describe('jitter', () => {
  it('lies within a fifth of the period, on both sides of it', () => {
    expect([0, 0.5, 0.75].map(chance => jitter(1000, () => chance))).toEqual([800, 1000, 1100]);
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 86_400_000 }), random, (period, chance) => {
        const drawn = jitter(period, () => chance);
        expect(drawn).toBeGreaterThanOrEqual(period * 0.8);
        expect(drawn).toBeLessThanOrEqual(period * 1.2);
      }),
    );
  });

  it('is never longer than a timer can wait, which would then not wait at all', () => {
    expect(jitter(2 ** 31 - 1, () => 0.9)).toBe(2 ** 31 - 1);
  });

  it('differs from one draw to the next', () => {
    expect(new Set(Array.from({ length: 50 }, () => jitter(1000))).size).toBeGreaterThan(1);
  });
});

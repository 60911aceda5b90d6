import { describe, expect, it } from 'vitest';
import { comparePrices, findPriceFaults, type PricedResolution, type Source } from '../../../src/index.js';
import { type Fault, injectFault, randomEvent, randomFrom, resolutionsOf } from '../../support/synthetic-match.js';

describe('over many matches and bookmakers', () => {
  const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);
  const FAULTS: readonly Fault[] = ['swapped-outcomes', 'wrong-side', 'wrong-line', 'wrong-market'];

  it('of right mappings less than one in a hundred is suspected, and 98 of 100 prices agree', () => {
    let markets = 0;
    let suspected = 0;
    let prices = 0;
    let agreed = 0;
    for (const seed of SEEDS) {
      const { match, bookmakers } = randomEvent(randomFrom(seed));
      const resolutions = bookmakers.flatMap(bookmaker => resolutionsOf(match, bookmaker));
      const compared = comparePrices(resolutions);
      markets += new Set(compared.map(({ canonicalId }) => canonicalId)).size;
      suspected += findPriceFaults(resolutions).length;
      prices += compared.length;
      agreed += compared.filter(({ difference, tolerance }) => difference <= tolerance).length;
    }
    expect(markets).toBeGreaterThan(1000);
    expect(suspected / markets).toBeLessThan(0.01);
    expect(agreed / prices).toBeGreaterThan(0.98);
  });

  it.each([2, 3])('with %i bookmakers nine of ten faults are found, and eight of ten rightly named', count => {
    const found = Object.fromEntries(FAULTS.map(fault => [fault, { injected: 0, reported: 0, named: 0, false: 0 }]));
    for (const seed of SEEDS) {
      const random = randomFrom(seed);
      const { match, bookmakers } = randomEvent(random, count);
      const resolutions = bookmakers.flatMap(bookmaker => resolutionsOf(match, bookmaker));
      const before = new Set(findPriceFaults(resolutions).map(({ canonicalId }) => canonicalId));
      const markets = [...new Set(comparePrices(resolutions).map(({ canonicalId }) => canonicalId))];
      for (const fault of FAULTS) {
        for (const { source } of bookmakers) {
          const canonicalId = markets[Math.floor(random() * markets.length)] ?? '';
          const faulty = injectFault(resolutions, source, canonicalId, fault, random);
          const of = found[fault];
          if (faulty === null || of === undefined || !canTell(faulty, source, canonicalId)) continue;
          const faults = findPriceFaults(faulty);
          const reported = faults.find(each => each.canonicalId === canonicalId);
          of.injected++;
          if (reported) of.reported++;
          if (reported?.kind === fault) of.named++;
          of.false += faults.filter(each => each.canonicalId !== canonicalId && !before.has(each.canonicalId)).length;
        }
      }
    }
    for (const [fault, of] of Object.entries(found)) {
      expect(of.injected, fault).toBeGreaterThan(5);
      expect(of.reported / of.injected, fault).toBeGreaterThanOrEqual(0.9);
      expect(of.named / of.injected, fault).toBeGreaterThanOrEqual(0.8);
      expect(of.false, fault).toBe(0);
    }
  });
});

/** Whether some price of the faulty source is so far from another's that more than bookmakers' differences must be behind it. */
function canTell(resolutions: readonly PricedResolution[], source: Source, canonicalId: string): boolean {
  const logit = (p: number) => Math.log(p / (1 - p));
  return comparePrices(resolutions).some(
    ({ canonicalId: id, sources, probability: [a, b] }) =>
      id === canonicalId && sources.includes(source) && Math.min(a, b) > 0.05 && Math.abs(logit(a) - logit(b)) > 0.5,
  );
}

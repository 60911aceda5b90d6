import { describe, expect, it } from 'vitest';
import { collectBooks, type PricedResolution } from '../../../src/prices/books.js';
import { comparePairs, tolerancesOf } from '../../../src/prices/source-pairs.js';
import { priced } from '../../support/priced.js';

const logit = (probability: number) => Math.log(probability / (1 - probability));
/** A yes/no market of two sources without a margin, the second of them further towards yes by a distance in log-odds. */
const apart = (canonicalId: string, distance: number): PricedResolution[] => {
  const probability = 1 / (1 + Math.exp(-distance));
  return [
    priced('bet9ja', canonicalId, null, { yes: 2, no: 2 }),
    priced('sportybet', canonicalId, null, { yes: 1 / probability, no: 1 / (1 - probability) }),
  ];
};
const toleranceOf = (...distances: number[]) => {
  const markets = collectBooks(distances.flatMap((distance, at) => apart(`market_${at}`, distance)));
  return tolerancesOf(markets).get('bet9ja sportybet');
};

describe('how far apart two sources may be', () => {
  it('is three times what they usually are, whatever a few markets say', () => {
    // Two outcomes a market, each as far apart as the market.
    expect(toleranceOf(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)).toBeCloseTo(0.3, 6);
    expect(toleranceOf(3, 0.1, 0.1, 0.1, 0.1, 2, 0.1)).toBeCloseTo(0.3, 6);
    expect(toleranceOf(0.01, 0.12, 0.02, 0.11, 0.1, 0.13, 0.14)).toBeCloseTo(0.33, 6);
  });

  it('is 0.15 at least, also where twelve prices are not there to tell, and 0.6 at most', () => {
    expect(toleranceOf(0.01, 0.01, 0.01, 0.01, 0.01, 0.01)).toBe(0.15);
    expect(toleranceOf(0.1, 0.1, 0.1, 0.1, 0.1)).toBe(0.15);
    expect(toleranceOf(0.1, 0.1, 0.1, 0.1, 0.1, 0.1)).toBeCloseTo(0.3, 6);
    expect(toleranceOf(0.5, 0.5, 0.5, 0.5, 0.5, 0.5)).toBe(0.6);
  });

  it('is told of each two sources, whoever came first', () => {
    const [one, two] = apart('btts_ft', 0);
    const third = priced('betpawa', 'btts_ft', null, { yes: 2, no: 2 });
    const markets = collectBooks([two, third, one].flatMap(each => each ?? []));
    expect([...tolerancesOf(markets)]).toEqual([
      ['bet9ja betpawa', 0.15],
      ['bet9ja sportybet', 0.15],
      ['betpawa sportybet', 0.15],
    ]);
  });
});

describe('two sources on one market', () => {
  const [market] = collectBooks(apart('btts_ft', 0.5));
  const compare = (tolerance?: number) =>
    market ? comparePairs(market, new Map(tolerance === undefined ? [] : [['bet9ja sportybet', tolerance]])) : [];

  it('agree where no price is further apart than they may be', () => {
    const [pair] = compare();
    expect(pair).toMatchObject({ pair: ['bet9ja', 'sportybet'], tolerance: 0.15, isAgreed: false });
    const gaps = pair?.differences.map(({ gap }) => gap) ?? [];
    expect(gaps).toHaveLength(2);
    expect(compare(Math.max(...gaps))).toMatchObject([{ tolerance: Math.max(...gaps), isAgreed: true }]);
    expect(compare(Math.max(...gaps) - 1e-9)).toMatchObject([{ isAgreed: false }]);
    expect(pair?.differences[0]?.distance).toBeCloseTo(logit(1 / (1 + Math.exp(-0.5))), 9);
  });

  it('are no pair where they price nothing in common', () => {
    const [other] = collectBooks([
      priced('bet9ja', 'btts_ft', null, { yes: 2 }),
      priced('sportybet', 'btts_ft', null, { no: 2 }),
    ]);
    expect(other && comparePairs(other, new Map())).toEqual([]);
  });
});

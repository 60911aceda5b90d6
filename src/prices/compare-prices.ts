import type { Line, Source } from '../model/index.js';
import { collectBooks, type PricedMarket, type PricedResolution } from './books.js';
import { comparePairs, type PairOnMarket, tolerancesOf } from './source-pairs.js';

/** What one source asks for an outcome. */
export interface PriceSide {
  source: Source;
  /** Decimal odds. */
  odds: number;
  /** With the margin taken out in proportion. */
  probability: number;
}

/** What two sources ask for one outcome of one line of a market. */
export interface PriceComparison {
  canonicalId: string;
  /** Null where the market has none. */
  line: Line | null;
  outcome: string;
  /** The two sources in the order of the alphabet, each with what it asks. */
  sides: [PriceSide, PriceSide];
  /** Those of `sides`, and so are the next two. */
  sources: [Source, Source];
  /** Decimal odds. */
  odds: [number, number];
  /** With the margin taken out in proportion. */
  probability: [number, number];
  /** How far apart they are beyond what margins and rounding can explain, in log-odds. */
  difference: number;
  /** How far apart these two sources may be, in log-odds; what is beyond it is a disagreement. */
  tolerance: number;
}

/**
 * Every outcome that two sources price on the same line of the same market, with how far apart they are: what `findPriceFaults`
 * decides by.
 *
 * @param resolutions Resolutions of one event, with their sources.
 * @returns One comparison for each pair of sources and outcome, the furthest apart first.
 *
 * @example
 * ```ts
 * import { comparePrices, type PricedResolution } from 'market-mapping';
 *
 * const resolutions: PricedResolution[] = []; // of one event: { source, resolution: mapper.resolveMarket(market) }
 * const comparisons = comparePrices(resolutions);
 * const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance);
 * console.log(`${agreed.length} of ${comparisons.length} prices agree`);
 * ```
 */
export function comparePrices(resolutions: readonly PricedResolution[]): PriceComparison[] {
  const markets = collectBooks(resolutions);
  const tolerances = tolerancesOf(markets);
  return markets
    .flatMap(market => comparePairs(market, tolerances).flatMap(pair => toComparisons(market, pair)))
    .sort((a, b) => b.difference - a.difference);
}

export function toComparisons(market: PricedMarket, { pair, differences, tolerance }: PairOnMarket): PriceComparison[] {
  return differences.map(({ line, outcome, odds, probability, gap }) => ({
    canonicalId: market.canonicalId,
    line,
    outcome,
    sides: [
      { source: pair[0], odds: odds[0], probability: probability[0] },
      { source: pair[1], odds: odds[1], probability: probability[1] },
    ],
    sources: [...pair],
    odds: [...odds],
    probability: [...probability],
    difference: gap,
    tolerance,
  }));
}

import { refuseUnreadable } from '../input/refuse-unreadable.js';
import type { Line, Source } from '../model/index.js';
import { collectBooks, type PricedMarket } from './books.js';
import { groupByEvent, type PriceInput } from './group-by-event.js';
import { comparePairs, type PairOnMarket, tolerancesOf } from './source-pairs.js';

/** What one source asks for an outcome. */
export interface PriceSide {
  source: Source;
  /** Decimal odds. */
  odds: number;
  /** Without the margin, which is removed in proportion. */
  probability: number;
}

/** What two sources ask for one outcome of one line of a market. */
export interface PriceComparison {
  /** Sportradar's id of the event; null if the resolutions carry no event. */
  sportradarId: string | null;
  canonicalId: string;
  /** Null if the market has none. */
  line: Line | null;
  outcome: string;
  /** Who it is about, as the first of the two sources spells it; null if it is about nobody. */
  participant: string | null;
  /** The outcome's own threshold: the 2 of "Haaland 2+"; null if it has none. */
  threshold: number | null;
  /** The two sources in alphabetical order, each with its price. */
  sides: [PriceSide, PriceSide];
  /** The same as in `sides`, and so are the next two. */
  sources: [Source, Source];
  /** Decimal odds. */
  odds: [number, number];
  /** Without the margin, which is removed in proportion. */
  probability: [number, number];
  /** How far apart they are beyond what margins and rounding can explain, in log-odds. */
  difference: number;
  /** How far apart these two sources may be, in log-odds. Anything beyond that is a disagreement. */
  tolerance: number;
}

/**
 * Compares what bookmakers ask for the same bet. Returns every outcome that two sources price on the same line of the same market, and
 * how far apart they are. `findPriceFaults` decides by these comparisons. Pure.
 *
 * @param input What `mapper.resolveEvent` returns for one event or many, or resolutions with their sources and events. Prices are only
 *   compared within one event, by its `sportradarId`. All resolutions that carry no event count as one event's.
 * @returns One comparison for each outcome and pair of sources, those furthest apart first.
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
export function comparePrices(input: readonly PriceInput[]): PriceComparison[] {
  return refuseUnreadable('input', () => compareAll(input));
}

function compareAll(input: readonly PriceInput[]): PriceComparison[] {
  return groupByEvent(input)
    .flatMap(({ sportradarId, resolutions }) => {
      const markets = collectBooks(resolutions);
      const tolerances = tolerancesOf(markets);
      return markets.flatMap(market =>
        comparePairs(market, tolerances).flatMap(pair => toComparisons(sportradarId, market, pair)),
      );
    })
    .sort((a, b) => b.difference - a.difference);
}

export function toComparisons(
  sportradarId: string | null,
  market: PricedMarket,
  { pair, differences, tolerance }: PairOnMarket,
): PriceComparison[] {
  return differences.map(({ line, outcome, participant, threshold, odds, probability, gap }) => ({
    sportradarId,
    canonicalId: market.canonicalId,
    line,
    outcome,
    participant,
    threshold,
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

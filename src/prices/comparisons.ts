import type { Line, Source } from '../model/index.js';
import { collectBooks, getOrAdd, type PricedMarket, type PricedResolution } from './books.js';
import { differencesOf, type PriceDifference } from './differences.js';

/** Two sources' prices for one outcome of one line of a market. */
export interface PriceComparison {
  canonicalId: string;
  /** Null if the market has none. */
  line: Line | null;
  outcome: string;
  sources: [Source, Source];
  /** Decimal odds. */
  odds: [number, number];
  /** With the margin removed in proportion. */
  probability: [number, number];
  /** How far apart they are beyond what margins and rounding can explain, in log-odds. */
  difference: number;
  /** How far apart these two sources may be, in log-odds. Anything beyond is a disagreement. */
  tolerance: number;
}

export type Pair = readonly [Source, Source];

/** Two sources on one market. */
export interface PairOnMarket {
  readonly pair: Pair;
  readonly differences: readonly PriceDifference[];
  readonly tolerance: number;
  /** Whether no price is further apart than the tolerance. */
  readonly isAgreed: boolean;
}

/**
 * With correct mappings, none of 478 prices of three bookmakers for one match was further apart than 0.13. Of the prices of
 * bookmakers whose expected goals differ by up to 3 percent, one in a thousand was further apart than 0.1.
 */
const LEAST_TOLERANCE = 0.15;
const MOST_TOLERANCE = 0.6;
/** Too few prices say nothing about how far apart two sources usually are. */
const ENOUGH = 12;

/**
 * Every outcome that two sources price on the same line of the same market, and how far apart they are. This is what
 * `comparePrices` bases its decisions on.
 *
 * @param resolutions Resolutions of one event, with their sources.
 * @returns One comparison for each pair of sources and outcome, those furthest apart first.
 *
 * @example
 * ```ts
 * import { listPriceComparisons, type PricedResolution } from 'market-mapping';
 *
 * const resolutions: PricedResolution[] = []; // of one event: { source, resolution: mapper.resolveMarket(market) }
 * const comparisons = listPriceComparisons(resolutions);
 * const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance);
 * console.log(`${agreed.length} of ${comparisons.length} prices agree`);
 * ```
 */
export function listPriceComparisons(resolutions: readonly PricedResolution[]): PriceComparison[] {
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
    sources: [...pair],
    odds: [...odds],
    probability: [...probability],
    difference: gap,
    tolerance,
  }));
}

/** Every two sources that price the same outcomes of a market. */
export function comparePairs(market: PricedMarket, tolerances: ReadonlyMap<string, number>): PairOnMarket[] {
  return pairsOf(market).flatMap(pair => {
    const differences = between(market, pair);
    const tolerance = tolerances.get(keyOf(pair)) ?? LEAST_TOLERANCE;
    const isAgreed = differences.every(({ gap }) => gap <= tolerance);
    return differences.length === 0 ? [] : [{ pair, differences, tolerance, isAgreed }];
  });
}

/**
 * How far apart every two sources may be: more if the whole event shows that they follow each other less closely, for example
 * because one was scraped minutes earlier. A single wrong mapping does not move the median.
 */
export function tolerancesOf(markets: readonly PricedMarket[]): Map<string, number> {
  const distances = new Map<string, number[]>();
  for (const market of markets) {
    for (const pair of pairsOf(market)) {
      const known = getOrAdd(distances, keyOf(pair), () => []);
      for (const { distance } of between(market, pair)) known.push(distance);
    }
  }
  return new Map(
    Array.from(distances, ([pair, all]) => {
      const median = all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
      const usual = all.length < ENOUGH ? 0 : 3 * median;
      return [pair, Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, usual))];
    }),
  );
}

function pairsOf({ books }: PricedMarket): Pair[] {
  const sources = [...books.keys()].sort();
  return sources.flatMap((one, at) => sources.slice(at + 1).map(two => [one, two] as const));
}

function keyOf(pair: Pair): string {
  return pair.join(' ');
}

function between(market: PricedMarket, [one, two]: Pair): PriceDifference[] {
  const [a, b] = [market.books.get(one), market.books.get(two)];
  return a && b ? differencesOf(a, b) : [];
}

import { refuseUnreadable } from '../input/refuse-unreadable.js';
import type { Line, Source } from '../model/index.js';
import { lineKey } from '../rules/lines.js';
import { collectBooks, type PricedMarket } from './books.js';
import { type PriceComparison, toComparisons } from './compare-prices.js';
import { costOf, type Explanation, explain } from './explanations.js';
import { isPricedTwice } from './fair-prices.js';
import { groupByEvent, type PriceInput } from './group-by-event.js';
import type { Opposed, PriceFaultKind } from './hypotheses.js';
import { findLinesApart } from './lines-apart.js';
import { comparePairs, type PairOnMarket, tolerancesOf } from './source-pairs.js';

/** Why a mapping is suspected. */
export interface PriceFaultEvidence {
  /** One sentence for a person. */
  summary: string;
  /** The prices that disagree, the furthest apart first; at most 20. */
  prices: PriceComparison[];
  /** The share of the disagreement that would disappear if `kind` is right; 0 if nothing explains it. */
  explained: number;
}

/** A mapping whose prices can't all be right. */
export interface PriceFault {
  /** Sportradar's id of the event; null if the resolutions carry no event. */
  sportradarId: string | null;
  canonicalId: string;
  /** The line where the disagreement is largest; null if the market has none. */
  line: Line | null;
  /** The source that the others contradict, or all that disagree if nothing says which of them is wrong. */
  sources: Source[];
  /** The outcomes that were swapped, or else those that disagree. */
  outcomes: string[];
  /**
   * What would make the prices agree: swapping outcomes, other lines (higher, lower or in other units), reading the handicap as the
   * other side's, or another market. `wrong-market` is also reported if nearly all of a market's probability is elsewhere and no
   * market is found that fits. `lines-never-meet`: two or more sources price the market but never on the same line, so that
   * nothing can be compared.
   */
  kind: PriceFaultKind;
  /** How sure it is, from 0 to 1. */
  confidence: number;
  evidence: PriceFaultEvidence;
}

const MAX_PRICES = 20;
/** Up to this many times the tolerance, a disagreement that nothing explains can be another view of the match. */
const OTHER_VIEW = 1.5;

/**
 * Finds mistakes in mappings that cause no error, by comparing prices. Bookmakers agree on probabilities, so an outcome under another
 * one's name, a line that is off by one, a handicap of the other side or a half-time market under a full-time one stand out.
 *
 * Margins are removed first. Two prices disagree if no way of spreading the margins, and no rounding, brings them within a tolerance
 * of 0.15 in log-odds, or within more if the two sources are usually further apart. Long odds, capped prices and suspended outcomes
 * are not faults. Each mapping is reported once per event, for all its lines. Pure.
 *
 * @param input What `mapper.resolveEvent` returns for one event or many, or resolutions with their sources and events, of two or more
 *   sources scraped within minutes of each other. Prices are only compared within one event, by its `sportradarId`. All resolutions
 *   that carry no event count as one event's. Unmapped resolutions and lines that could not be read are skipped.
 * @returns The faults, the most certain first; none if the prices agree.
 *
 * @example
 * ```ts
 * import { findPriceFaults, type MarketMapper, type ScrapedMarket } from 'market-mapping';
 *
 * function check(mapper: MarketMapper, markets: ScrapedMarket[]): void {
 *   const resolutions = markets.flatMap(market =>
 *     mapper.resolveMarkets(market).map(resolution => ({ source: market.source, resolution })),
 *   );
 *   for (const { kind, confidence, evidence } of findPriceFaults(resolutions)) {
 *     console.log(kind, confidence.toFixed(2), evidence.summary);
 *   }
 * }
 * ```
 */
export function findPriceFaults(input: readonly PriceInput[]): PriceFault[] {
  return refuseUnreadable('input', () => findAll(input));
}

function findAll(input: readonly PriceInput[]): PriceFault[] {
  return groupByEvent(input)
    .flatMap(({ sportradarId, resolutions }) => {
      const markets = collectBooks(resolutions);
      const event = { sportradarId, markets, tolerances: tolerancesOf(markets) };
      return markets.flatMap(market => [toLinesFault(market, event) ?? [], suspect(market, event) ?? []].flat());
    })
    .sort((a, b) => b.confidence - a.confidence || (a.canonicalId < b.canonicalId ? -1 : 1));
}

/** What is known about one event. */
interface EventPrices {
  readonly sportradarId: string | null;
  readonly markets: readonly PricedMarket[];
  readonly tolerances: ReadonlyMap<string, number>;
}

function toLinesFault(market: PricedMarket, { sportradarId }: EventPrices): PriceFault | null {
  const apart = findLinesApart(market);
  if (apart === null) return null;
  const { canonicalId } = market;
  const summary = `${canonicalId}: the lines never meet, so no price can be compared: ${apart.summary}`;
  return {
    sportradarId,
    canonicalId,
    line: null,
    sources: [...apart.sources],
    outcomes: [],
    kind: 'lines-never-meet',
    confidence: apart.confidence,
    evidence: { summary, prices: [], explained: 0 },
  };
}

function suspect(market: PricedMarket, event: EventPrices): PriceFault | null {
  const comparisons = comparePairs(market, event.tolerances);
  if (comparisons.every(each => each.isAgreed)) return null;

  const charges = blame(comparisons).map(source => charge(source, market, event.markets, comparisons));
  const least = Math.min(...charges.map(costLeft));
  // If two sources contradict each other, the one with the only good explanation is accused.
  const [first, ...others] = charges.filter(each => costLeft(each) <= least * 1.1 + 0.01);
  if (first === undefined || isAnotherView(market, first)) return null;
  return toFault(event.sportradarId, market, [first, ...others]);
}

/**
 * Whether a disagreement that nothing explains can simply be a bookmaker's own view: it is a little beyond the tolerance, or the
 * outcomes can win together, so that no book has to add up and bookmakers ask whatever they like.
 */
function isAnotherView(market: PricedMarket, { best, against, tolerance }: Charge): boolean {
  const worst = Math.max(...against.flatMap(({ differences }) => differences.map(({ gap }) => gap)));
  const isSlight = worst <= tolerance * OTHER_VIEW;
  const books = Array.from(market.books.values()).flatMap(byLine => Array.from(byLine.values()));
  // Where outcomes overlap, two that nearly always happen cost nearly the same, and to swap them explains what is a margin.
  if (best !== null) return isSlight && books.some(book => book.isOverlapping);
  return isSlight || books.some(isPricedTwice);
}

/**
 * Which sources to examine: the one that the others contradict while they agree with each other. If there is none, all that
 * disagree.
 */
function blame(comparisons: readonly PairOnMarket[]): Source[] {
  const involved = [...new Set(comparisons.filter(each => !each.isAgreed).flatMap(({ pair }) => pair))];
  const outvoted = involved
    .map(source => ({
      source,
      own: meanCost(comparisons.filter(({ pair }) => pair.includes(source))),
      others: comparisons.filter(({ pair }) => !pair.includes(source)),
    }))
    .filter(({ others }) => others.length > 0 && others.every(each => each.isAgreed))
    .filter(({ own, others }) => own > 2 * meanCost(others))
    .sort((a, b) => b.own - a.own);
  const [first, second] = outvoted;
  if (first === undefined) return involved;
  return second === undefined || first.own > second.own * 1.5 ? [first.source] : outvoted.map(({ source }) => source);
}

function meanCost(comparisons: readonly PairOnMarket[]): number {
  return comparisons.reduce((sum, { differences }) => sum + costOf(differences), 0) / comparisons.length;
}

/** The evidence against one source, and what would explain it. */
interface Charge {
  readonly source: Source;
  /** The comparisons with those that disagree with it. */
  readonly against: readonly PairOnMarket[];
  readonly tolerance: number;
  readonly cost: number;
  readonly best: Explanation | null;
}

function charge(
  source: Source,
  market: PricedMarket,
  markets: readonly PricedMarket[],
  comparisons: readonly PairOnMarket[],
): Charge {
  const own = comparisons.filter(({ pair, isAgreed }) => pair.includes(source) && !isAgreed);
  const others = own.flatMap(({ pair }) => pair.filter(other => other !== source));
  const oppose = (each: PricedMarket): Opposed => ({
    market: each,
    others: others.flatMap(other => each.books.get(other) ?? []),
  });
  const tolerance = Math.max(...own.map(each => each.tolerance));
  const best = explain(market.books.get(source) ?? new Map(), oppose(market), markets.map(oppose), tolerance);
  return { source, against: own, tolerance, cost: costOf(own.flatMap(({ differences }) => differences)), best };
}

function costLeft({ best, cost }: Charge): number {
  return best?.cost ?? cost;
}

function toFault(
  sportradarId: string | null,
  market: PricedMarket,
  accused: readonly [Charge, ...Charge[]],
): PriceFault {
  const [{ best, tolerance, cost }] = accused;
  const pairs = [...new Set(accused.flatMap(({ against }) => against))];
  const compared = pairs.flatMap(pair => toComparisons(sportradarId, market, pair));
  // Prices that nearly disagree are included, because they have the same cause.
  const apart = compared
    .filter(each => each.difference > each.tolerance / 2)
    .sort((a, b) => b.difference - a.difference);
  const [worst] = apart;
  const isAllApart = apart.length * 2 >= compared.length && (worst?.difference ?? 0) > tolerance * 1.5;
  const sources = accused.map(({ source }) => source);
  return {
    sportradarId,
    canonicalId: market.canonicalId,
    line: worst?.line ?? null,
    sources,
    outcomes: [...new Set(best?.kind === 'swapped-outcomes' ? best.outcomes : apart.map(({ outcome }) => outcome))],
    kind: best?.kind ?? (isAllApart ? 'wrong-market' : 'unknown'),
    confidence: confidenceOf(apart, best !== null),
    evidence: {
      summary: summarize(market.canonicalId, sources, worst, best),
      prices: apart.slice(0, MAX_PRICES),
      explained: best === null ? 0 : 1 - best.cost / cost,
    },
  };
}

/** Each line that disagrees by the tolerance halves the doubt. If nothing explains it, some doubt remains. */
function confidenceOf(apart: readonly PriceComparison[], isExplained: boolean): number {
  const worst = new Map<string, number>();
  for (const { line, difference, tolerance } of apart) {
    worst.set(lineKey(line), Math.max(difference / tolerance, worst.get(lineKey(line)) ?? 0));
  }
  let halvings = 0;
  for (const times of worst.values()) halvings += Math.min(times, 4);
  return Math.min(0.99, (1 - 2 ** -halvings) * (isExplained ? 1 : 0.7));
}

function summarize(
  canonicalId: string,
  accused: readonly Source[],
  worst: PriceComparison | undefined,
  best: Explanation | null,
): string {
  const prices = worst
    ? `${worst.outcome}${worst.line === null ? '' : ` at ${worst.line.label}`} is ${worst.odds[0]} at ${worst.sources[0]} and ` +
      `${worst.odds[1]} at ${worst.sources[1]}`
    : 'prices disagree';
  const who = accused.length === 1 ? `${accused[0]}'s` : `one of ${accused.join(' and ')}'s`;
  const why = best === null ? 'nothing simple explains it' : `they would agree if ${who} ${best.description}`;
  return `${canonicalId}: ${prices}; ${why}`;
}

import type { Line } from '../model/index.js';
import type { Book, Books } from './books.js';
import { fairPrices } from './fair-prices.js';
import { pairBooks } from './pair-books.js';

/** How far apart two sources are on one outcome of one line. */
export interface PriceDifference {
  readonly line: Line | null;
  readonly outcome: string;
  /** Who the prices are about, as the first source spells it. */
  readonly participant: string | null;
  readonly threshold: number | null;
  /** Decimal odds at either source. */
  readonly odds: readonly [number, number];
  /** The probability at each source, with its margin removed in proportion. */
  readonly probability: readonly [number, number];
  /** The distance between these probabilities, in log-odds. */
  readonly distance: number;
  /** The part that no way of removing the margins explains, in log-odds. */
  readonly gap: number;
}

/** The differences between two sources in what both of them offer. */
export function differencesOf(a: Books, b: Books): PriceDifference[] {
  return pairBooks(a, b).flatMap(([one, two]) => compareBooks(one, two));
}

function compareBooks(a: Book, b: Book): PriceDifference[] {
  const shared = sharedOutcomes(a, b);
  const [fairA, fairB] = fairPrices(a, b, shared);
  return shared.flatMap((outcome, at) => {
    const [one, two] = [fairA[at], fairB[at]];
    if (one === undefined || two === undefined) return [];
    return {
      line: a.line,
      outcome,
      participant: a.participant,
      threshold: a.threshold,
      odds: [one.odds, two.odds],
      probability: [one.probability, two.probability],
      distance: Math.abs(logit(one.probability) - logit(two.probability)),
      gap: Math.max(0, logit(one.low) - logit(two.high), logit(two.low) - logit(one.high)),
    };
  });
}

/** What both price. "Other" is a different bet if the two do not list the same other outcomes. */
function sharedOutcomes(a: Book, b: Book): string[] {
  const isSameRest = a.unknown.length === 0 && b.unknown.length === 0 && haveSameElements(a.listed, b.listed);
  return [...a.odds.keys()].filter(
    id => b.odds.has(id) && (isSameRest || !(a.residuals.has(id) || b.residuals.has(id))),
  );
}

function haveSameElements(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(each => b.has(each));
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

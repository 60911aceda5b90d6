import type { Line } from '../model/index.js';
import type { Book, Books } from './books.js';

/** How far apart two sources are on one outcome of one line. */
export interface PriceDifference {
  readonly line: Line | null;
  readonly outcome: string;
  /** Decimal odds at each source. */
  readonly odds: readonly [number, number];
  /** The probability at each source, with its margin removed in proportion. */
  readonly probability: readonly [number, number];
  /** The distance between these probabilities, in log-odds. */
  readonly distance: number;
  /** The part that no way of removing the margins explains, in log-odds. */
  readonly gap: number;
}

/** An overround that any bookmaker may have, for when it can't be seen because only some outcomes of a market are offered. */
const USUAL_OVERROUND = 0.08;
/** A complete book costs more than its outcomes are worth, but never this much more. */
const MAX_OVERROUND = 0.6;
const SMALLEST = 1e-6;

/** The differences between two sources in what both offer. */
export function differencesOf(a: Books, b: Books): PriceDifference[] {
  const differences: PriceDifference[] = [];
  for (const [key, book] of a) {
    const other = b.get(key);
    if (other) differences.push(...compareBooks(book, other));
  }
  return differences;
}

export function compareBooks(a: Book, b: Book): PriceDifference[] {
  const shared = [...a.odds.keys()].filter(outcome => b.odds.has(outcome));
  if (shared.length === 0) return [];
  const total = totalOf(a, b, shared);
  const fairA = toFair(a, shared, total);
  const fairB = toFair(b, shared, total);
  return shared.map((outcome, at) => {
    const [one, two] = [fairA[at] as Fair, fairB[at] as Fair];
    return {
      line: a.line,
      outcome,
      odds: [one.odds, two.odds],
      probability: [one.probability, two.probability],
      distance: Math.abs(logit(one.probability) - logit(two.probability)),
      gap: Math.max(0, logit(one.low) - logit(two.high), logit(two.low) - logit(one.high)),
    };
  });
}

/**
 * The sum of the probabilities of the shared outcomes. For a complete book it is known: 1, or 2 if two of three outcomes win
 * (double chance). A part of a book is worth its share of the complete one.
 */
function totalOf(a: Book, b: Book, shared: readonly string[]): number {
  const [sumA, sumB] = [sumOf(a, shared), sumOf(b, shared)];
  const least = Math.min(sumA, sumB);
  if (a.odds.size === shared.length && b.odds.size === shared.length) {
    return least >= 1 && shared.length > 1 ? Math.floor(least) : least / (1 + USUAL_OVERROUND);
  }
  const parts = [a, b].flatMap(book => {
    const whole = sumOf(book, book.odds.keys());
    const isWhole = book.odds.size > 1 && whole >= 1 && whole <= 1 + MAX_OVERROUND;
    return isWhole ? [sumOf(book, shared) / whole] : [];
  });
  if (parts.length === 0) return least / (1 + USUAL_OVERROUND);
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

function sumOf(book: Book, outcomes: Iterable<string>): number {
  let sum = 0;
  for (const outcome of outcomes) sum += 1 / (book.odds.get(outcome) ?? Number.POSITIVE_INFINITY);
  return sum;
}

interface Fair {
  readonly odds: number;
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Removes the margin. Bookmakers do not say how they spread it: in proportion to the probabilities, evenly over the outcomes, or
 * somewhere between, which puts most of it on long odds. So each probability is a range from one to the other, widened by what the
 * rounding of the odds hides. A single outcome has no book that would reveal its margin.
 */
function toFair(book: Book, shared: readonly string[], total: number): Fair[] {
  const sum = sumOf(book, shared);
  const isAlone = shared.length === 1;
  // A price just above 1 hides a whole percent, and the margin it hides is missing from the share of the others.
  const hidden = Math.max(...shared.map(outcome => roundingOf(book.odds.get(outcome) as number)));
  return shared.map(outcome => {
    const odds = book.odds.get(outcome) as number;
    const asked = 1 / odds;
    const inProportion = isAlone ? asked / (1 + overroundOf(book)) : (asked * total) / sum;
    const evenly = asked - (isAlone ? USUAL_OVERROUND : (sum - total) / shared.length);
    return {
      odds,
      probability: clamp(inProportion),
      low: clamp(Math.min(inProportion, evenly) - hidden),
      high: clamp((isAlone ? asked : Math.max(inProportion, evenly)) + hidden),
    };
  });
}

function overroundOf(book: Book): number {
  const sum = sumOf(book, book.odds.keys());
  return book.odds.size > 1 && sum >= 1 && sum <= 1 + MAX_OVERROUND ? sum - 1 : USUAL_OVERROUND;
}

/** The probability between two neighbouring prices. */
function roundingOf(odds: number): number {
  const tick = odds < 3 ? 0.01 : odds < 10 ? 0.1 : odds < 30 ? 0.5 : 1;
  return tick / odds ** 2;
}

function clamp(probability: number): number {
  return Math.min(1 - SMALLEST, Math.max(SMALLEST, probability));
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

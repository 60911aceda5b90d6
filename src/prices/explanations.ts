import type { Books } from './books.js';
import { differencesOf, type PriceDifference } from './differences.js';
import { type Hypothesis, hypothesesOf, type Opposed } from './hypotheses.js';

/** A hypothesis under which the sources agree. */
export interface Explanation extends Hypothesis {
  /** What remains of the disagreement, as measured by `costOf`. */
  readonly cost: number;
  /** How many of the suspect's prices can be compared under it. */
  readonly compared: number;
}

/** How much of a disagreement an explanation may leave. */
const MAX_LEFT = 0.4;
/** Below this probability, margins are larger than what they are added to. */
const LONG_ODDS = 0.05;
/** Of two explanations, prefer the one that more prices support, and the one within the market. */
const NOT_COMPARED = 0.1;
const FAR_FETCHED = 0.06;

/** What would make the suspect's prices agree with the others, or null. */
export function explain(
  suspect: Books,
  opposed: Opposed,
  elsewhere: readonly Opposed[],
  tolerance: number,
): Explanation | null {
  const before = opposed.others.flatMap(other => differencesOf(suspect, other));
  const found: Explanation[] = [];
  for (const hypothesis of hypothesesOf(suspect, opposed, elsewhere, before)) {
    const left = hypothesis.others.flatMap(other => differencesOf(hypothesis.books, other));
    const isSwap = hypothesis.kind === 'swapped-outcomes';
    if (isAgreement(before, left, tolerance) && (!isSwap || isSwapped(before, left, tolerance))) {
      found.push({ ...hypothesis, cost: costOf(left), compared: left.length });
    }
  }
  const most = Math.max(...found.map(({ compared }) => compared));
  const rank = ({ kind, cost, compared }: Explanation) =>
    cost + NOT_COMPARED * (1 - compared / most) + (kind === 'wrong-market' ? FAR_FETCHED : 0);
  return found.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** Whether little of the disagreement remains, and not just because little remains to compare. */
function isAgreement(before: readonly PriceDifference[], left: readonly PriceDifference[], tolerance: number): boolean {
  if (left.length * 2 < before.length) return false;
  return left.every(({ gap }) => gap <= tolerance) && meanGap(left) < meanGap(before) * MAX_LEFT;
}

/**
 * Whether the prices agree as well as they would if outcomes had merely been swapped. The two or three numbers of a small market
 * roughly fit in some other order too: half-time 1X2 is nearly full-time 1X2 with the draw in another place.
 */
function isSwapped(before: readonly PriceDifference[], left: readonly PriceDifference[], tolerance: number): boolean {
  const isSmall = new Set(left.map(({ outcome }) => outcome)).size <= 3;
  const after = meanDistance(left);
  return !isSmall || after <= (tolerance * 2) / 3 || after <= meanDistance(before) / 5;
}

/** Without the long odds, which margins blur. */
function meanDistance(differences: readonly PriceDifference[]): number {
  const certain = differences.filter(({ probability }) => probability.every(p => p > LONG_ODDS && p < 1 - LONG_ODDS));
  return certain.length === 0 ? 0 : mean(certain.map(({ distance }) => distance));
}

/**
 * How badly two sources disagree: the mean over what both offer. Mostly the part that margins can't explain, plus a little of the
 * total, to rank what the margins of long odds would all allow.
 */
export function costOf(differences: readonly PriceDifference[]): number {
  if (differences.length === 0) return Number.POSITIVE_INFINITY;
  return meanGap(differences) + 0.2 * mean(differences.map(({ distance }) => Math.min(distance, 2)));
}

function meanGap(differences: readonly PriceDifference[]): number {
  return mean(differences.map(({ gap }) => Math.min(gap, 2)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

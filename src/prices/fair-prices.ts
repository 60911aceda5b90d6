import type { Book } from './books.js';

/** What one source's price for an outcome means as a probability. */
export interface FairPrice {
  /** Decimal odds as asked. */
  readonly odds: number;
  /** Without the margin, which is removed in proportion. */
  readonly probability: number;
  /** The lowest probability that the price can mean, however the margin is spread and the price was rounded. */
  readonly low: number;
  /** The highest. */
  readonly high: number;
}

/** The overround to assume if it can't be seen, because only some outcomes of a market are offered. */
const USUAL_OVERROUND = 0.08;
/** A whole book costs more than its outcomes are worth (1 or 2), but never this much more. */
const MAX_OVERROUND = { 1: 0.6, 2: 0.4 };
/** The most that can be margin in a single price: a share of what it is worth, and an amount on top. */
const LONE = { share: 0, added: 0.08 };
/** Nobody can bet against a player to score, so bookmakers take more there. */
const PLAYER = { share: 0.25, added: 0.04 };
/** Rounding and a moment between two scrapes let a whole book seem to cost a little less than it is worth. */
const SLACK = 0.03;
const SMALLEST = 1e-6;

/** The prices of the outcomes that both books price, without the margins. */
export function fairPrices(a: Book, b: Book, shared: readonly string[]): [FairPrice[], FairPrice[]] {
  const isAlone = shared.length === 1 && a.participant !== null;
  const [wholeA, wholeB] = isAlone || canOverlap(a) || canOverlap(b) ? [null, null] : [wholeOf(a, b), wholeOf(b, a)];
  const worth = worthOf(a, wholeA, b, wholeB, shared);
  return [toFair(a, wholeA, shared, worth), toFair(b, wholeB, shared, worth)];
}

/** A book that lists everything that can happen: what its outcomes are worth together, and what is asked for them. */
interface Whole {
  readonly worth: number;
  readonly asked: number;
  readonly size: number;
}

/**
 * The outcomes of a whole book are worth 1, or 2 if two of them win at once (double chance). If the other book lists all of this one's
 * outcomes and more, this one is only a part, whatever it costs.
 */
function wholeOf(book: Book, other: Book): Whole | null {
  const whole = costOf(book);
  if (whole === null || costOf(other) === null) return whole;
  const isPart = book.listed.size < other.listed.size && [...book.listed].every(id => other.listed.has(id));
  return isPart ? null : whole;
}

function costOf(book: Book): Whole | null {
  const size = book.odds.size;
  if (size < 2) return null;
  const asked = askedFor(book, book.odds.keys());
  const withUnknown = asked + book.unknown.reduce((sum, odds) => sum + 1 / odds, 0);
  if (isCostOf(1, withUnknown)) return { worth: 1, asked: withUnknown, size: size + book.unknown.length };
  if (isCostOf(1, asked)) return { worth: 1, asked, size };
  return size > 2 && isCostOf(2, asked) ? { worth: 2, asked, size } : null;
}

function isCostOf(worth: 1 | 2, asked: number): boolean {
  return asked >= worth - SLACK && asked <= worth + MAX_OVERROUND[worth];
}

/** Whether two outcomes of a book can win at once, by their ids or by what they cost. */
export function canOverlap(book: Book): boolean {
  return book.isOverlapping || isPricedTwice(book);
}

/** Whether the outcomes of a book cost more than any margin explains, so that some must overlap. */
export function isPricedTwice(book: Book): boolean {
  return costOf(book) === null && askedFor(book, book.odds.keys()) > 1 + MAX_OVERROUND[1];
}

/** What the shared outcomes are worth together: what a whole book says, or a little less than the cheaper source asks. */
function worthOf(a: Book, wholeA: Whole | null, b: Book, wholeB: Whole | null, shared: readonly string[]): number {
  const shares = [
    { book: a, whole: wholeA },
    { book: b, whole: wholeB },
  ].flatMap(({ book, whole }) => (whole === null ? [] : [(askedFor(book, shared) * whole.worth) / whole.asked]));
  if (shares.length > 0) return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return Math.min(askedFor(a, shared), askedFor(b, shared)) / (1 + USUAL_OVERROUND);
}

/**
 * Removes the margin. Bookmakers do not say how they spread it: in proportion to the probabilities, evenly over the outcomes (which
 * puts most of it on long odds), or something between. So each probability is a range from the one to the other, widened by what
 * the rounding of the odds hides.
 */
function toFair(book: Book, whole: Whole | null, shared: readonly string[], worth: number): FairPrice[] {
  if (whole === null && shared.length === 1) return shared.map(outcome => aloneAt(book, outcome));
  const asked = whole?.asked ?? askedFor(book, shared);
  const size = whole?.size ?? shared.length;
  // A part of a book costs what the whole book says it is worth, plus a margin: not less, and not much more.
  const total = whole?.worth ?? Math.min(asked, Math.max(worth, leastWorth(asked, size)));
  // The rounding of a price just above 1 hides a whole percent. What it hides of the margin is missing from the others' share.
  const hidden = Math.max(...shared.map(outcome => roundingOf(oddsOf(book, outcome))));
  return shared.map(outcome => {
    const odds = oddsOf(book, outcome);
    const inProportion = total / asked / odds;
    const evenly = 1 / odds - (asked - total) / size;
    return {
      odds,
      probability: clamp(inProportion),
      low: clamp(Math.min(inProportion, evenly) - hidden),
      high: clamp(Math.max(inProportion, evenly) + hidden),
    };
  });
}

/** A single price has no book that would show its margin. */
function aloneAt(book: Book, outcome: string): FairPrice {
  const odds = oddsOf(book, outcome);
  const asked = 1 / odds;
  const { share, added } = book.participant === null ? LONE : PLAYER;
  const hidden = roundingOf(odds);
  return {
    odds,
    probability: clamp(asked / (1 + USUAL_OVERROUND)),
    low: clamp(asked / (1 + share) - added - hidden),
    high: clamp(asked + hidden),
  };
}

/** The least that a part of a book is worth, given what is asked: the more outcomes and the longer the odds, the more is margin. */
function leastWorth(asked: number, size: number): number {
  return Math.min(asked / (1 + 0.12 * Math.sqrt(Math.max(1, size - 1))), asked - LONE.added);
}

function askedFor(book: Book, outcomes: Iterable<string>): number {
  let sum = 0;
  for (const outcome of outcomes) sum += 1 / oddsOf(book, outcome);
  return sum;
}

/** What is not offered costs nothing. */
function oddsOf(book: Book, outcome: string): number {
  return book.odds.get(outcome) ?? Number.POSITIVE_INFINITY;
}

/** The probability that lies between two neighbouring prices. */
function roundingOf(odds: number): number {
  const tick = odds < 3 ? 0.01 : odds < 10 ? 0.1 : odds < 30 ? 0.5 : 1;
  return tick / odds ** 2;
}

function clamp(probability: number): number {
  return Math.min(1 - SMALLEST, Math.max(SMALLEST, probability));
}

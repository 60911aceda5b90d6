import type { Line } from '../model/index.js';
import { type Book, type Books, bookKey, type PricedMarket } from './books.js';
import type { PriceDifference } from './differences.js';

/** What is wrong with a source's side of a mapping. */
export type PriceFaultKind =
  | 'swapped-outcomes'
  | 'wrong-line'
  | 'wrong-side'
  | 'wrong-market'
  | 'lines-never-meet'
  | 'unknown';

/** One way in which the mapping can be wrong, and the prices as they would be then. */
export interface Hypothesis {
  readonly kind: Exclude<PriceFaultKind, 'lines-never-meet' | 'unknown'>;
  /** What follows "would agree if sportybet's", for example "outcomes home and away were swapped". */
  readonly description: string;
  /** The outcomes it is about. */
  readonly outcomes: readonly string[];
  readonly books: Books;
  /** What the other sources ask for the market it would be. */
  readonly others: readonly Books[];
}

/** A market as priced by the sources that contradict another one. */
export interface Opposed {
  readonly market: PricedMarket;
  readonly others: readonly Books[];
}

/** Wrong lines are wrong by a goal or half a goal, or are counted in other units. */
const SHIFTS = [1, -1, 0.5, -0.5, 2, -2, 0.25, -0.25];
const UNITS = [4, 0.25, 2, 0.5];
/** The most pairs of outcomes that are worth trying; correct scores have hundreds. */
const MAX_SWAPPED = 8;
/** If two outcomes were swapped, the margins can explain the price of one; it is at least this far away all the same. */
const NOTABLE = 0.2;

/** The outcomes that the others price and the suspect does not. */
function missingOutcomes(suspect: Books, others: readonly Books[]): string[] {
  const own = new Set(outcomesOf(suspect));
  return [...new Set(others.flatMap(outcomesOf))].filter(outcome => !own.has(outcome));
}

/** Everything that is worth trying to explain why a source's prices differ from those of the others. */
export function* hypothesesOf(
  suspect: Books,
  { market, others }: Opposed,
  elsewhere: readonly Opposed[],
  differences: readonly PriceDifference[],
): Generator<Hypothesis> {
  const outcomes = outcomesOf(suspect);
  for (const order of swapsOf(differences, missingOutcomes(suspect, others))) {
    const names = [...order.keys()];
    const description = `outcomes ${names.join(names.length === 2 ? ' and ' : ', ')} were swapped`;
    yield { kind: 'swapped-outcomes', description, outcomes: names, books: relabel(suspect, order), others };
  }
  if (isHandicap(suspect)) {
    const books = moveLines(suspect, value => -value);
    yield { kind: 'wrong-side', description: "handicap were the other side's", outcomes, books, others };
  }
  for (const shift of SHIFTS) {
    const description = `lines were ${Math.abs(shift)} ${shift > 0 ? 'higher' : 'lower'}`;
    yield { kind: 'wrong-line', description, outcomes, books: moveLines(suspect, value => value + shift), others };
  }
  for (const unit of UNITS) {
    const books = moveLines(suspect, value => value * unit);
    yield { kind: 'wrong-line', description: `lines counted in units of ${unit}`, outcomes, books, others };
  }
  for (const other of elsewhere) {
    if (!isAlike(market, other.market, suspect)) continue;
    const description = `market were ${other.market.canonicalId}`;
    yield { kind: 'wrong-market', description, outcomes, books: suspect, others: other.others };
  }
}

/**
 * The swaps of outcomes that are worth trying: each pair of those that disagree, and the order in which the prices would agree best.
 */
function swapsOf(differences: readonly PriceDifference[], missing: readonly string[]): Map<string, string>[] {
  const worst = new Map<string, PriceDifference>();
  for (const difference of differences) {
    const known = worst.get(difference.outcome);
    if (
      known === undefined ||
      difference.gap > known.gap ||
      (difference.gap === known.gap && difference.distance > known.distance)
    )
      worst.set(difference.outcome, difference);
  }
  const apart = [...worst.values()]
    .filter(({ gap, distance }) => gap > 0 || distance > NOTABLE)
    .sort((a, b) => b.gap - a.gap || b.distance - a.distance)
    .slice(0, MAX_SWAPPED);
  const swaps: Map<string, string>[] = [];
  apart.forEach((one, at) => {
    for (const two of apart.slice(at + 1)) {
      swaps.push(
        new Map([
          [one.outcome, two.outcome],
          [two.outcome, one.outcome],
        ]),
      );
    }
  });
  // If a source offers only one side, it can be the other side that is meant.
  for (const { outcome } of apart) {
    for (const other of missing.slice(0, MAX_SWAPPED)) {
      swaps.push(
        new Map([
          [outcome, other],
          [other, outcome],
        ]),
      );
    }
  }
  if (apart.length > 2) {
    const byTheirs = [...apart].sort((a, b) => a.probability[0] - b.probability[0]);
    const byOthers = [...apart].sort((a, b) => a.probability[1] - b.probability[1]);
    const order = new Map(byTheirs.map((one, at) => [one.outcome, byOthers[at]?.outcome ?? one.outcome]));
    for (const [from, to] of order) if (from === to) order.delete(from);
    if (order.size > 2) swaps.push(order);
  }
  return swaps;
}

function relabel(books: Books, order: ReadonlyMap<string, string>): Books {
  const renamed = (outcome: string) => order.get(outcome) ?? outcome;
  return mapBooks(books, book => ({
    ...book,
    odds: new Map(Array.from(book.odds, ([outcome, price]) => [renamed(outcome), price])),
    listed: new Set(Array.from(book.listed, renamed)),
  }));
}

function moveLines(books: Books, move: (value: number) => number): Books {
  return mapBooks(books, book => {
    const { line, threshold } = book;
    // A line without a number is a player or an interval, and can't be moved.
    if (line !== null) return line.value === null ? null : { ...book, line: { ...line, value: move(line.value) + 0 } };
    return threshold === null ? null : { ...book, threshold: move(threshold) + 0 };
  });
}

function mapBooks(books: Books, change: (book: Book) => Book | null): Books {
  const changed = new Map<string, Book>();
  for (const book of books.values()) {
    const other = change(book);
    if (other) changed.set(bookKey(other), other);
  }
  return changed;
}

function isHandicap(books: Books): boolean {
  return linesOf(books).some(line => line.kind.endsWith('handicap'));
}

function linesOf(books: Books): Line[] {
  return Array.from(books.values()).flatMap(({ line }) => (line === null ? [] : [line]));
}

function outcomesOf(books: Books): string[] {
  return [...new Set(Array.from(books.values()).flatMap(({ odds }) => [...odds.keys()]))];
}

/**
 * Whether another market could be the one that was meant. One number can agree by chance, so if only one pair of outcomes can be
 * compared, the markets' names must be alike too: "Over/Under - First Half" and "Over/Under - Full Time".
 */
function isAlike(market: PricedMarket, other: PricedMarket, suspect: Books): boolean {
  if (market.canonicalId === other.canonicalId) return false;
  const [book] = suspect.values();
  const says = suspect.size * ((book?.odds.size ?? 1) - 1);
  if (says > 2) return true;
  const [own, its] = [wordsOf(market), wordsOf(other)];
  const shared = [...own].filter(word => its.has(word)).length;
  return shared * 2 >= Math.min(own.size, its.size);
}

function wordsOf({ canonicalId }: PricedMarket): Set<string> {
  return new Set(canonicalId.toLowerCase().match(/[a-z0-9]+/g) ?? []);
}

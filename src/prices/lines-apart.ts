import type { Source } from '../model/index.js';
import { type Books, bookKey, type PricedMarket } from './books.js';
import { pairBooks, participantsOf } from './pair-books.js';

/** Sources whose lines of a market are not among those of any other source. */
export interface LinesApart {
  readonly sources: readonly Source[];
  /** The lines of each of them. */
  readonly summary: string;
  readonly confidence: number;
}

const MAX_LINES = 6;

/**
 * The sources that price a market only on lines or thresholds that nobody else has; null if there are none. If other sources do meet,
 * a single line by itself means nothing, because bookmakers choose their lines.
 */
export function findLinesApart({ books }: PricedMarket): LinesApart | null {
  const priced = [...books].filter(([, own]) => own.size > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const alone = priced.filter(([source, own]) => {
    const others = priced.filter(([other]) => other !== source).map(([, theirs]) => theirs);
    return others.some(theirs => areApart(own, theirs)) && others.every(theirs => pairBooks(own, theirs).length === 0);
  });
  const apart = alone.length === priced.length ? alone : alone.filter(([, own]) => labelsOf(own).length > 1);
  if (apart.length === 0) return null;
  const summary = priced
    .map(([source, own]) => `${source} prices ${labelsOf(own).slice(0, MAX_LINES).join(', ')}`)
    .join('; ');
  const isTold = priced.every(([, own]) => labelsOf(own).length > 1) || apart.some(([, own]) => hasNoLine(own));
  return { sources: apart.map(([source]) => source), summary, confidence: isTold ? 0.5 : 0.2 };
}

/** The lines of a player that only one of two sources has can't meet, so only players that both have count. */
function areApart(own: Books, theirs: Books): boolean {
  if (pairBooks(own, theirs).length > 0) return false;
  const isOfPlayers = participantsOf(own).length > 0 && participantsOf(theirs).length > 0;
  return !isOfPlayers || pairBooks(withoutLines(own), withoutLines(theirs)).length > 0;
}

function withoutLines(books: Books): Books {
  return new Map(
    Array.from(books.values(), book => {
      const bare = { ...book, line: null, threshold: null };
      return [bookKey(bare), bare];
    }),
  );
}

function hasNoLine(books: Books): boolean {
  return Array.from(books.values()).some(({ line, threshold }) => line === null && threshold === null);
}

function labelsOf(books: Books): string[] {
  const labels = new Set(
    Array.from(
      books.values(),
      ({ line, threshold }) => line?.label ?? (threshold === null ? 'no line' : String(threshold)),
    ),
  );
  return [...labels];
}

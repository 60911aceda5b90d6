import type { BaseMapping, LineConvention, OutcomeMapping, Sport } from '../model/index.js';
import type { CatalogueRow, OutcomeShape } from './catalogue-row.js';

/** The bookmakers in the order of a mapping's ids; those of the shared feed with their letters in a row. */
const BOOKS = [
  { book: 'sportybet', letter: 's' },
  { book: 'msport', letter: 'm' },
  { book: 'betway', letter: 'w' },
  { book: 'betika', letter: 'k' },
  { book: 'betpawa', letter: null },
  { book: 'bet9ja', letter: null },
  { book: 'sportpesa', letter: null },
] as const;

type Book = (typeof BOOKS)[number]['book'];
type Values = readonly (string | null)[];

/** What one bookmaker has of a market: in the order of the shape, null where it lacks the outcome. */
interface Entry {
  readonly book: Book;
  readonly marketId: string;
  readonly ids: Values;
  readonly names: Values;
}

/** The mapping that a row of the catalogue stands for. */
export function expandRow(row: CatalogueRow, sport: Sport): BaseMapping {
  const entries: Entry[] = [];
  for (const { book, letter } of BOOKS) {
    const entry = toEntry(row, book, letter);
    if (entry !== null) entries.push(entry);
  }
  const idAt = (book: Book) => entries.find(entry => entry.book === book)?.marketId ?? null;
  const sourceIds: Record<string, string> = {};
  for (const { book, marketId } of entries) if (!isSeed(book)) sourceIds[book] = marketId;
  const lineConventions = toConventions(row, entries);
  return {
    canonicalId: row.id,
    name: row.name,
    betpawaId: idAt('betpawa'),
    sportybetId: idAt('sportybet'),
    bet9jaKey: idAt('bet9ja'),
    sourceIds,
    outcomeMapping: toOutcomes(row.outcomes, entries),
    sport,
    lineKind: row.line,
    ...(lineConventions === null ? {} : { lineConventions }),
  };
}

function isSeed(book: Book): boolean {
  return book === 'sportybet' || book === 'betpawa' || book === 'bet9ja';
}

function toEntry(row: CatalogueRow, book: Book, letter: string | null): Entry | null {
  const own = book === 'betika' ? undefined : row[book];
  const [feedId = '', shownBy = ''] = row.feed?.split(' ') ?? [];
  const isShown = letter !== null && shownBy.includes(letter);
  if (own === undefined && !isShown) return null;
  const [marketId = '', ...told] = own?.split(' ') ?? [feedId];
  const listed = told.length === 0 ? null : told.map(toValue);
  const { outcomes: shape } = row;
  if (book === 'bet9ja' || book === 'sportpesa') {
    return { book, marketId, ids: [], names: listed ?? valuesOf(shape[book], ' ') };
  }
  const ids = listed ?? (book === 'betpawa' ? [] : valuesOf(shape.feed, ' '));
  const called = book === 'betpawa' ? shape.betpawa : book === 'betika' ? (shape.betika ?? shape.names) : shape.names;
  return { book, marketId, ids, names: valuesOf(called, ';') };
}

/** Lists as they were taken apart: many rows have one shape. */
const known = new Map<string, Values>();

function valuesOf(list: string | undefined, separator: string): Values {
  if (list === undefined) return [];
  let values = known.get(list);
  if (values === undefined) {
    values = list.split(separator).map(toValue);
    known.set(list, values);
  }
  return values;
}

function toValue(text: string): string | null {
  return text === '-' ? null : text;
}

function toOutcomes({ canonical }: OutcomeShape, entries: readonly Entry[]): OutcomeMapping[] {
  const outcomes: OutcomeMapping[] = [];
  for (const [index, canonicalId] of canonical.split(' ').entries()) {
    const outcome = toOutcome(canonicalId, index, outcomes.length, entries);
    if (outcome !== null) outcomes.push(outcome);
  }
  return outcomes;
}

/** An outcome as the bookmakers of a market know it; null where none of them does. */
function toOutcome(
  canonicalId: string,
  index: number,
  position: number,
  entries: readonly Entry[],
): OutcomeMapping | null {
  const outcome: OutcomeMapping = {
    canonicalId,
    betpawaName: null,
    sportybetDesc: null,
    bet9jaSuffix: null,
    position,
  };
  let isKnown = false;
  let names: Record<string, string> | undefined;
  let ids: Record<string, string> | undefined;
  for (const entry of entries) {
    const { book } = entry;
    const [id, name] = [entry.ids[index] ?? null, entry.names[index] ?? null];
    if (id !== null || name !== null) isKnown = true;
    if (id !== null) {
      ids ??= {};
      ids[book] = id;
    }
    if (book === 'sportybet') outcome.sportybetDesc = name;
    else if (book === 'betpawa') outcome.betpawaName = name;
    else if (book === 'bet9ja') outcome.bet9jaSuffix = name;
    else if (name !== null) {
      names ??= {};
      names[book] = name;
    }
  }
  if (names !== undefined) outcome.names = names;
  if (ids !== undefined) outcome.ids = ids;
  return isKnown ? outcome : null;
}

function toConventions(
  { where, fixed }: CatalogueRow,
  entries: readonly Entry[],
): Record<string, LineConvention> | null {
  if (where === undefined && fixed === undefined) return null;
  const conventions: Record<string, LineConvention> = {};
  for (const { book } of entries) {
    const isOfFeed = BOOKS.some(each => each.book === book && each.letter !== null);
    const [asked, implied] = [where, fixed].map(told => told?.[book] ?? (isOfFeed ? told?.feed : undefined));
    if (asked !== undefined || implied !== undefined) {
      conventions[book] = {
        ...(asked === undefined ? {} : { where: asked }),
        ...(implied === undefined ? {} : { fixed: implied }),
      };
    }
  }
  return Object.keys(conventions).length === 0 ? null : conventions;
}

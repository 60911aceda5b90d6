import type { BaseMapping, LineConvention, OutcomeMapping, Sport } from '../model/index.js';
import type { CatalogueRow, OutcomeShape } from './catalogue-row.js';

/** The bookmakers of the shared feed by their letters in a row. */
const FEED_BOOKS = { s: 'sportybet', m: 'msport', w: 'betway', k: 'betika' } as const;
const ALL_BOOKS = ['sportybet', 'msport', 'betway', 'betika', 'betpawa', 'bet9ja', 'sportpesa'] as const;

type Book = (typeof ALL_BOOKS)[number];

/** What one bookmaker has of a market. */
interface Entry {
  readonly marketId: string;
  /** In the order of the shape; null where the bookmaker lacks the outcome. */
  readonly ids: readonly (string | null)[];
  readonly names: readonly (string | null)[];
}

type Entries = Readonly<Partial<Record<Book, Entry>>>;

/** The mapping that a row of the catalogue stands for. */
export function expandRow(row: CatalogueRow, sport: Sport): BaseMapping {
  const entries: Entries = Object.fromEntries(
    ALL_BOOKS.flatMap(book => {
      const entry = toEntry(row, book);
      return entry === null ? [] : [[book, entry]];
    }),
  );
  const { sportybet, betpawa, bet9ja, ...further } = entries;
  const lineConventions = toConventions(row, entries);
  return {
    canonicalId: row.id,
    name: row.name,
    betpawaId: betpawa?.marketId ?? null,
    sportybetId: sportybet?.marketId ?? null,
    bet9jaKey: bet9ja?.marketId ?? null,
    sourceIds: Object.fromEntries(Object.entries(further).map(([book, { marketId }]) => [book, marketId])),
    outcomeMapping: row.outcomes.canonical
      .split(' ')
      .map((canonicalId, index) => toOutcome(canonicalId, index, entries))
      .filter(isKnownAnywhere)
      .map((outcome, position) => ({ ...outcome, position })),
    sport,
    lineKind: row.line,
    ...(Object.keys(lineConventions).length === 0 ? {} : { lineConventions }),
  };
}

function toEntry(row: CatalogueRow, book: Book): Entry | null {
  const { outcomes: shape } = row;
  const [feedId = '', shownBy = ''] = row.feed?.split(' ') ?? [];
  const isShown = Object.entries(FEED_BOOKS).some(([letter, each]) => each === book && shownBy.includes(letter));
  const own = book === 'betika' ? undefined : row[book];
  if (own === undefined && !isShown) return null;
  const [marketId = '', ...told] = own === undefined ? [feedId] : own.split(' ');
  const listed = told.length === 0 ? null : told.map(toValue);
  if (book === 'bet9ja' || book === 'sportpesa') {
    return { marketId, ids: [], names: listed ?? (shape[book]?.split(' ') ?? []).map(toValue) };
  }
  const ids = listed ?? (book === 'betpawa' ? [] : (shape.feed?.split(' ') ?? []).map(toValue));
  return { marketId, ids, names: namesOf(shape, book).map(toValue) };
}

function namesOf(shape: OutcomeShape, book: 'sportybet' | 'msport' | 'betway' | 'betika' | 'betpawa'): string[] {
  const names = book === 'betpawa' ? shape.betpawa : book === 'betika' ? (shape.betika ?? shape.names) : shape.names;
  return names?.split(';') ?? [];
}

function toValue(text: string): string | null {
  return text === '-' ? null : text;
}

function toOutcome(canonicalId: string, index: number, entries: Entries): OutcomeMapping {
  const nameAt = (book: Book) => entries[book]?.names[index] ?? null;
  const names: Record<string, string> = {};
  const ids: Record<string, string> = {};
  for (const book of ALL_BOOKS) {
    const entry = entries[book];
    const [id, name] = [entry?.ids[index], entry?.names[index]];
    if (id) ids[book] = id;
    if (name && book !== 'sportybet' && book !== 'betpawa' && book !== 'bet9ja') names[book] = name;
  }
  return {
    canonicalId,
    betpawaName: nameAt('betpawa'),
    sportybetDesc: nameAt('sportybet'),
    bet9jaSuffix: nameAt('bet9ja'),
    position: index,
    ...(Object.keys(names).length === 0 ? {} : { names }),
    ...(Object.keys(ids).length === 0 ? {} : { ids }),
  };
}

function isKnownAnywhere({ betpawaName, sportybetDesc, bet9jaSuffix, names, ids }: OutcomeMapping): boolean {
  return (betpawaName ?? sportybetDesc ?? bet9jaSuffix ?? names ?? ids) != null;
}

function toConventions({ where, fixed }: CatalogueRow, entries: Entries): Record<string, LineConvention> {
  const conventions: Record<string, LineConvention> = {};
  for (const book of ALL_BOOKS) {
    if (entries[book] === undefined) continue;
    const isOfFeed = book !== 'betpawa' && book !== 'bet9ja' && book !== 'sportpesa';
    const [asked, implied] = [where, fixed].map(told =>
      book === 'betika' ? told?.feed : (told?.[book] ?? (isOfFeed ? told?.feed : undefined)),
    );
    const convention = { ...(asked ? { where: asked } : {}), ...(implied ? { fixed: implied } : {}) };
    if (Object.keys(convention).length > 0) conventions[book] = convention;
  }
  return conventions;
}

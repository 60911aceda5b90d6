import type { EventInfo, Line, MappedResolution, Resolution, ResolvedOutcome, Source } from '../model/index.js';
import { lineKey, readLine } from '../rules/lines.js';
import { areOverlapping, residualsOf } from './outcome-sets.js';

/** A resolution with the source of its prices. */
export interface PricedResolution {
  source: Source;
  resolution: Resolution;
  /** Prices are only compared within one event, by its `sportradarId`. All that carry no event count as one event's. */
  event?: Pick<EventInfo, 'sportradarId'> | undefined;
}

/** What one source asks for the outcomes of one line of a market, or for one participant. */
export interface Book {
  readonly line: Line | null;
  /** Who the prices are about, as the source spells it. */
  readonly participant: string | null;
  /** The outcomes' own threshold: the 2 of "Haaland 2+". */
  readonly threshold: number | null;
  /** Decimal odds by canonical outcome. */
  readonly odds: ReadonlyMap<string, number>;
  /** Every outcome that the source lists, including those without a price. */
  readonly listed: ReadonlySet<string>;
  /** The odds of outcomes that no mapping knows. */
  readonly unknown: readonly number[];
  /** The outcomes that stand for all that are not listed ("Other"). */
  readonly residuals: ReadonlySet<string>;
  /** Whether two of the outcomes can win at once, by their names. */
  readonly isOverlapping: boolean;
}

/** The books of one market at one source, by `bookKey`. */
export type Books = ReadonlyMap<string, Book>;

/** A canonical market with each source's prices. */
export interface PricedMarket {
  readonly canonicalId: string;
  readonly name: string;
  readonly books: ReadonlyMap<Source, Books>;
}

/** What distinguishes the books of a market. */
type Place = Pick<Book, 'line' | 'participant' | 'threshold'>;

interface OpenBook extends Place {
  /** Null if the source asks two prices for one outcome, and nothing says which is meant. */
  readonly prices: Map<string, number | null>;
  readonly listed: Set<string>;
  readonly unknown: number[];
}

interface OpenMarket {
  readonly name: string;
  readonly residuals: ReadonlySet<string>;
  readonly books: Map<Source, Map<string, OpenBook>>;
}

/** Groups the prices that can be bet on by market, source, line and participant. A line that could not be read is not compared. */
export function collectBooks(resolutions: readonly PricedResolution[]): PricedMarket[] {
  const markets = new Map<string, OpenMarket>();
  for (const { source, resolution } of resolutions) {
    if (resolution.status === 'unmapped') continue;
    const { mapping, outcomes, unmatched } = resolution;
    const { line, isReadable } = lineOf(source, resolution);
    if (!isReadable) continue;
    const market = getOrAdd(markets, mapping.canonicalId, () => ({
      name: mapping.name,
      residuals: residualsOf(mapping.outcomeMapping, outcomes),
      books: new Map(),
    }));
    const books = getOrAdd(market.books, source, () => new Map<string, OpenBook>());
    for (const outcome of outcomes) addPrice(books, line, outcome);
    const whole = books.get(bookKey({ line, participant: null, threshold: null }));
    if (whole === undefined) continue;
    for (const { odds, active } of unmatched) if (active && isPrice(odds)) whole.unknown.push(odds);
  }
  return Array.from(markets, ([canonicalId, { name, residuals, books }]) => ({
    canonicalId,
    name,
    books: new Map(Array.from(books, ([source, open]) => [source, closeBooks(open, residuals)])),
  }));
}

/** A resolution written by hand can lack the line. */
function lineOf(source: Source, { mapping, parameter, line, lineReason }: MappedResolution) {
  const read = line === undefined ? readLine(mapping, source, parameter) : { line, reason: lineReason ?? null };
  return { line: read.line, isReadable: read.reason === null };
}

function addPrice(books: Map<string, OpenBook>, line: Line | null, outcome: ResolvedOutcome): void {
  const { canonicalId, odds, active, participant = null, line: threshold = null } = outcome;
  const place = { line, participant, threshold };
  const { prices, listed } = getOrAdd(books, bookKey(place), () => ({
    ...place,
    prices: new Map(),
    listed: new Set<string>(),
    unknown: [],
  }));
  listed.add(canonicalId);
  if (!active || !isPrice(odds)) return;
  const known = prices.get(canonicalId);
  prices.set(canonicalId, known === undefined || known === odds ? odds : null);
}

/** Bookmakers write 0 or 1 if there is no price. */
function isPrice(odds: number | null): odds is number {
  return odds !== null && odds > 1 && odds < Number.POSITIVE_INFINITY;
}

function closeBooks(open: ReadonlyMap<string, OpenBook>, residuals: ReadonlySet<string>): Books {
  const closed = new Map<string, Book>();
  for (const [key, { prices, ...book }] of open) {
    const odds = new Map<string, number>();
    for (const [outcome, price] of prices) if (price !== null) odds.set(outcome, price);
    if (odds.size > 0) closed.set(key, { ...book, odds, residuals, isOverlapping: areOverlapping([...book.listed]) });
  }
  return closed;
}

/** Books of one source have the same key if they have the same line, participant and threshold. */
export function bookKey({ line, participant, threshold }: Place): string {
  return `${lineKey(line)}\n${participant ?? ''}\n${threshold ?? ''}`;
}

export function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

import type { Line, Resolution, Source } from '../model/index.js';
import { lineKey, readLine } from '../rules/lines.js';

/** A resolution with the source of its prices. */
export interface PricedResolution {
  source: Source;
  resolution: Resolution;
}

/** One source's prices for the outcomes of one line of a market: decimal odds by canonical outcome. */
export interface Book {
  readonly line: Line | null;
  readonly odds: ReadonlyMap<string, number>;
}

/** The lines of one market at one source, by `lineKey`. */
export type Books = ReadonlyMap<string, Book>;

/** A canonical market with each source's prices. */
export interface PricedMarket {
  readonly canonicalId: string;
  readonly name: string;
  readonly books: ReadonlyMap<Source, Books>;
}

interface OpenBook extends Book {
  /** Null if the source has two prices for one outcome and nothing tells which one is meant. */
  readonly prices: Map<string, number | null>;
}

/** Groups the prices that can be bet on by market, source and line. A line that could not be read is not compared. */
export function collectBooks(resolutions: readonly PricedResolution[]): PricedMarket[] {
  const markets = new Map<string, { name: string; books: Map<Source, Map<string, OpenBook>> }>();
  for (const { source, resolution } of resolutions) {
    if (resolution.status === 'unmapped') continue;
    const { mapping, parameter, outcomes } = resolution;
    // A resolution built by hand may lack the line.
    const { line, reason } =
      resolution.line === undefined
        ? readLine(mapping, source, parameter)
        : { line: resolution.line, reason: resolution.lineReason ?? null };
    if (reason !== null) continue;
    const market = getOrAdd(markets, mapping.canonicalId, () => ({ name: mapping.name, books: new Map() }));
    const books = getOrAdd(market.books, source, () => new Map<string, OpenBook>());
    const { prices } = getOrAdd(books, lineKey(line), () => ({ line, prices: new Map(), odds: new Map() }));
    for (const { canonicalId, odds, active } of outcomes) {
      if (!active || odds === null || !(odds > 1)) continue;
      const known = prices.get(canonicalId);
      prices.set(canonicalId, known === undefined || known === odds ? odds : null);
    }
  }
  return Array.from(markets, ([canonicalId, { name, books }]) => ({
    canonicalId,
    name,
    books: new Map(Array.from(books, ([source, lines]) => [source, closeBooks(lines)])),
  }));
}

function closeBooks(lines: ReadonlyMap<string, OpenBook>): Books {
  const closed = new Map<string, Book>();
  for (const [key, { line, prices }] of lines) {
    const odds = new Map<string, number>();
    for (const [outcome, price] of prices) if (price !== null) odds.set(outcome, price);
    if (odds.size > 0) closed.set(key, { line, odds });
  }
  return closed;
}

export function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

import type { Line, PricedResolution, ResolvedOutcome, ScrapedOutcome, Source } from '../../src/index.js';
import type { Book } from '../../src/prices/books.js';
import { areOverlapping } from '../../src/prices/outcome-sets.js';
import { mappingOf } from './synthetic-match.js';

export type Odds = Record<string, number>;

/** What a source asks for one line of a market, as a mapper would resolve it. */
export function priced(
  source: Source,
  canonicalId: string,
  line: Line | null,
  odds: Odds,
  fields: object = {},
): PricedResolution {
  const outcomes = Object.entries(odds).map(([id, price]) => outcome(id, price));
  const mapping = mappingOf(canonicalId);
  return {
    source,
    resolution: { status: 'mapped', mapping, parameter: null, line, outcomes, unmatched: [], ...fields },
  };
}

export function outcome(
  canonicalId: string,
  odds: number | null,
  fields: Partial<ResolvedOutcome> = {},
): ResolvedOutcome {
  return { canonicalId, odds, active: true, matchedBy: 'name', ...fields };
}

export function unmatched(name: string, odds: number | null): ScrapedOutcome {
  return { id: null, name, odds, active: true };
}

/** The book of one source, for the rules that look at nothing else. */
export function bookOf(odds: Odds, fields: Partial<Book> = {}): Book {
  const ids = Object.keys(odds);
  return {
    line: null,
    participant: null,
    threshold: null,
    odds: new Map(Object.entries(odds)),
    listed: new Set(ids),
    unknown: [],
    residuals: new Set(),
    isOverlapping: areOverlapping(ids),
    ...fields,
  };
}

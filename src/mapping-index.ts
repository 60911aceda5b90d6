import { type LineReading, readLine } from './lines.js';
import { candidateIds, comparePrecedence, type OutcomeMatch, OutcomeMatcher } from './matching.js';
import type { ActiveMapping, Resolution, ScrapedMarket, ScrapedOutcome, Source } from './model.js';
import { SOURCE_ID_FIELD } from './source-id.js';

/** More different lines than any market is offered at; beyond that they are read anew each time. */
const MAX_LINES = 1000;

/** A mapping as found by an id of one source. */
class Entry {
  #outcomes: OutcomeMatcher | undefined;
  readonly #lines = new Map<string | null, LineReading>();

  constructor(
    readonly mapping: ActiveMapping,
    private readonly source: Source,
  ) {}

  /** Made when it is first asked for: a change of one mapping must not cost the making of all. */
  get outcomes(): OutcomeMatcher {
    this.#outcomes ??= new OutcomeMatcher(this.mapping.outcomeMapping, this.source);
    return this.#outcomes;
  }

  /** What a parameter says. The same few lines come thousands of times in a scrape, so what was read is kept. */
  readLine(parameter: string | null): LineReading {
    let reading = this.#lines.get(parameter);
    if (reading === undefined) {
      reading = readLine(this.mapping, this.source, parameter);
      if (this.#lines.size < MAX_LINES) this.#lines.set(parameter, reading);
    }
    return reading;
  }
}

type Mapped = Extract<Resolution, { mapping: ActiveMapping }>;

/** A mapping with the outcomes it recognised in a market. */
interface Share {
  readonly entry: Entry;
  /** For each outcome of the market its match, or null. */
  readonly matches: (OutcomeMatch | null)[];
  readonly count: number;
}

/** All active mappings of one moment, found by the ids of their sources. It never changes; a newer one replaces it. */
export class MappingIndex {
  readonly size: number;
  readonly #entries: Readonly<Record<Source, ReadonlyMap<string, readonly Entry[]>>>;

  constructor(mappings: readonly ActiveMapping[]) {
    this.size = mappings.length;
    const ranked = [...mappings].sort(comparePrecedence);
    const bySource = (source: Source) => indexBy(ranked, source);
    // Without a prototype: any text may come as a source.
    const entries = { betpawa: bySource('betpawa'), sportybet: bySource('sportybet'), bet9ja: bySource('bet9ja') };
    this.#entries = Object.assign(Object.create(null), entries);
  }

  /** The mapping of a source's market id, by the rules of `resolveMapping`. */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const entries = this.#entries[source];
    if (entries === undefined) return null;
    const exact = entries.get(externalMarketId);
    if (exact) return exact[0]?.mapping ?? null;
    if (source !== 'bet9ja') return null;
    for (const id of candidateIds(source, externalMarketId)) {
      const found = entries.get(id);
      if (found) return found[0]?.mapping ?? null;
    }
    return null;
  }

  /** The mapping of a market with its outcomes: of several the one with the highest priority that recognises any of them. */
  resolveMarket(market: ScrapedMarket): Resolution {
    let known: Entry | null = null;
    for (const entries of this.#candidates(market)) {
      known ??= entries[0] ?? null;
      const [best] = rank(entries, market.outcomes);
      if (best) return toResolution(best, market, index => best.matches[index] === null);
    }
    return unresolved(known, market);
  }

  /**
   * Every mapping that some of the outcomes belong to. Each outcome stands in one resolution: where two mappings recognise it, in
   * that of the mapping that comes first; where none does, as unmatched in the first.
   */
  resolveMarkets(market: ScrapedMarket): Resolution[] {
    const shares: Share[] = [];
    const owner: (Share | undefined)[] = market.outcomes.map(() => undefined);
    let known: Entry | null = null;
    for (const entries of this.#candidates(market)) {
      known ??= entries[0] ?? null;
      for (const share of rank(entries, market.outcomes)) {
        let takes = false;
        share.matches.forEach((match, index) => {
          if (match === null || owner[index] !== undefined) return;
          owner[index] = share;
          takes = true;
        });
        if (takes) shares.push(share);
      }
    }
    if (shares.length === 0) return [unresolved(known, market)];
    return shares.map((share, at) => {
      const own = { ...share, matches: share.matches.map((match, index) => (owner[index] === share ? match : null)) };
      return toResolution(own, market, index => at === 0 && owner[index] === undefined);
    });
  }

  /** The mappings that have an id of the market, the most exact id first, and for each id by precedence. */
  *#candidates({ source, externalMarketId, parameter }: ScrapedMarket): Generator<readonly Entry[]> {
    const entries = this.#entries[source];
    if (entries === undefined) return;
    // A reader gives key and parameter apart; a mapping may be meant for one line only.
    const isApart = source === 'bet9ja' && parameter !== null && !externalMarketId.includes('@');
    for (const id of candidateIds(source, isApart ? `${externalMarketId}@${parameter}` : externalMarketId)) {
      const found = entries.get(id);
      if (found) yield found;
    }
  }
}

function indexBy(ranked: readonly ActiveMapping[], source: Source): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const mapping of ranked) {
    const id = mapping[SOURCE_ID_FIELD[source]];
    if (id === null) continue;
    const entry = new Entry(mapping, source);
    const others = index.get(id);
    if (others) others.push(entry);
    else index.set(id, [entry]);
  }
  return index;
}

/** Priority first; among equals the one that recognises more outcomes; then by precedence, in which they come. */
function rank(entries: readonly Entry[], outcomes: readonly ScrapedOutcome[]): Share[] {
  return entries
    .map(entry => toShare(entry, outcomes))
    .filter(share => share.count > 0)
    .sort((a, b) => b.entry.mapping.priority - a.entry.mapping.priority || b.count - a.count);
}

function toShare(entry: Entry, outcomes: readonly ScrapedOutcome[]): Share {
  const matches = entry.outcomes.matchAll(outcomes);
  let count = 0;
  for (const match of matches) if (match !== null) count++;
  return { entry, matches, count };
}

function toResolution(share: Share, market: ScrapedMarket, isUnmatched: (index: number) => boolean): Resolution {
  const outcomes: Mapped['outcomes'] = [];
  const unmatched: ScrapedOutcome[] = [];
  market.outcomes.forEach((outcome, index) => {
    const match = share.matches[index];
    if (match) {
      const { odds, active } = outcome;
      outcomes.push({ canonicalId: match.canonicalId, odds, active, matchedBy: match.matchedBy });
    } else if (isUnmatched(index)) unmatched.push(outcome);
  });
  const status = unmatched.length === 0 ? 'mapped' : 'partial';
  return { status, mapping: share.entry.mapping, ...lineOf(share.entry, market), outcomes, unmatched };
}

function unresolved(known: Entry | null, market: ScrapedMarket): Resolution {
  if (known === null) return { status: 'unmapped', reason: 'UNKNOWN_MARKET' };
  if (market.outcomes.length > 0) return { status: 'unmapped', reason: 'NO_MATCHING_OUTCOMES' };
  return { status: 'mapped', mapping: known.mapping, ...lineOf(known, market), outcomes: [], unmatched: [] };
}

function lineOf(entry: Entry, { parameter }: ScrapedMarket): Pick<Mapped, 'parameter' | 'line' | 'lineReason'> {
  const { line, reason } = entry.readLine(parameter);
  return reason === null ? { parameter, line } : { parameter, line, lineReason: reason };
}

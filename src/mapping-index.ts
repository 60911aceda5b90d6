import { MAX_ID } from './fields.js';
import { candidateIds, comparePrecedence, type OutcomeMatch, OutcomeMatcher } from './matching.js';
import type { ActiveMapping, Resolution, ScrapedMarket, ScrapedOutcome, Source } from './model.js';
import { SOURCE_ID_FIELD } from './source-id.js';

/** A mapping as found by an id of one source. */
class Entry {
  #outcomes: OutcomeMatcher | undefined;

  constructor(
    readonly mapping: ActiveMapping,
    private readonly source: Source,
  ) {}

  /** Made when it is first asked for: a change of one mapping must not cost the making of all. */
  get outcomes(): OutcomeMatcher {
    this.#outcomes ??= new OutcomeMatcher(this.mapping.outcomeMapping, this.source);
    return this.#outcomes;
  }
}

/** A mapping with the outcomes it recognised in a market. */
interface Share {
  readonly mapping: ActiveMapping;
  /** For each outcome of the market its match, or null. */
  readonly matches: (OutcomeMatch | null)[];
  readonly count: number;
}

/**
 * To how many ids an index remembers the answer, beyond those that mappings have. A football event has a thousand odds keys, nearly all of
 * them those of the next event too; past this number it forgets them all, and finds each answer again when it is asked for.
 */
export const MAX_REMEMBERED = 20_000;

/** All active mappings of one moment, found by the ids of their sources. It never changes; a newer one replaces it. */
export class MappingIndex {
  readonly size: number;
  readonly #betpawa: ReadonlyMap<string, ActiveMapping>;
  readonly #sportybet: ReadonlyMap<string, ActiveMapping>;
  /** Beside the keys that mappings have, the odds keys that were asked for: taking one apart costs more than all the rest. */
  #bet9ja: Map<string, ActiveMapping | null>;
  #remembered = 0;
  readonly #entries: Readonly<Record<Source, ReadonlyMap<string, readonly Entry[]>>>;

  constructor(mappings: readonly ActiveMapping[]) {
    this.size = mappings.length;
    const ranked = [...mappings].sort(comparePrecedence);
    const bySource = (source: Source) => indexBy(ranked, source);
    // Without a prototype: any text may come as a source.
    const entries = { betpawa: bySource('betpawa'), sportybet: bySource('sportybet'), bet9ja: bySource('bet9ja') };
    this.#entries = Object.assign(Object.create(null), entries);
    this.#betpawa = firstOf(entries.betpawa);
    this.#sportybet = firstOf(entries.sportybet);
    this.#bet9ja = firstOf(entries.bet9ja);
  }

  /** The mapping of a source's market id, by the rules of `resolveMapping`. */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    switch (source) {
      case 'betpawa':
        return this.#betpawa.get(externalMarketId) ?? null;
      case 'sportybet':
        return this.#sportybet.get(externalMarketId) ?? null;
      case 'bet9ja': {
        const known = this.#bet9ja.get(externalMarketId);
        return known === undefined ? this.#resolveNew(externalMarketId) : known;
      }
      default:
        return null;
    }
  }

  /** A Bet9ja id that was not asked for before; the index does not change, so neither does the answer. */
  #resolveNew(id: string): ActiveMapping | null {
    let found: ActiveMapping | null = null;
    for (const candidate of candidateIds('bet9ja', id)) {
      found = this.#entries.bet9ja.get(candidate)?.[0]?.mapping ?? null;
      if (found) break;
    }
    // From outside: no mapping has an id as long as this, and a text of any length must not stay.
    if (typeof id !== 'string' || id.length > MAX_ID) return found;
    if (this.#remembered === MAX_REMEMBERED) {
      this.#bet9ja = firstOf(this.#entries.bet9ja);
      this.#remembered = 0;
    }
    this.#remembered++;
    this.#bet9ja.set(ownCopy(id), found);
    return found;
  }

  /** The mapping of a market with its outcomes: of several the one with the highest priority that recognises any of them. */
  resolveMarket(market: ScrapedMarket): Resolution {
    let known: ActiveMapping | null = null;
    for (const entries of this.#candidates(market)) {
      known ??= entries[0]?.mapping ?? null;
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
    let known: ActiveMapping | null = null;
    for (const entries of this.#candidates(market)) {
      known ??= entries[0]?.mapping ?? null;
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

function firstOf(entries: ReadonlyMap<string, readonly Entry[]>): Map<string, ActiveMapping> {
  const first = new Map<string, ActiveMapping>();
  for (const [id, [entry]] of entries) if (entry) first.set(id, entry.mapping);
  return first;
}

/** A slice of a text keeps all of the text in memory, here perhaps a whole payload; as the name of a property it is on its own. */
function ownCopy(id: string): string {
  return Object.keys({ [id]: null })[0] ?? id;
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
    .sort((a, b) => b.mapping.priority - a.mapping.priority || b.count - a.count);
}

function toShare({ mapping, outcomes: matcher }: Entry, outcomes: readonly ScrapedOutcome[]): Share {
  const matches = matcher.matchAll(outcomes);
  let count = 0;
  for (const match of matches) if (match !== null) count++;
  return { mapping, matches, count };
}

function toResolution(share: Share, market: ScrapedMarket, isUnmatched: (index: number) => boolean): Resolution {
  const outcomes: Extract<Resolution, { mapping: ActiveMapping }>['outcomes'] = [];
  const unmatched: ScrapedOutcome[] = [];
  market.outcomes.forEach((outcome, index) => {
    const match = share.matches[index];
    if (match) {
      const { odds, active } = outcome;
      outcomes.push({ canonicalId: match.canonicalId, odds, active, matchedBy: match.matchedBy });
    } else if (isUnmatched(index)) unmatched.push(outcome);
  });
  const status = unmatched.length === 0 ? 'mapped' : 'partial';
  return { status, mapping: share.mapping, parameter: market.parameter, outcomes, unmatched };
}

function unresolved(known: ActiveMapping | null, market: ScrapedMarket): Resolution {
  if (known === null) return { status: 'unmapped', reason: 'UNKNOWN_MARKET' };
  if (market.outcomes.length > 0) return { status: 'unmapped', reason: 'NO_MATCHING_OUTCOMES' };
  return { status: 'mapped', mapping: known, parameter: market.parameter, outcomes: [], unmatched: [] };
}

import { MAX_ID } from '../input/fields.js';
import type { ActiveMapping, Resolution, ScrapedMarket, ScrapedOutcome, Source } from '../model/index.js';
import { SOURCE_ID_FIELD } from '../model/source-id.js';
import { candidateIds } from './candidate-ids.js';
import { type LineReading, readLine } from './lines.js';
import { type OutcomeMatch, OutcomeMatcher } from './outcome-matcher.js';
import { comparePrecedence, type Ranked } from './precedence.js';

/** More lines than any market is offered at. Beyond that, they are read again each time. */
const MAX_LINES = 1000;

/** A mapping as found by an id of one source. */
class Entry {
  #outcomes: OutcomeMatcher | undefined;
  #lines: Map<string | null, LineReading> | undefined;

  constructor(
    private readonly given: IndexedMapping,
    private readonly source: Source,
  ) {}

  get mapping(): ActiveMapping {
    return 'toMapping' in this.given ? this.given.toMapping() : this.given;
  }

  /** Created when first needed, so that a change to one mapping does not cost creating them all. */
  get outcomes(): OutcomeMatcher {
    this.#outcomes ??= new OutcomeMatcher(this.mapping.outcomeMapping, this.source);
    return this.#outcomes;
  }

  /** The line of a parameter. The same few lines appear thousands of times in a scrape, so they are remembered. */
  readLine(parameter: string | null): LineReading {
    this.#lines ??= new Map();
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

/** What an index is built from. A mapping that is expensive to create can be given as a function, called when it is first needed. */
export type IndexedMapping =
  | ActiveMapping
  | (Ranked & Pick<ActiveMapping, 'betpawaId' | 'sportybetId' | 'bet9jaKey'> & { toMapping(): ActiveMapping });

/**
 * The number of ids for which an index remembers the answer, in addition to those that mappings have. A football event has a
 * thousand odds keys, and nearly all of them are those of the next event too. Beyond this number, all are forgotten and looked up again.
 */
export const MAX_REMEMBERED = 20_000;

type Answers = Map<string, ActiveMapping | null>;

/** All active mappings of one moment, found by the ids of their sources. It never changes; a new one replaces it. */
export class MappingIndex {
  readonly size: number;
  readonly #entries: Readonly<Record<Source, ReadonlyMap<string, readonly Entry[]>>>;
  /** Answers of `resolve`, because parsing an odds key costs many times as much as looking it up. */
  readonly #betpawa: Answers = new Map();
  readonly #sportybet: Answers = new Map();
  readonly #bet9ja: Answers = new Map();
  #remembered = 0;

  constructor(mappings: readonly IndexedMapping[]) {
    this.size = mappings.length;
    const ranked = [...mappings].sort(comparePrecedence);
    const bySource = (source: Source) => indexBy(ranked, source);
    // Without a prototype, because any text may be passed as a source.
    const entries = { betpawa: bySource('betpawa'), sportybet: bySource('sportybet'), bet9ja: bySource('bet9ja') };
    this.#entries = Object.assign(Object.create(null), entries);
  }

  /** The mapping of a source's market id, by the rules of `resolveMapping`. */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const known = this.#answersOf(source)?.get(externalMarketId);
    return known === undefined ? this.#resolveNew(source, externalMarketId) : known;
  }

  /** An id that has not been looked up before. The index does not change, so neither will the answer. */
  #resolveNew(source: Source, id: string): ActiveMapping | null {
    const entries = this.#entries[source];
    if (entries === undefined) return null;
    let found: ActiveMapping | null = null;
    for (const candidate of candidateIds(source, id)) {
      found = entries.get(candidate)?.[0]?.mapping ?? null;
      if (found) break;
    }
    // Comes from outside: a text of arbitrary length must not be kept, and nothing has an id as long as this.
    if (typeof id === 'string' && id.length <= MAX_ID) this.#remember(source, id, found);
    return found;
  }

  #remember(source: Source, id: string, answer: ActiveMapping | null): void {
    if (this.#remembered === MAX_REMEMBERED + 3 * this.size) {
      for (const answers of [this.#betpawa, this.#sportybet, this.#bet9ja]) answers.clear();
      this.#remembered = 0;
    }
    this.#remembered++;
    this.#answersOf(source)?.set(ownCopy(id), answer);
  }

  #answersOf(source: Source): Answers | undefined {
    switch (source) {
      case 'betpawa':
        return this.#betpawa;
      case 'sportybet':
        return this.#sportybet;
      case 'bet9ja':
        return this.#bet9ja;
    }
  }

  /** The mapping of a market with its outcomes: if there are several, the one with the highest priority that recognises any outcome. */
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
   * Every mapping that some of the outcomes belong to. Each outcome appears in one resolution: if two mappings recognise it, in that
   * of the first; if none does, as unmatched in the first.
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

  /** The mappings that have one of the market's ids, the most specific id first, and by precedence for each id. */
  *#candidates({ source, externalMarketId, parameter }: ScrapedMarket): Generator<readonly Entry[]> {
    const entries = this.#entries[source];
    if (entries === undefined) return;
    // Readers give key and parameter separately, but a mapping can be for one line only.
    const isApart = source === 'bet9ja' && parameter !== null && !externalMarketId.includes('@');
    for (const id of candidateIds(source, isApart ? `${externalMarketId}@${parameter}` : externalMarketId)) {
      const found = entries.get(id);
      if (found) yield found;
    }
  }
}

/** A slice of a string keeps the whole string in memory, possibly a payload. Used as a property name, it becomes a string of its own. */
function ownCopy(id: string): string {
  return Object.keys({ [id]: null })[0] ?? id;
}

function indexBy(ranked: readonly IndexedMapping[], source: Source): Map<string, Entry[]> {
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

/** By priority, then by the number of recognised outcomes, then by precedence, which is the order they come in. */
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
  return { status, mapping: share.entry.mapping, ...toLineFields(share.entry, market), outcomes, unmatched };
}

function unresolved(known: Entry | null, market: ScrapedMarket): Resolution {
  if (known === null) return { status: 'unmapped', reason: 'UNKNOWN_MARKET' };
  if (market.outcomes.length > 0) return { status: 'unmapped', reason: 'NO_MATCHING_OUTCOMES' };
  return { status: 'mapped', mapping: known.mapping, ...toLineFields(known, market), outcomes: [], unmatched: [] };
}

function toLineFields(entry: Entry, { parameter }: ScrapedMarket): Pick<Mapped, 'parameter' | 'line' | 'lineReason'> {
  const { line, reason } = entry.readLine(parameter);
  return reason === null ? { parameter, line } : { parameter, line, lineReason: reason };
}

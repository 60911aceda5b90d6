import { MAX_ID } from '../input/fields.js';
import type { ActiveMapping, Resolution, ScrapedMarket, ScrapedOutcome, Source } from '../model/index.js';
import { SOURCE_ID_FIELD } from '../model/source-id.js';
import { candidateIds } from './candidate-ids.js';
import { type LineReading, readLine } from './lines.js';
import { type OutcomeMatch, OutcomeMatcher } from './outcome-matcher.js';
import { comparePrecedence, type Ranked } from './precedence.js';

/** More different lines than any market is offered at; beyond that they are read anew each time. */
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

  /** Made when it is first asked for: a change of one mapping must not cost the making of all. */
  get outcomes(): OutcomeMatcher {
    this.#outcomes ??= new OutcomeMatcher(this.mapping.outcomeMapping, this.source);
    return this.#outcomes;
  }

  /** What a parameter says. The same few lines come thousands of times in a scrape, so what was read is kept. */
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

/** What the index is made of. A mapping that is dear to make may come as what makes it, when it is first asked for. */
export type IndexedMapping =
  | ActiveMapping
  | (Ranked & Pick<ActiveMapping, 'betpawaId' | 'sportybetId' | 'bet9jaKey'> & { toMapping(): ActiveMapping });

/**
 * To how many ids an index remembers the answer, beside as many as mappings have. A football event has a thousand odds keys, nearly all of
 * them those of the next event too; past this number it forgets them all, and finds each answer again when it is asked for.
 */
export const MAX_REMEMBERED = 20_000;

type Answers = Map<string, ActiveMapping | null>;

/** All active mappings of one moment, found by the ids of their sources. It never changes; a newer one replaces it. */
export class MappingIndex {
  readonly size: number;
  readonly #entries: Readonly<Record<Source, ReadonlyMap<string, readonly Entry[]>>>;
  /** What `resolve` has answered: to take an odds key apart costs many times what looking it up does. */
  readonly #betpawa: Answers = new Map();
  readonly #sportybet: Answers = new Map();
  readonly #bet9ja: Answers = new Map();
  #remembered = 0;

  constructor(mappings: readonly IndexedMapping[]) {
    this.size = mappings.length;
    const ranked = [...mappings].sort(comparePrecedence);
    const bySource = (source: Source) => indexBy(ranked, source);
    // Without a prototype: any text may come as a source.
    const entries = { betpawa: bySource('betpawa'), sportybet: bySource('sportybet'), bet9ja: bySource('bet9ja') };
    this.#entries = Object.assign(Object.create(null), entries);
  }

  /** The mapping of a source's market id, by the rules of `resolveMapping`. */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const known = this.#answersOf(source)?.get(externalMarketId);
    return known === undefined ? this.#resolveNew(source, externalMarketId) : known;
  }

  /** An id that was not asked for before. The index does not change, so neither will the answer. */
  #resolveNew(source: Source, id: string): ActiveMapping | null {
    const entries = this.#entries[source];
    if (entries === undefined) return null;
    let found: ActiveMapping | null = null;
    for (const candidate of candidateIds(source, id)) {
      found = entries.get(candidate)?.[0]?.mapping ?? null;
      if (found) break;
    }
    // From outside: a text of any length must not stay, and none as long as this is the id of anything.
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

/** A slice of a text keeps all of the text in memory, here perhaps a whole payload; as the name of a property it is on its own. */
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

import { MAX_ID } from '../input/fields.js';
import type {
  ActiveMapping,
  MappedResolution,
  Resolution,
  ResolvedOutcome,
  ScrapedMarket,
  ScrapedOutcome,
  Source,
} from '../model/index.js';
import { sourceIdsOf } from '../model/index.js';
import { definitionOf } from '../sources/registry.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { CacheBudget } from './cache-budget.js';
import { candidateIdsBy } from './candidate-ids.js';
import { IndexEntry, type IndexedMapping } from './index-entry.js';
import { IndexSlot } from './index-slot.js';

import type { OutcomeMatch } from './outcome-match.js';
import { ownCopy } from './own-copy.js';
import { comparePrecedence, comparePrecedenceByOutcomes } from './precedence.js';

/** A mapping with the outcomes it recognised in a market. */
interface Share {
  readonly entry: IndexEntry;
  /** For each outcome of the market, its match, or null. */
  readonly matches: readonly (OutcomeMatch | null)[];
  readonly count: number;
}

/**
 * The number of ids for which an index remembers the answer, in addition to those that mappings have. A football event has a
 * thousand odds keys, and nearly all of them are those of the next event too. Beyond this number, all are forgotten and looked up again.
 */
export const MAX_REMEMBERED = 20_000;

/** How many bytes an index may use to remember lines and names: enough for thousands of events. */
export const REMEMBERED_BYTES = 16_000_000;

/** The mappings that have an id at one source. */
interface SourceIndex {
  readonly definition: RegisteredSource;
  readonly slots: Map<string, IndexSlot>;
  /** The answers for ids that were asked for; null if there is none. Parsing a key takes many times as long as looking it up. */
  readonly answers: Map<string, IndexSlot | null>;
}

/**
 * All active mappings of one moment, by their ids at each source. Changes are patched in place, all those of one moment at once:
 * copying a Map of 100,000 would hold up a scraper for too long.
 */
export class MappingIndex {
  readonly #bySource = new Map<Source, SourceIndex>();
  readonly #budget = new CacheBudget(REMEMBERED_BYTES);
  /** The positions of base mappings, which settle ties between them because they have no id. */
  readonly #position: ReadonlyMap<string, number>;
  #size: number;
  #remembered = 0;
  #lastSource: Source | undefined;
  #lastIndex: SourceIndex | undefined;

  /**
   * @param base Base mappings in the order that settles ties between them, also those that are patched in later.
   * @param definitionFor Returns the definition of a source; by default, that of the package.
   */
  constructor(
    mappings: readonly IndexedMapping[],
    base: readonly Pick<ActiveMapping, 'canonicalId'>[] = [],
    private readonly definitionFor: (source: Source) => RegisteredSource = definitionOf,
  ) {
    this.#position = new Map(base.map(({ canonicalId }, at) => [canonicalId, at]));
    this.#size = mappings.length;
    for (const mapping of [...mappings].sort(this.#compare)) {
      for (const { source, id } of sourceIdsOf(mapping)) this.#enter(mapping, source, id);
    }
  }

  /** How many mappings it holds. */
  get size(): number {
    return this.#size;
  }

  /** Removes some mappings and adds others. Afterwards it answers as a new index would. */
  patch(removed: readonly IndexedMapping[], added: readonly IndexedMapping[]): void {
    this.#size += added.length - removed.length;
    const gone = new Set(removed);
    const touched = new Map<IndexSlot, { source: Source; id: string }>();
    for (const mapping of gone) {
      for (const { source, id } of sourceIdsOf(mapping)) {
        const slot = this.#bySource.get(source)?.slots.get(id);
        if (slot) touched.set(slot, { source, id });
      }
    }
    for (const slot of touched.keys()) for (const entry of slot.removeAll(gone)) this.#budget.release(entry);
    for (const mapping of added) {
      for (const { source, id } of sourceIdsOf(mapping)) touched.set(this.#enter(mapping, source, id), { source, id });
    }
    for (const [slot, { source, id }] of touched) {
      slot.settle(this.#compare);
      const index = this.#bySource.get(source);
      if (slot.entries.length > 0 || index === undefined) continue;
      index.slots.delete(id);
      this.#forget(index, id);
    }
  }

  /** For each id that several mappings have, these by precedence. */
  *shared(): Iterable<readonly IndexEntry[]> {
    for (const { slots } of this.#bySource.values()) {
      for (const { entries } of slots.values()) if (entries.length > 1) yield entries;
    }
  }

  /** The same, for the ids of some mappings only. */
  *sharedWith(mappings: readonly IndexedMapping[]): Iterable<readonly IndexEntry[]> {
    for (const mapping of mappings) {
      for (const { source, id } of sourceIdsOf(mapping)) {
        const entries = this.#bySource.get(source)?.slots.get(id)?.entries ?? [];
        if (entries.length > 1) yield entries;
      }
    }
  }

  /** Adds a mapping after the others with its id, and returns their slot. */
  #enter(mapping: IndexedMapping, source: Source, id: string): IndexSlot {
    const index = this.#bySource.get(source) ?? this.#addSource(source);
    let slot = index.slots.get(id);
    if (slot === undefined) {
      slot = new IndexSlot();
      index.slots.set(id, slot);
      this.#forget(index, id);
    }
    slot.add(new IndexEntry(mapping, index.definition, this.#budget));
    return slot;
  }

  #addSource(source: Source): SourceIndex {
    const index = { definition: this.definitionFor(source), slots: new Map(), answers: new Map() };
    this.#bySource.set(source, index);
    this.#lastSource = undefined;
    return index;
  }

  readonly #compare = (a: IndexedMapping, b: IndexedMapping): number =>
    comparePrecedence(a, b) || this.#positionOf(a) - this.#positionOf(b);

  #positionOf(mapping: IndexedMapping): number {
    return 'canonicalId' in mapping ? (this.#position.get(mapping.canonicalId) ?? 0) : 0;
  }

  /** The mapping of a source's market id, by the rules of `resolveMapping`. */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const index = this.#indexOf(source);
    if (index === undefined) return null;
    const known = index.answers.get(externalMarketId);
    const slot = known === undefined ? this.#resolveNew(index, externalMarketId) : known;
    return slot === null ? null : (slot.first ?? slot.findFirst());
  }

  /** All markets of an event have one source, so the last source is kept at hand. */
  #indexOf(source: Source): SourceIndex | undefined {
    if (source !== this.#lastSource) {
      this.#lastIndex = this.#bySource.get(source);
      this.#lastSource = source;
    }
    return this.#lastIndex;
  }

  /** Looks up an id that was not asked for before. */
  #resolveNew({ definition, slots, answers }: SourceIndex, id: string): IndexSlot | null {
    let found: IndexSlot | null = null;
    for (const candidate of candidateIdsBy(definition, id)) {
      found = slots.get(candidate) ?? null;
      if (found) break;
    }
    // It comes from outside: a text of any length must not stay in memory, and no id is longer than this.
    if (typeof id === 'string' && id.length <= MAX_ID) this.#remember(answers, id, found);
    return found;
  }

  #remember(answers: SourceIndex['answers'], id: string, answer: IndexSlot | null): void {
    if (this.#remembered >= MAX_REMEMBERED + 3 * this.size) {
      for (const index of this.#bySource.values()) index.answers.clear();
      this.#remembered = 0;
    }
    this.#remembered++;
    answers.set(ownCopy(id), answer);
  }

  /** Forgets the answer for an id that got its first mapping or lost its last one. A patch changes no other answer. */
  #forget({ definition, answers }: SourceIndex, id: string): void {
    if (answers.size === 0) return;
    // Longer keys may lead to this id too.
    if (definition.candidateIds !== undefined) {
      this.#remembered -= answers.size;
      answers.clear();
    } else if (answers.delete(id)) this.#remembered--;
  }

  /**
   * The mapping of a market with its outcomes: of several that recognise any of them, the first by precedence. Mappings that are
   * bound to another parameter or sport are skipped.
   */
  resolveMarket(market: ScrapedMarket): Resolution {
    const candidates = this.#candidates(market);
    for (const entries of candidates.answering) {
      const [best] = rank(entries, market);
      if (best) return toResolution(best, market, () => true);
    }
    return unresolved(candidates, market);
  }

  /**
   * Every mapping that some of the outcomes belong to. Each outcome appears in one resolution: if two mappings recognise it, in that
   * of the first; if none does, as unmatched in the first.
   */
  resolveMarkets(market: ScrapedMarket): Resolution[] {
    const shares: Share[] = [];
    const owner: (Share | undefined)[] = market.outcomes.map(() => undefined);
    const candidates = this.#candidates(market);
    for (const entries of candidates.answering) {
      for (const share of rank(entries, market)) {
        let takes = false;
        share.matches.forEach((match, index) => {
          if (match === null || owner[index] !== undefined) return;
          owner[index] = share;
          takes = true;
        });
        if (takes) shares.push(share);
      }
    }
    if (shares.length === 0) return [unresolved(candidates, market)];
    return shares.map((share, at) => {
      const own = { ...share, matches: share.matches.map((match, index) => (owner[index] === share ? match : null)) };
      return toResolution(own, market, index => at === 0 && owner[index] === undefined);
    });
  }

  /** The mappings that have one of the market's ids, the most exact id first, and for each id by precedence. */
  #candidates(market: ScrapedMarket): Candidates {
    const index = this.#indexOf(market.source);
    if (index === undefined) return NO_CANDIDATES;
    const { externalMarketId, parameter } = market;
    const { withParameter } = index.definition;
    const answering: (readonly IndexEntry[])[] = [];
    let isKnown = false;
    // A reader separates key and parameter, but a mapping may be for one line only.
    const id = withParameter && parameter !== null ? withParameter(externalMarketId, parameter) : externalMarketId;
    for (const candidate of candidateIdsBy(index.definition, id)) {
      const entries = index.slots.get(candidate)?.entries;
      if (entries === undefined) continue;
      isKnown = true;
      const free = entries.filter(entry => entry.answersFor(market, entries));
      if (free.length > 0) answering.push(free);
    }
    return { answering, isKnown };
  }
}

/** The mappings that may answer for a market. */
interface Candidates {
  readonly answering: readonly (readonly IndexEntry[])[];
  /** Whether any mapping has the market's id, even if it is bound to something else. */
  readonly isKnown: boolean;
}

const NO_CANDIDATES: Candidates = { answering: [], isKnown: false };

/** Those that recognise any outcome, by precedence. */
function rank(entries: readonly IndexEntry[], market: ScrapedMarket): Share[] {
  const shares = entries.map(entry => toShare(entry, market)).filter(share => share.count > 0);
  return shares.length < 2 ? shares : shares.sort((a, b) => comparePrecedenceByOutcomes(toRanked(a), toRanked(b)));
}

function toRanked({ entry, count }: Share) {
  const { id, priority } = entry.mapping;
  return { id, priority, recognised: count };
}

function toShare(entry: IndexEntry, market: ScrapedMarket): Share {
  const matches = entry.matchAll(market.outcomes, market);
  let count = 0;
  for (const match of matches) if (match !== null) count++;
  return { entry, matches, count };
}

function toResolution(share: Share, market: ScrapedMarket, isUnmatched: (index: number) => boolean): MappedResolution {
  const outcomes: ResolvedOutcome[] = [];
  const unmatched: ScrapedOutcome[] = [];
  market.outcomes.forEach((outcome, index) => {
    const match = share.matches[index];
    if (match) outcomes.push(toResolvedOutcome(match, outcome));
    else if (isUnmatched(index)) unmatched.push(outcome);
  });
  const status = unmatched.length === 0 ? 'mapped' : 'partial';
  return { status, mapping: share.entry.mapping, ...toLineFields(share.entry, market), outcomes, unmatched };
}

function toResolvedOutcome(match: OutcomeMatch, { odds, active }: ScrapedOutcome): ResolvedOutcome {
  const { canonicalId, matchedBy, participant, line } = match;
  if (participant === undefined && line === undefined) return { canonicalId, odds, active, matchedBy };
  return {
    canonicalId,
    odds,
    active,
    matchedBy,
    ...(participant === undefined ? {} : { participant }),
    ...(line === undefined ? {} : { line }),
  };
}

function unresolved({ answering, isKnown }: Candidates, market: ScrapedMarket): Resolution {
  const known = answering[0]?.[0];
  if (known === undefined) return { status: 'unmapped', reason: isKnown ? 'BOUND_AWAY' : 'UNKNOWN_MARKET' };
  if (market.outcomes.length > 0) return { status: 'unmapped', reason: 'UNKNOWN_OUTCOMES' };
  return { status: 'mapped', mapping: known.mapping, ...toLineFields(known, market), outcomes: [], unmatched: [] };
}

function toLineFields(
  entry: IndexEntry,
  { parameter }: ScrapedMarket,
): Pick<MappedResolution, 'parameter' | 'line' | 'lineReason'> {
  const { line, reason } = entry.readLine(parameter);
  return reason === null ? { parameter, line } : { parameter, line, lineReason: reason };
}

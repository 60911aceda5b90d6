import { MAX_ID } from '../input/fields.js';
import type { ActiveMapping, Resolution, ScrapedMarket, ScrapedOutcome, Source } from '../model/index.js';
import { SOURCES } from '../model/source.js';
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
    readonly given: IndexedMapping,
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

/** The mappings that have one id of a source, by precedence; never none. */
class Slot {
  #entries: Entry[];
  /** The mapping that comes first, once it was asked for. */
  first: ActiveMapping | null = null;

  constructor(entry: Entry) {
    this.#entries = [entry];
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  findFirst(): ActiveMapping | null {
    this.first = this.#entries[0]?.mapping ?? null;
    return this.first;
  }

  /** Adds one behind the others. */
  add(entry: Entry): void {
    this.#entries.push(entry);
  }

  removeAll(mappings: ReadonlySet<IndexedMapping>): void {
    this.#entries = this.#entries.filter(entry => !mappings.has(entry.given));
  }

  /** Puts them in order, after a change. */
  settle(compare: (a: IndexedMapping, b: IndexedMapping) => number): void {
    this.#entries.sort((a, b) => compare(a.given, b.given));
    this.first = null;
  }
}

type Slots = Map<string, Slot>;
type Answers = Map<string, Slot | null>;

/** Of a source that nobody knows, which may come from outside. */
const NO_SLOTS: Slots = new Map();

/**
 * All active mappings of one moment, found by the ids of their sources. What changed from one moment to the next is patched in, at once:
 * to copy a Map of 100,000 takes longer than a scraper should be held up.
 */
export class MappingIndex {
  #size = 0;
  readonly #betpawa: Slots = new Map();
  readonly #sportybet: Slots = new Map();
  readonly #bet9ja: Slots = new Map();
  /** Where the ids lead that were asked for: to take an odds key apart costs many times what looking it up does. Null is nowhere. */
  readonly #askedOfBetpawa: Answers = new Map();
  readonly #askedOfSportybet: Answers = new Map();
  readonly #askedOfBet9ja: Answers = new Map();
  #remembered = 0;
  /** What settles ties between mappings without an id. */
  readonly #position: ReadonlyMap<string, number>;

  /** @param base Base mappings in the order that settles ties between them, also those that are patched in later. */
  constructor(mappings: readonly IndexedMapping[], base: readonly ActiveMapping[] = []) {
    this.#position = new Map(base.map(({ canonicalId }, at) => [canonicalId, at]));
    this.#size = mappings.length;
    for (const mapping of [...mappings].sort(this.#compare)) {
      for (const [source, id] of idsOf(mapping)) this.#enter(mapping, source, id);
    }
  }

  /** How many mappings it holds. */
  get size(): number {
    return this.#size;
  }

  /** Takes some mappings out and puts others in. What it answers then is what an index made anew would. */
  patch(removed: readonly IndexedMapping[], added: readonly IndexedMapping[]): void {
    this.#size += added.length - removed.length;
    const gone = new Set(removed);
    const touched = new Map<Slot, readonly [Source, string]>();
    for (const mapping of gone) {
      for (const [source, id] of idsOf(mapping)) {
        const slot = this.#slotsOf(source).get(id);
        if (slot) touched.set(slot, [source, id]);
      }
    }
    for (const slot of touched.keys()) slot.removeAll(gone);
    for (const mapping of added) {
      for (const [source, id] of idsOf(mapping)) {
        touched.set(this.#enter(mapping, source, id), [source, id]);
      }
    }
    for (const [slot, [source, id]] of touched) {
      slot.settle(this.#compare);
      if (slot.entries.length > 0) continue;
      this.#slotsOf(source).delete(id);
      this.#forget(source, id);
    }
  }

  /** The mapping of a source's market id, by the rules of `resolveMapping`. */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const known = this.#answersOf(source)?.get(externalMarketId);
    const slot = known === undefined ? this.#resolveNew(source, externalMarketId) : known;
    return slot === null ? null : (slot.first ?? slot.findFirst());
  }

  /** An id that was not asked for before. */
  #resolveNew(source: Source, id: string): Slot | null {
    const slots = this.#slotsOf(source);
    if (slots === NO_SLOTS) return null;
    let found: Slot | null = null;
    for (const candidate of candidateIds(source, id)) {
      found = slots.get(candidate) ?? null;
      if (found) break;
    }
    // From outside: a text of any length must not stay, and none as long as this is the id of anything.
    if (typeof id === 'string' && id.length <= MAX_ID) this.#remember(source, id, found);
    return found;
  }

  #remember(source: Source, id: string, answer: Slot | null): void {
    if (this.#remembered >= MAX_REMEMBERED + 3 * this.size) {
      for (const answers of [this.#askedOfBetpawa, this.#askedOfSportybet, this.#askedOfBet9ja]) answers.clear();
      this.#remembered = 0;
    }
    this.#remembered++;
    this.#answersOf(source)?.set(ownCopy(id), answer);
  }

  /** What is remembered of an id that has got its first mapping, or has lost its last. To every other one a patch makes no difference. */
  #forget(source: Source, id: string): void {
    const answers = this.#answersOf(source);
    if (answers === undefined || answers.size === 0) return;
    // Odds keys may lead there that are not the key.
    if (source === 'bet9ja') {
      this.#remembered -= answers.size;
      answers.clear();
    } else if (answers.delete(id)) this.#remembered--;
  }

  #answersOf(source: Source): Answers | undefined {
    switch (source) {
      case 'betpawa':
        return this.#askedOfBetpawa;
      case 'sportybet':
        return this.#askedOfSportybet;
      case 'bet9ja':
        return this.#askedOfBet9ja;
    }
  }

  #slotsOf(source: Source): Slots {
    switch (source) {
      case 'betpawa':
        return this.#betpawa;
      case 'sportybet':
        return this.#sportybet;
      case 'bet9ja':
        return this.#bet9ja;
      default:
        return NO_SLOTS;
    }
  }

  /** Puts a mapping behind the others of its id, and returns their slot. */
  #enter(mapping: IndexedMapping, source: Source, id: string): Slot {
    const slots = this.#slotsOf(source);
    const entry = new Entry(mapping, source);
    let slot = slots.get(id);
    if (slot) slot.add(entry);
    else {
      slot = new Slot(entry);
      slots.set(id, slot);
      this.#forget(source, id);
    }
    return slot;
  }

  readonly #compare = (a: IndexedMapping, b: IndexedMapping): number =>
    comparePrecedence(a, b) || this.#positionOf(a) - this.#positionOf(b);

  #positionOf(mapping: IndexedMapping): number {
    return mapping.id === null && 'canonicalId' in mapping ? (this.#position.get(mapping.canonicalId) ?? 0) : 0;
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
    const slots = this.#slotsOf(source);
    // A reader gives key and parameter apart; a mapping may be meant for one line only.
    const isApart = source === 'bet9ja' && parameter !== null && !externalMarketId.includes('@');
    for (const id of candidateIds(source, isApart ? `${externalMarketId}@${parameter}` : externalMarketId)) {
      const found = slots.get(id);
      if (found) yield found.entries;
    }
  }
}

/** A slice of a text keeps all of the text in memory, here perhaps a whole payload; as the name of a property it is on its own. */
function ownCopy(id: string): string {
  return Object.keys({ [id]: null })[0] ?? id;
}

/** The ids that a mapping has, by their sources. */
function* idsOf(mapping: IndexedMapping): Generator<readonly [Source, string]> {
  for (const source of SOURCES) {
    const id = mapping[SOURCE_ID_FIELD[source]];
    if (id !== null) yield [source, id];
  }
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

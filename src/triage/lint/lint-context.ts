import type { ActiveMapping, Resolution, ScrapedMarket, Source } from '../../model/index.js';
import { marketKey, sourceIdsOf } from '../../model/index.js';
import { collectBooks } from '../../prices/books.js';
import { groupByEvent } from '../../prices/group-by-event.js';
import { findLinesApart, type LinesApart } from '../../prices/lines-apart.js';
import { answersFor } from '../../rules/binding.js';
import { candidateIdsBy } from '../../rules/candidate-ids.js';
import { MappingIndex } from '../../rules/mapping-index.js';
import { OutcomeMatcher } from '../../rules/outcome-matcher.js';
import type { SourceRegistry } from '../../sources/registry.js';
import type { RegisteredSource } from '../../sources/source-definition.js';
import { findPairTroubles, type PairTrouble } from './find-pair-troubles.js';
import type { LintedMapping } from './linted-mapping.js';
import type { ObservedMarkets, SeenMarket } from './observed-markets.js';
import { eventKey, SeenAt } from './seen-at.js';

/** What a mapping is to be judged by: the mappings beside it, and what was seen. */
export class LintContext {
  readonly active: readonly LintedMapping[];
  readonly inactive: readonly LintedMapping[];
  readonly #byId = new Map<string, LintedMapping[]>();
  readonly #seen = new Map<LintedMapping, Map<Source, SeenAt>>();
  /** Every market that was seen with what the mappings make of it. */
  readonly #resolved: { readonly market: ScrapedMarket; readonly resolution: Resolution }[] = [];
  #apart: ReadonlyMap<string, LinesApart> | undefined;
  readonly #matchers = new Map<LintedMapping, Map<Source, OutcomeMatcher>>();
  readonly #events = new Map<string, Set<unknown>>();
  #troubles: ReadonlyMap<LintedMapping, readonly PairTrouble[]> | undefined;

  constructor(
    mappings: readonly LintedMapping[],
    readonly observed: ObservedMarkets,
    private readonly sources: SourceRegistry,
    /** The only one that the others are compared with; each is compared with each where there is none. */
    private readonly focus: LintedMapping | null = null,
  ) {
    this.active = mappings.filter(({ isActive }) => isActive);
    this.inactive = mappings.filter(({ isActive }) => !isActive);
    for (const mapping of this.active) {
      for (const { source, id } of sourceIdsOf(mapping)) {
        const key = marketKey(source, id);
        const others = this.#byId.get(key);
        if (others) others.push(mapping);
        else this.#byId.set(key, [mapping]);
      }
    }
    if (observed.markets.length > 0) this.#resolveSeen();
  }

  definitionOf(source: Source): RegisteredSource {
    return this.sources.definitionOf(source);
  }

  /** Whether a bookmaker is one that the package knows or that was passed in. */
  isDefined(source: Source): boolean {
    return this.sources.has(source);
  }

  /** The active mappings that have exactly this id at a source. */
  withId(source: Source, id: string): readonly LintedMapping[] {
    return this.#byId.get(marketKey(source, id)) ?? [];
  }

  /** The active mappings that have one id, id by id. */
  *shared(): Iterable<readonly LintedMapping[]> {
    const { focus } = this;
    for (const mappings of this.#byId.values()) {
      if (mappings.length < 2) continue;
      if (focus === null) yield mappings;
      else if (mappings.includes(focus)) for (const other of mappings) if (other !== focus) yield [focus, other];
    }
  }

  /** What was seen of a mapping's markets at a source; undefined if nothing was. */
  seenAt(mapping: LintedMapping, source: Source): SeenAt | undefined {
    return this.#seen.get(mapping)?.get(source);
  }

  /** The same at every source. */
  seen(mapping: LintedMapping): readonly SeenAt[] {
    return [...(this.#seen.get(mapping)?.values() ?? [])];
  }

  /** How many events of a source were seen, in one sport or in any. */
  eventsOf(source: Source, sport: string | null): number {
    return this.#events.get(`${source} ${sport ?? ''}`)?.size ?? 0;
  }

  /** What is wrong between a mapping and others; each pair is told once, at the mapping that has to change. */
  troublesOf(mapping: LintedMapping): readonly PairTrouble[] {
    this.#troubles ??= findPairTroubles(this);
    return this.#troubles.get(mapping) ?? [];
  }

  /** Whose lines of a mapping's market no other bookmaker has in the same event, where that is beyond doubt. */
  linesApart({ canonicalId }: LintedMapping): LinesApart | undefined {
    this.#apart ??= findApart(this.#resolved);
    return this.#apart.get(canonicalId);
  }

  /** What recognises a mapping's outcomes at a source. */
  matcherOf(mapping: LintedMapping, source: Source): OutcomeMatcher {
    const matchers = this.#matchers.get(mapping) ?? new Map<Source, OutcomeMatcher>();
    this.#matchers.set(mapping, matchers);
    let matcher = matchers.get(source);
    if (matcher === undefined) {
      matcher = new OutcomeMatcher(toMatchable(mapping), source, this.definitionOf(source));
      matchers.set(source, matcher);
    }
    return matcher;
  }

  #resolveSeen(): void {
    const given = new Map<ActiveMapping, LintedMapping>();
    for (const mapping of this.active) given.set(toActive(mapping), mapping);
    const index = new MappingIndex([...given.keys()], [...given.keys()], source => this.definitionOf(source));
    for (const seen of this.observed.markets) {
      const { market } = seen;
      const sport = market.event?.sport ?? null;
      for (const key of new Set([`${market.source} `, `${market.source} ${sport ?? ''}`])) {
        const events = this.#events.get(key) ?? new Set();
        this.#events.set(key, events.add(eventKey(market)));
      }
      for (const resolution of index.resolveMarkets(market)) {
        this.#resolved.push({ market, resolution });
        const mapping = resolution.status === 'unmapped' ? undefined : given.get(resolution.mapping);
        if (mapping !== undefined) this.#note(mapping, seen, resolution);
        else this.#noteUnmapped(seen, resolution);
      }
    }
  }

  /** A market of which no mapping knows an outcome is told of all that may answer for it. */
  #noteUnmapped(seen: SeenMarket, resolution: Resolution): void {
    const { source, externalMarketId, parameter, event } = seen.market;
    for (const id of candidateIdsBy(this.definitionOf(source), externalMarketId)) {
      const mappings = this.withId(source, id);
      const question = { parameter, sport: event?.sport ?? null };
      for (const mapping of mappings) {
        if (answersFor(mapping, source, question, mappings, this.definitionOf(source))) {
          this.#note(mapping, seen, resolution);
        }
      }
    }
  }

  #note(mapping: LintedMapping, seen: SeenMarket, resolution: Resolution): void {
    const { market } = seen;
    const at = this.#seen.get(mapping) ?? new Map<Source, SeenAt>();
    this.#seen.set(mapping, at);
    const known = at.get(market.source) ?? new SeenAt(mapping, market.source);
    at.set(market.source, known);
    const matcher = this.matcherOf(mapping, market.source);
    known.add(seen, resolution, outcome => matcher.match(outcome, market)?.canonicalId ?? null);
  }
}

function toMatchable({ lineKind, lineConventions, ...mapping }: LintedMapping) {
  return { ...mapping, lineKind, lineConventions };
}

const NEVER = new Date(0);

function toActive({ lineKind, lineConventions, outcomeMapping, createdAt, ...mapping }: LintedMapping): ActiveMapping {
  return {
    ...mapping,
    outcomeMapping,
    createdAt: createdAt ?? NEVER,
    updatedAt: createdAt ?? NEVER,
    createdBy: null,
    origin: mapping.id === null ? 'base' : 'database',
    ...(lineKind === null ? {} : { lineKind }),
    ...(lineConventions === null ? {} : { lineConventions }),
  };
}

/** Below this a bookmaker may just offer other lines. */
const SURE = 0.5;

/** The surest case of each market, of all events. */
function findApart(resolved: Parameters<typeof groupByEvent>[0]): Map<string, LinesApart> {
  const found = new Map<string, LinesApart>();
  for (const { resolutions } of groupByEvent(resolved)) {
    for (const market of collectBooks(resolutions)) {
      const apart = findLinesApart(market);
      if (apart !== null && apart.confidence >= SURE && !found.has(market.canonicalId))
        found.set(market.canonicalId, apart);
    }
  }
  return found;
}

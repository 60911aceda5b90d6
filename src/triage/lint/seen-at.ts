import type { MappedResolution, Resolution, ScrapedMarket, ScrapedOutcome, Source } from '../../model/index.js';
import type { LintedMapping } from './linted-mapping.js';
import type { SeenMarket } from './observed-markets.js';

/** A market that a mapping answered for. */
export interface AnsweredMarket extends SeenMarket {
  readonly resolution: MappedResolution;
}

/** What was seen of the markets at one source that have the id of one mapping and that it may answer for. */
export class SeenAt {
  /** Every market, those included of which it knows no outcome. */
  readonly markets: SeenMarket[] = [];
  readonly answered: AnsweredMarket[] = [];
  /** The canonical outcomes that something was. */
  readonly matched = new Set<string>();
  /** The names of those. */
  readonly matchedNames = new Set<string>();
  /** Outcomes that no mapping knows, by name. */
  readonly unknown = new Map<string, ScrapedOutcome>();
  /** Where several outcomes of one market claimed to be one canonical outcome, so that none is: their names. */
  readonly contested = new Map<string, Set<string>>();
  readonly #events = new Set<unknown>();

  constructor(
    readonly mapping: LintedMapping,
    readonly source: Source,
  ) {}

  /** How many events it was seen in. */
  get events(): number {
    return this.#events.size;
  }

  add(seen: SeenMarket, resolution: Resolution, claimOf: (outcome: ScrapedOutcome) => string | null): void {
    const { market } = seen;
    this.markets.push(seen);
    this.#events.add(eventKey(market));
    if (resolution.status !== 'unmapped') {
      this.answered.push({ ...seen, resolution });
      for (const { canonicalId } of resolution.outcomes) this.matched.add(canonicalId);
    }
    const unmatched = resolution.status === 'unmapped' ? market.outcomes : resolution.unmatched;
    for (const outcome of unmatched) this.#addUnmatched(outcome, claimOf(outcome));
    if (resolution.status === 'unmapped' || resolution.outcomes.length === 0) return;
    const left = new Set(unmatched);
    for (const outcome of market.outcomes) if (!left.has(outcome)) this.matchedNames.add(outcome.name);
  }

  #addUnmatched(outcome: ScrapedOutcome, claim: string | null): void {
    if (claim === null) {
      this.unknown.set(outcome.name, outcome);
      return;
    }
    const names = this.contested.get(claim) ?? new Set();
    this.contested.set(claim, names.add(outcome.name));
  }
}

/** What tells one event from another: its id, else the object that its markets share. */
export function eventKey({ source, event }: ScrapedMarket): unknown {
  return event?.eventId == null ? (event ?? source) : `${source} ${event.eventId}`;
}

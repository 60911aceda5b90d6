import type { ActiveMapping, ScrapedMarket, ScrapedOutcome, SourceIds } from '../model/index.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { answersFor, conventionAt } from './binding.js';
import { type CacheBudget, type Forgetful, sizeOf } from './cache-budget.js';
import { type LineReading, readLine } from './lines.js';
import type { OutcomeMatch } from './outcome-match.js';
import { OutcomeMatcher } from './outcome-matcher.js';
import { ownCopy } from './own-copy.js';
import type { Ranked } from './precedence.js';

/** What goes into an index: a mapping, or if creating it takes long, something that creates it when it is first needed. */
export type IndexedMapping = ActiveMapping | (Ranked & SourceIds & { toMapping(): ActiveMapping });

/** A mapping as found by an id of one source. */
export class IndexEntry implements Forgetful {
  #mapping: ActiveMapping | undefined;
  #outcomes: OutcomeMatcher | undefined;
  #isBound: boolean | undefined;
  #lines: Map<string | null, LineReading> | undefined;

  constructor(
    readonly given: IndexedMapping,
    private readonly definition: RegisteredSource,
    private readonly budget: CacheBudget,
  ) {}

  get mapping(): ActiveMapping {
    this.#mapping ??= 'toMapping' in this.given ? this.given.toMapping() : this.given;
    return this.#mapping;
  }

  /** Whether the mapping may answer for a market that has its id; `others` are all that have it. */
  answersFor({ parameter, event }: ScrapedMarket, others: readonly IndexEntry[]): boolean {
    const { mapping, definition } = this;
    this.#isBound ??= (mapping.sport ?? null) !== null || conventionAt(mapping, definition.id).where !== undefined;
    if (!this.#isBound) return true;
    const question = { parameter, sport: event?.sport ?? null };
    return answersFor(
      mapping,
      definition.id,
      question,
      others.map(other => other.mapping),
      definition,
    );
  }

  /** For each outcome of a market, the canonical outcome that it is, or null. */
  matchAll(outcomes: readonly ScrapedOutcome[], market: ScrapedMarket): (OutcomeMatch | null)[] {
    // Created when it is first needed, so that a change of one mapping does not create the matchers of all.
    this.#outcomes ??= new OutcomeMatcher(this.mapping, this.definition.id, this.definition, this.budget);
    return this.#outcomes.matchAll(outcomes, market);
  }

  /** Reads a parameter. A scrape meets the same few lines thousands of times, so the results are kept. */
  readLine(parameter: string | null): LineReading {
    const known = this.#lines?.get(parameter);
    if (known !== undefined) return known;
    const reading = readLine(this.mapping, this.definition.id, parameter, this.definition);
    if (this.budget.take(this, sizeOf(parameter, reading.line?.label ?? null))) {
      this.#lines ??= new Map();
      this.#lines.set(parameter === null ? null : ownCopy(parameter), reading);
    }
    return reading;
  }

  forget(): void {
    this.#lines = undefined;
  }
}

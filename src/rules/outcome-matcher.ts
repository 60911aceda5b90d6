import type { OutcomeMapping, ScrapedOutcome, Source } from '../model/index.js';
import { outcomeIdOf, outcomeNameOf } from '../model/index.js';
import { definitionOf } from '../sources/registry.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { CacheBudget } from './cache-budget.js';
import { fold } from './fold.js';
import { type MarketContext, type MatchableMapping, NamePatterns } from './name-patterns.js';
import { isTemplate } from './name-template.js';
import { type OutcomeMatch, toMatch } from './outcome-match.js';
import { settleClaims, withoutFalsePlayers } from './settle-claims.js';

const NO_CONTEXT: MarketContext = { parameter: null };

/** How many bytes a matcher may use to remember answers; those of an index share the budget of the index. */
const OWN_BUDGET = 1_000_000;

/**
 * What one mapping knows of one source's outcomes, ready to be looked up: by id, by name, and by what a name says.
 *
 * A price under the wrong outcome is worse than none, so anything ambiguous matches nothing: a name or id that stands for two
 * canonical outcomes, two scraped outcomes that would be the same canonical one, an outcome with the right name whose id
 * differs from the mapping's. The position is never considered.
 */
export class OutcomeMatcher {
  readonly #byId = new Map<string, OutcomeMatch | null>();
  readonly #byName = new Map<string, OutcomeMatch | null>();
  readonly #byFoldedName = new Map<string, OutcomeMatch | null>();
  /** The canonical outcomes whose id at the source is known, so that the id decides. */
  readonly #withId = new Set<string>();
  #patterns: NamePatterns | undefined;

  constructor(
    private readonly mapping: MatchableMapping,
    source: Source,
    private readonly definition: RegisteredSource = definitionOf(source),
    private readonly budget: CacheBudget = new CacheBudget(OWN_BUDGET),
  ) {
    for (const outcome of mapping.outcomeMapping) this.#add(outcome, source);
  }

  #add(outcome: Readonly<OutcomeMapping>, source: Source): void {
    const { canonicalId } = outcome;
    const id = outcomeIdOf(outcome, source);
    if (id !== null) {
      addOrBar(this.#byId, id, toMatch(canonicalId, 'id'));
      // A hand edit may have left the same canonical outcome twice, once with an id and once without.
      this.#withId.add(canonicalId);
    }
    const name = outcomeNameOf(outcome, source);
    if (name === null || name.trim() === '' || isTemplate(name)) return;
    const named = toMatch(canonicalId, 'name');
    addOrBar(this.#byName, name, named);
    addOrBar(this.#byFoldedName, fold(name), named);
  }

  /** For each scraped outcome of one market, the canonical outcome that it is, or null. */
  matchAll(outcomes: readonly ScrapedOutcome[], market: MarketContext = NO_CONTEXT): (OutcomeMatch | null)[] {
    const claims: (OutcomeMatch | null)[] = [];
    let hasPlayers = false;
    for (const outcome of outcomes) {
      const claim = this.match(outcome, market);
      if (claim?.participant !== undefined) hasPlayers = true;
      claims.push(claim);
    }
    return settleClaims(hasPlayers ? withoutFalsePlayers(claims, outcomes) : claims);
  }

  /** The canonical outcome that one scraped outcome claims to be, or null; others of its market may claim the same. */
  match({ id, name }: ScrapedOutcome, market: MarketContext = NO_CONTEXT): OutcomeMatch | null {
    const byId = id === null ? undefined : this.#byId.get(id);
    if (byId !== undefined) return byId;
    let found = this.#byName.get(name);
    if (found === undefined) found = this.#byFoldedName.get(fold(name));
    if (found === undefined) {
      this.#patterns ??= new NamePatterns(this.mapping, this.definition, this.budget);
      found = this.#patterns.match(name, market);
    }
    // An outcome that comes with an id is not one that the mapping has another id for.
    return found === null || (id !== null && this.#withId.has(found.canonicalId)) ? null : found;
  }
}

/** Adds a meaning; if the key already has another one, it is ambiguous from then on. */
function addOrBar(meanings: Map<string, OutcomeMatch | null>, key: string, meaning: OutcomeMatch): void {
  const known = meanings.get(key);
  if (known === undefined) meanings.set(key, meaning);
  else if (known?.canonicalId !== meaning.canonicalId) meanings.set(key, null);
}

import type { OutcomeMapping, ScrapedOutcome, Source } from '../model/index.js';

/** How an outcome was recognised. */
export type MatchedBy = 'id' | 'name';

/** The canonical outcome of a scraped one. */
export interface OutcomeMatch {
  readonly canonicalId: string;
  readonly matchedBy: MatchedBy;
}

interface Named {
  readonly canonicalId: string;
  /** Whether the mapping has the outcome's id at the source, which then decides. */
  readonly hasId: boolean;
}

/**
 * What one mapping knows about one source's outcomes, ready for lookups.
 *
 * A price under the wrong outcome is worse than none, so anything ambiguous matches nothing: a name or id that stands for two
 * canonical outcomes, two scraped outcomes that would be the same canonical one, an outcome with the right name whose id
 * differs from the mapping's. The position is never considered.
 */
export class OutcomeMatcher {
  readonly #byId = new Map<string, OutcomeMatch | null>();
  readonly #byName = new Map<string, Named | null>();
  readonly #byFoldedName = new Map<string, Named | null>();

  constructor(outcomes: readonly OutcomeMapping[], source: Source) {
    // A manual edit may have left the same canonical outcome twice, once with an id and once without.
    const withId = new Set(outcomes.flatMap(each => (namesAt(each, source).id === null ? [] : [each.canonicalId])));
    for (const outcome of outcomes) {
      const { canonicalId } = outcome;
      const { id, name } = namesAt(outcome, source);
      if (id !== null) addOrBar(this.#byId, id, { canonicalId, matchedBy: 'id' });
      if (name === null || name.trim() === '') continue;
      const named = { canonicalId, hasId: withId.has(canonicalId) };
      addOrBar(this.#byName, name, named);
      addOrBar(this.#byFoldedName, fold(name), named);
    }
  }

  /** The canonical outcome of each scraped one, or null. */
  matchAll(outcomes: readonly ScrapedOutcome[]): (OutcomeMatch | null)[] {
    const claims = outcomes.map(outcome => this.#match(outcome));
    const matches = [...claims];
    /** For each canonical outcome, the first of the strongest claims. Even if it has lost since, it still blocks weaker ones. */
    const strongest = new Map<string, number>();
    claims.forEach((claim, index) => {
      if (claim === null) return;
      const other = strongest.get(claim.canonicalId);
      const rival = other === undefined ? null : claims[other];
      if (other === undefined || !rival) {
        strongest.set(claim.canonicalId, index);
        return;
      }
      // Two outcomes claim to be the same one: an id beats a name, otherwise neither is accepted.
      const isBetter = claim.matchedBy === 'id' && rival.matchedBy === 'name';
      if (isBetter) strongest.set(claim.canonicalId, index);
      else matches[index] = null;
      if (isBetter || rival.matchedBy === claim.matchedBy) matches[other] = null;
    });
    return matches;
  }

  #match({ id, name }: ScrapedOutcome): OutcomeMatch | null {
    const byId = id === null ? undefined : this.#byId.get(id);
    if (byId !== undefined) return byId;
    let named = this.#byName.get(name);
    if (named === undefined) named = this.#byFoldedName.get(fold(name));
    if (!named || (named.hasId && id !== null)) return null;
    return { canonicalId: named.canonicalId, matchedBy: 'name' };
  }
}

function namesAt(outcome: OutcomeMapping, source: Source): { id: string | null; name: string | null } {
  switch (source) {
    case 'betpawa':
      return { id: outcome.betpawaOutcomeId ?? null, name: outcome.betpawaName };
    case 'sportybet':
      return { id: outcome.sportybetOutcomeId ?? null, name: outcome.sportybetDesc };
    case 'bet9ja':
      return { id: null, name: outcome.bet9jaSuffix };
  }
}

/** Ignores case and surrounding blanks. */
function fold(name: string): string {
  return name.trim().toLowerCase();
}

/** Adds a meaning, or blocks the key for good if it already has another one. */
function addOrBar<T extends { canonicalId: string }>(meanings: Map<string, T | null>, key: string, meaning: T): void {
  const known = meanings.get(key);
  if (known === undefined) meanings.set(key, meaning);
  else if (known?.canonicalId !== meaning.canonicalId) meanings.set(key, null);
}

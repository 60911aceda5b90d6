import type { ScrapedOutcome } from '../model/index.js';
import type { OutcomeKeys } from './outcome-keys.js';
import type { ReadOutcome } from './read-market.js';
import type { PreparedOutcome, PreparedOutcomes } from './read-outcomes.js';

/** A scraped outcome and the canonical one that it is. */
export interface OutcomePair {
  readonly scraped: ScrapedOutcome;
  readonly canonicalId: string;
}

/** How surely outcomes were paired: by ids, names, parts of names, or parts without lines and order. */
export interface Pairing {
  readonly pairs: readonly OutcomePair[];
  /** How many were paired by each, ids first. */
  readonly counts: readonly number[];
}

/**
 * Pairs the outcomes of a market with those of a mapping, one to one: first those with the same id in the feed that both bookmakers
 * share, then those with the same name, and so on to what is less certain. What fits two outcomes on either side pairs none.
 */
export function pairOutcomes(
  outcomes: readonly ReadOutcome[],
  candidate: Pick<PreparedOutcomes, 'outcomes'>,
  family: readonly string[],
): Pairing {
  const taken = new Map<ReadOutcome, PreparedOutcome>();
  const used = new Set<PreparedOutcome>();
  const counts = [0, 0, 0, 0, 0, 0];
  const canonical = candidate.outcomes.filter(({ template }) => template === null);
  for (const level of [0, 1, 2, 3, 4, 5] as const) {
    const own = indexBy(outcomes, ({ scraped, keys }) =>
      level === 0 ? (family.length > 0 && scraped.id !== null ? [scraped.id] : []) : keysAt([keys], level),
    );
    const theirs =
      level === 0
        ? indexBy(canonical, ({ ids }) => family.flatMap(source => ids[source] ?? []))
        : namesAt(candidate.outcomes, level, canonical);
    for (const [key, outcome] of own) {
      const found = outcome === null ? undefined : theirs.get(key);
      if (outcome === null || !found || taken.has(outcome) || used.has(found)) continue;
      taken.set(outcome, found);
      used.add(found);
      counts[level] = (counts[level] ?? 0) + 1;
    }
    if (taken.size === outcomes.length) break;
  }
  settleOthers(taken, outcomes, canonical);
  const pairs = outcomes.flatMap(outcome => {
    const found = taken.get(outcome);
    return found ? [{ scraped: outcome.scraped, canonicalId: found.canonicalId }] : [];
  });
  return { pairs, counts };
}

/**
 * `Other` is whatever a bookmaker does not list, so it is the same only at bookmakers that list the same: it pairs with the one outcome
 * whose bookmaker has names for just those that the market's others were paired with, or with none.
 */
function settleOthers(
  taken: Map<ReadOutcome, PreparedOutcome>,
  outcomes: readonly ReadOutcome[],
  canonical: readonly PreparedOutcome[],
): void {
  const rest = outcomes.filter(({ keys }) => isOther(keys));
  if (rest.length === 0 || outcomes.length <= rest.length) return;
  const listed = new Set(outcomes.filter(each => !rest.includes(each)).map(each => taken.get(each)));
  const others = canonical.filter(({ keys }) => keys.some(isOther));
  if (rest.length === 1 && others.length > 1) {
    const [right, ...further] = others.filter(other => isRestOf(other, listed, canonical));
    const [own] = rest;
    if (own !== undefined && right !== undefined && further.length === 0) taken.set(own, right);
    else if (own !== undefined) taken.delete(own);
    return;
  }
  if (canonical.length - others.length === listed.size && !listed.has(undefined)) return;
  for (const each of rest) {
    const found = taken.get(each);
    if (found !== undefined && !isRestOf(found, listed, canonical)) taken.delete(each);
  }
}

function isOther([, parts]: OutcomeKeys): boolean {
  return parts.split(' ').includes('other');
}

function isRestOf(
  other: PreparedOutcome,
  listed: ReadonlySet<PreparedOutcome | undefined>,
  canonical: readonly PreparedOutcome[],
): boolean {
  return [...other.sources].some(source => {
    const named = canonical.filter(each => each.sources.has(source) && !each.keys.some(isOther));
    return named.length === listed.size && named.every(each => listed.has(each));
  });
}

function keysAt(keys: readonly OutcomeKeys[], level: 1 | 2 | 3 | 4 | 5): string[] {
  return keys.flatMap(each => each[level - 1] || []);
}

/** The same candidates are asked about market after market. */
const known = /* @__PURE__ */ new WeakMap<
  readonly PreparedOutcome[],
  Map<number, Map<string, PreparedOutcome | null>>
>();

function namesAt(
  outcomes: readonly PreparedOutcome[],
  level: 1 | 2 | 3 | 4 | 5,
  canonical: readonly PreparedOutcome[],
) {
  const levels = known.get(outcomes) ?? new Map<number, Map<string, PreparedOutcome | null>>();
  const before = levels.get(level);
  if (before !== undefined) return before;
  const index = indexBy(canonical, ({ keys }) => keysAt(keys, level));
  known.set(outcomes, levels.set(level, index));
  return index;
}

/** What has each key; null where two have it. */
function indexBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T | null> {
  const index = new Map<string, T | null>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const known = index.get(key);
      if (known === undefined) index.set(key, item);
      else if (known !== item) index.set(key, null);
    }
  }
  return index;
}

import {
  type LineConventions,
  type OutcomeMapping,
  outcomeIdOf,
  outcomeNameOf,
  type Source,
  type SourceIds,
  sourceIdOf,
  sourceIdsOf,
} from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';
import { conventionAt, isSameValue } from './binding.js';
import { fold } from './fold.js';

/** What decides whether two mappings would answer for the same market on equal terms. */
export interface Claimant extends SourceIds {
  readonly canonicalId: string;
  readonly priority: number;
  readonly sport: string | null;
  readonly outcomeMapping: readonly OutcomeMapping[];
  readonly lineConventions?: LineConventions | null;
}

/** An id that two mappings have on equal terms, so that only their age would decide which of them answers. */
export interface SharedId {
  readonly source: Source;
  readonly externalMarketId: string;
}

/**
 * The ids that two active mappings have on equal terms: the same priority, sports and bindings that can both apply to one market,
 * and an outcome that both would claim (or one of them has no outcomes). Two teams' markets under one id, each with its own
 * outcomes, are not in conflict.
 */
export function sharedIds(a: Claimant, b: Claimant): SharedId[] {
  if (a.canonicalId === b.canonicalId || a.priority !== b.priority) return [];
  if (a.sport !== null && b.sport !== null && a.sport !== b.sport) return [];
  return sourceIdsOf(a).flatMap(({ source, id }) => {
    const isShared =
      sourceIdOf(b, source) === id &&
      canBothHold(a, b, source) &&
      claimTheSame(a.outcomeMapping, b.outcomeMapping, source);
    return isShared ? [{ source, externalMarketId: id }] : [];
  });
}

/** Whether one parameter can be what both mappings are bound to. */
function canBothHold(a: Claimant, b: Claimant, source: Source): boolean {
  const one = Object.entries(parseSpecifier(conventionAt(a, source).where));
  const two = parseSpecifier(conventionAt(b, source).where);
  return one.every(([name, value]) => !Object.hasOwn(two, name) || isSameValue(value, two[name] ?? ''));
}

function claimTheSame(a: readonly OutcomeMapping[], b: readonly OutcomeMapping[], source: Source): boolean {
  const claims = new Set(claimsOf(a, source));
  const others = claimsOf(b, source);
  return claims.size === 0 || others.length === 0 || others.some(claim => claims.has(claim));
}

/** The ids and names by which outcomes are claimed at a source. */
export function claimsOf(outcomes: readonly OutcomeMapping[], source: Source): string[] {
  return outcomes.flatMap(outcome => {
    const id = outcomeIdOf(outcome, source);
    const name = fold(outcomeNameOf(outcome, source) ?? '');
    return [...(id === null ? [] : [`id ${id}`]), ...(name === '' ? [] : [`name ${name}`])];
  });
}

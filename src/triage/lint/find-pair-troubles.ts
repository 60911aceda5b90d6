import { marketKey, type Source, sourceIdOf, sourceIdsOf } from '../../model/index.js';
import { conventionAt, isSameValue } from '../../rules/binding.js';
import { claimsOf, sharedIds } from '../../rules/conflicts.js';
import { comparePrecedence } from '../../rules/precedence.js';
import { parseSpecifier } from '../../sources/parse-specifier.js';
import type { RegisteredSource } from '../../sources/source-definition.js';
import type { LintedMapping } from './linted-mapping.js';
import { alikeMappings, canBeOneBet } from './one-bet.js';

/** What can be wrong between two mappings. */
export type PairTroubleKind = 'one-bet' | 'missing-sport' | 'missing-binding' | 'shared-key' | 'shadowed';

/** Something that is wrong between two active mappings. */
export interface PairTrouble {
  readonly kind: PairTroubleKind;
  /** The mapping that has to change. */
  readonly mapping: LintedMapping;
  readonly other: LintedMapping;
  /** Where both have one id; null for two mappings of one bet that share none. */
  readonly at: { readonly source: Source; readonly id: string } | null;
}

/** Mappings that may be in each other's way. */
interface Neighbours {
  readonly active: readonly LintedMapping[];
  /** Those that have one id at one bookmaker, id by id. */
  shared(): Iterable<readonly LintedMapping[]>;
  definitionOf(source: Source): RegisteredSource;
}

/** Where more than this many mappings have one id, comparing each with each would take too long. */
const MAX_OF_ONE_ID = 200;

/** Every pair of mappings that are in each other's way, each told once for each reason: at the mapping that has to change. */
export function findPairTroubles(neighbours: Neighbours): Map<LintedMapping, PairTrouble[]> {
  const troubles = [...oneBets(neighbours.active)];
  const told = new Set(troubles.map(({ mapping, other }) => pairKey(mapping, other)));
  for (const mappings of neighbours.shared()) {
    for (const [first, second] of pairsOf(mappings.slice(0, MAX_OF_ONE_ID))) {
      if (first.canonicalId === second.canonicalId || told.has(pairKey(first, second))) continue;
      told.add(pairKey(first, second));
      troubles.push(...compare(first, second, neighbours));
    }
  }
  const byMapping = new Map<LintedMapping, PairTrouble[]>();
  for (const trouble of troubles) {
    const known = byMapping.get(trouble.mapping);
    if (known) known.push(trouble);
    else byMapping.set(trouble.mapping, [trouble]);
  }
  return byMapping;
}

/** The pairs of mappings that are one bet; only those whose names or ids look alike are compared. */
function* oneBets(mappings: readonly LintedMapping[]): Iterable<PairTrouble> {
  const told = new Set<string>();
  for (const alike of alikeMappings(mappings)) {
    for (const [a, b] of pairsOf(alike)) {
      const [other, mapping] = byPrecedence(a, b);
      const key = pairKey(a, b);
      if (told.has(key) || !canBeOneBet(a, b)) continue;
      told.add(key);
      const shared = sourceIdsOf(a).find(({ source, id }) => sourceIdOf(b, source) === id) ?? null;
      yield { kind: 'one-bet', mapping, other, at: shared };
    }
  }
}

function compare(a: LintedMapping, b: LintedMapping, neighbours: Neighbours): PairTrouble[] {
  const [winner, loser] = byPrecedence(a, b);
  const onEqualTerms = sharedIds(a, b);
  const conflicts = onEqualTerms.flatMap(({ source, externalMarketId: id }): PairTrouble[] => {
    const hasIds = claimsOf(a.outcomeMapping, source).length > 0 && claimsOf(b.outcomeMapping, source).length > 0;
    // One without outcomes there is told by a rule of its own, and could only be told to be in the way of everything.
    return hasIds ? [{ ...kindOfConflict(winner, loser, source, neighbours), at: { source, id } }] : [];
  });
  const shadows = sourceIdsOf(loser).flatMap(({ source, id }): PairTrouble[] => {
    const isShadowed = sourceIdOf(winner, source) === id && isShadow(winner, loser, source);
    return isShadowed ? [{ kind: 'shadowed', mapping: loser, other: winner, at: { source, id } }] : [];
  });
  return [...conflicts, ...shadows];
}

function kindOfConflict(
  winner: LintedMapping,
  loser: LintedMapping,
  source: Source,
  neighbours: Neighbours,
): Pick<PairTrouble, 'kind' | 'mapping' | 'other'> {
  if (neighbours.definitionOf(source).idsPerSport && (winner.sport === null) !== (loser.sport === null)) {
    const [mapping, other] = winner.sport === null ? [winner, loser] : [loser, winner];
    return { kind: 'missing-sport', mapping, other };
  }
  const [one, two] = [conventionAt(winner, source), conventionAt(loser, source)];
  if ((one.where === undefined) !== (two.where === undefined)) {
    const [mapping, other] = one.where === undefined ? [winner, loser] : [loser, winner];
    return { kind: 'missing-binding', mapping, other };
  }
  const isByParameter = (one.fixed ?? '') !== (two.fixed ?? '') || differInNumbersOnly(winner, loser);
  return { kind: isByParameter ? 'missing-binding' : 'shared-key', mapping: loser, other: winner };
}

/** Whether all that the names say differently are numbers: the first ten minutes and the first fifteen. */
function differInNumbersOnly(a: LintedMapping, b: LintedMapping): boolean {
  const bare = (text: string) => text.toLowerCase().replaceAll(/\d+([.,]\d+)?/g, '#');
  return bare(a.canonicalId) === bare(b.canonicalId) || bare(a.name) === bare(b.name);
}

/** Whether the first mapping takes everything that the second could answer for at a source, because it has the higher priority. */
function isShadow(winner: LintedMapping, loser: LintedMapping, source: Source): boolean {
  if (winner.priority <= loser.priority) return false;
  if (winner.sport !== null && winner.sport !== loser.sport) return false;
  const asked = Object.entries(parseSpecifier(conventionAt(winner, source).where));
  const own = parseSpecifier(conventionAt(loser, source).where);
  if (!asked.every(([name, value]) => Object.hasOwn(own, name) && isSameValue(value, own[name] ?? ''))) return false;
  const taken = new Set(claimsOf(winner.outcomeMapping, source));
  const claims = claimsOf(loser.outcomeMapping, source);
  return claims.length > 0 && claims.every(claim => taken.has(claim));
}

function byPrecedence(a: LintedMapping, b: LintedMapping): [LintedMapping, LintedMapping] {
  return comparePrecedence(a, b) <= 0 ? [a, b] : [b, a];
}

function* pairsOf<T>(items: readonly T[]): Iterable<[T, T]> {
  for (const [at, one] of items.entries()) for (const other of items.slice(at + 1)) yield [one, other];
}

function pairKey(a: LintedMapping, b: LintedMapping): string {
  return marketKey(...([a.canonicalId, b.canonicalId].sort() as [string, string]));
}

/** The fields that decide between mappings with the same external id. A base mapping has no id. */
export interface Ranked {
  readonly id: number | null;
  readonly priority: number;
}

/** A mapping that is asked about a market and its outcomes. */
export interface RankedByOutcomes extends Ranked {
  /** How many of the market's outcomes it recognises. */
  readonly recognised: number;
}

/** Sorts by precedence: the highest priority, then a database row before a base mapping, then the lowest id. */
export function comparePrecedence(a: Ranked, b: Ranked): number {
  return compareStanding(a, b) || (a.id ?? 0) - (b.id ?? 0);
}

/** The same if a market's outcomes are known: among rows, and among base mappings, the one that recognises more comes first. */
export function comparePrecedenceByOutcomes(a: RankedByOutcomes, b: RankedByOutcomes): number {
  return compareStanding(a, b) || b.recognised - a.recognised || (a.id ?? 0) - (b.id ?? 0);
}

function compareStanding(a: Ranked, b: Ranked): number {
  return b.priority - a.priority || Number(a.id === null) - Number(b.id === null);
}

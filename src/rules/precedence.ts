/** The fields that decide between mappings with the same external id. A base mapping has no id. */
export interface Ranked {
  readonly id: number | null;
  readonly priority: number;
}

/** Sorts by precedence: the highest priority, then a database row before a base mapping, then the lowest id. */
export function comparePrecedence(a: Ranked, b: Ranked): number {
  return b.priority - a.priority || (a.id ?? Number.POSITIVE_INFINITY) - (b.id ?? Number.POSITIVE_INFINITY) || 0;
}

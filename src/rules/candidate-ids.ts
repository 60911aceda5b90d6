import type { Source } from '../model/index.js';
import { definitionOf } from '../sources/registry.js';

/**
 * The ids by which a mapping can have a market, the most exact first: the id itself, and if the source's ids contain more than the
 * market, such as the parameter and the outcome, the id without these.
 */
export function candidateIds(source: Source, id: string): readonly [string, ...string[]] {
  return definitionOf(source).candidateIds?.(id) ?? [id];
}

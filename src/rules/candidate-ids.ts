import type { Source } from '../model/index.js';
import { definitionOf } from '../sources/registry.js';

/**
 * The ids under which a mapping may know a market, the most exact first: the id itself, and where the source's ids carry more than
 * the market, such as the parameter and the outcome, what is left without it.
 */
export function candidateIds(source: Source, id: string): readonly [string, ...string[]] {
  return definitionOf(source).candidateIds?.(id) ?? [id];
}

import { toStoredMarketId } from '../input/stored-market-id.js';
import type { Source } from '../model/index.js';
import { definitionOf } from '../sources/registry.js';
import type { RegisteredSource } from '../sources/source-definition.js';

/**
 * The ids under which a mapping may know a market, the most exact first: the id itself, and where the source's ids carry more than
 * the market, such as the parameter and the outcome, what is left without it. Each is as the log and the mappings have it, which
 * matters for those over 100 characters.
 */
export function candidateIds(source: Source, id: string): readonly [string, ...string[]] {
  return candidateIdsBy(definitionOf(source), id);
}

/** The same by what is known of the source. */
export function candidateIdsBy({ candidateIds }: RegisteredSource, id: string): readonly [string, ...string[]] {
  const [first, ...others] = candidateIds?.(id) ?? [id];
  // A mapper is asked by programs without types too: what is no text is the id of nothing.
  if (typeof id !== 'string') return [first, ...others];
  return [toStoredMarketId(first), ...others.map(toStoredMarketId)];
}

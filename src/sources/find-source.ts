import type { Source } from '../model/index.js';
import { BUILT_IN_SOURCES } from './registry.js';
import type { SourceDefinition } from './source-definition.js';

/**
 * What the package knows of a bookmaker: how its payloads and lines are read, and the feed whose ids it serves.
 *
 * @param source Its id, such as one of `KNOWN_SOURCES`.
 * @returns The definition, as `defineSource` returns one for a bookmaker of your own, or null if the package does not know it.
 *
 * @example
 * ```ts
 * import { findSource, KNOWN_SOURCES } from 'market-mapping';
 *
 * for (const id of KNOWN_SOURCES) console.log(findSource(id)?.label, findSource(id)?.feed); // SportyBet uof
 * ```
 */
export function findSource(source: Source): SourceDefinition | null {
  return BUILT_IN_SOURCES.find(({ id }) => id === source) ?? null;
}

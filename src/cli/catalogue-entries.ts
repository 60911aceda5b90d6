import type { BaseMapping, Sport } from 'market-mapping';
import { UsageError } from './explain-error.js';

/** The part of the catalogue that a command is about. */
export interface CatalogueFlags {
  sport?: Sport;
}

/** The catalogue. Only the commands that need it load it. */
export async function loadCatalogue(): Promise<readonly BaseMapping[]> {
  const { catalogue } = await import('market-mapping/catalogue');
  return catalogue;
}

/** The entries with these canonical ids, or all, of one sport or of any. */
export function selectEntries(
  catalogue: readonly BaseMapping[],
  canonicalIds: readonly string[],
  { sport }: CatalogueFlags,
): BaseMapping[] {
  const known = new Set(catalogue.map(({ canonicalId }) => canonicalId));
  const unknown = canonicalIds.find(id => !known.has(id));
  if (unknown !== undefined)
    throw new UsageError(`the catalogue has no "${unknown}": "catalogue list" shows what it has`);
  const isAsked = (id: string) => canonicalIds.length === 0 || canonicalIds.includes(id);
  return catalogue.filter(entry => isAsked(entry.canonicalId) && (sport === undefined || entry.sport === sport));
}

import { type BaseMapping, listMappings, type MarketMapping } from 'market-mapping';
import { loadCatalogue } from '../catalogue-entries.js';
import type { Context } from '../context.js';

/** The active mappings of the database, and, if asked for, the catalogue's where the database has none of that canonical id. */
export async function readCandidates(
  context: Context,
  hasCatalogue: boolean,
): Promise<(MarketMapping | BaseMapping)[]> {
  const rows: MarketMapping[] = [];
  let cursor: string | undefined;
  do {
    const filter = { limit: 500, ...(cursor === undefined ? {} : { cursor }) };
    const page = await listMappings(context.db, filter, context.inSchema);
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const active = rows.filter(({ isActive }) => isActive);
  if (!hasCatalogue) return active;
  // What somebody deactivated is not to come back from the catalogue.
  const known = new Set(rows.map(({ canonicalId }) => canonicalId));
  const catalogue = (await loadCatalogue()).filter(({ canonicalId }) => !known.has(canonicalId));
  return [...active, ...catalogue];
}

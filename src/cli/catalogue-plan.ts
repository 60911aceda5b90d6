import type { BaseMapping, PortableMapping, Source } from 'market-mapping';
import { differences, type FieldChange } from './differences.js';
import { sourceIdIn, sourcesIn, withoutSourceId } from './source-fields.js';

/** An id of the catalogue that stays out, because another active row has it. */
export interface LeftOut {
  canonicalId: string;
  source: Source;
  externalMarketId: string;
  /** The canonical id of that row. */
  with: string;
}

/** What the catalogue has that a database has not, and what a row of the database has otherwise. */
export interface CataloguePlan {
  /** To be created; without the ids that stay out, and none where no id is left. */
  added: BaseMapping[];
  leftOut: LeftOut[];
  /** Rows that differ from the catalogue's entry: theirs holds. */
  differing: { canonicalId: string; differences: FieldChange[] }[];
}

/** Compares the catalogue with a database's mappings. Nothing of a row that is there is ever to change. */
export function planCatalogue(
  entries: readonly BaseMapping[],
  rows: readonly PortableMapping[],
  catalogue: readonly BaseMapping[] = entries,
): CataloguePlan {
  const byId = new Map(rows.map(row => [row.canonicalId, row]));
  const plan: CataloguePlan = { added: [], leftOut: [], differing: [] };
  const taken = rowsByMarket(rows);
  const shared = new Set(catalogue.flatMap(entry => marketsOf(entry).map(market => `${entry.canonicalId}\n${market}`)));
  for (const entry of entries) {
    const row = byId.get(entry.canonicalId);
    if (row !== undefined) {
      const found = differencesOf(row, entry);
      if (found.length > 0) plan.differing.push({ canonicalId: entry.canonicalId, differences: found });
      continue;
    }
    const leftOut = sourcesIn(entry).flatMap(source => {
      const externalMarketId = sourceIdIn(entry, source) ?? '';
      const market = `${source}\n${externalMarketId}`;
      // Of two markets under one id the catalogue itself knows which outcomes are whose.
      const rival = taken
        .get(market)
        ?.find(each => !shared.has(`${each.canonicalId}\n${market}`) && canMeet(each, entry));
      return rival ? [{ canonicalId: entry.canonicalId, source, externalMarketId, with: rival.canonicalId }] : [];
    });
    plan.leftOut.push(...leftOut);
    const left = leftOut.reduce((mapping, { source }) => withoutSourceId(mapping, source), entry);
    if (sourcesIn(left).length > 0) plan.added.push(left);
  }
  return plan;
}

/** The active rows by the ids that they have. */
function rowsByMarket(rows: readonly PortableMapping[]): Map<string, PortableMapping[]> {
  const taken = new Map<string, PortableMapping[]>();
  for (const row of rows) {
    if (!row.isActive) continue;
    for (const market of marketsOf(row)) taken.set(market, [...(taken.get(market) ?? []), row]);
  }
  return taken;
}

function marketsOf(mapping: BaseMapping): string[] {
  return sourcesIn(mapping).map(source => `${source}\n${sourceIdIn(mapping, source)}`);
}

/** An id that a bookmaker uses in two sports is that of two markets. */
function canMeet(one: BaseMapping, other: BaseMapping): boolean {
  return !one.sport || !other.sport || one.sport === other.sport;
}

/** What both have, and have otherwise, and what only the catalogue has. */
function differencesOf(row: PortableMapping, entry: BaseMapping): FieldChange[] {
  return differences(comparable(row), comparable(entry)).filter(({ after }) => after !== null && after !== undefined);
}

/** What tells a market: its name is the user's to choose, and its priority too. */
function comparable(mapping: BaseMapping): object {
  const { betpawaId, sportybetId, bet9jaKey, sourceIds, sport, lineKind, lineConventions, outcomeMapping } = mapping;
  const outcomes = outcomeMapping.map(({ position: _, ...outcome }) => outcome);
  return { betpawaId, sportybetId, bet9jaKey, sourceIds, sport, lineKind, lineConventions, outcomes };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KNOWN_SOURCES, type NewMapping, parseEvents, type ScrapedEvent } from 'market-mapping';

/** One match at every bookmaker that the package knows. */
export const ownPayloads = KNOWN_SOURCES.map(name => path.join(import.meta.dirname, 'payloads', `${name}.json`));

/** The events of a payload as a bookmaker served it, whichever bookmaker that is. */
export function readEvents(file: string): ScrapedEvent[] {
  return parseEvents(JSON.parse(readFileSync(file, 'utf8')));
}

/** The rows of user_market_mappings as JSON, keyed by column name, as another service may have exported them. */
interface ExportedMapping {
  canonical_id: string;
  name: string;
  betpawa_id: string | null;
  sportybet_id: string | null;
  bet9ja_key: string | null;
  priority?: number;
  outcome_mapping: {
    canonical_id: string;
    betpawa_name: string | null;
    sportybet_desc: string | null;
    bet9ja_suffix: string | null;
    position: number;
  }[];
}

/** Mappings from such a file. */
export function readMappings(file: string): NewMapping[] {
  const rows: ExportedMapping[] = JSON.parse(readFileSync(file, 'utf8'));
  return rows.map(row => ({
    canonicalId: row.canonical_id,
    name: row.name,
    betpawaId: row.betpawa_id,
    sportybetId: row.sportybet_id,
    bet9jaKey: row.bet9ja_key,
    priority: row.priority ?? 0,
    outcomeMapping: row.outcome_mapping.map(outcome => ({
      canonicalId: outcome.canonical_id,
      betpawaName: outcome.betpawa_name,
      sportybetDesc: outcome.sportybet_desc,
      bet9jaSuffix: outcome.bet9ja_suffix,
      position: outcome.position,
    })),
  }));
}

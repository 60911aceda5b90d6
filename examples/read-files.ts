import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isMarketMappingError,
  type NewMapping,
  parseBet9jaEvent,
  parseBetpawaEvent,
  parseSportybetEvent,
  type ScrapedMarket,
} from 'market-mapping';

/** One match at three bookmakers. */
export const ownPayloads = ['sportybet', 'bet9ja', 'betpawa'].map(name =>
  path.join(import.meta.dirname, 'payloads', `${name}.json`),
);

/** The markets of an event as a bookmaker served it, whichever bookmaker that is. */
export function readMarkets(file: string): ScrapedMarket[] {
  const payload: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const reasons: string[] = [];
  for (const read of [parseSportybetEvent, parseBet9jaEvent, parseBetpawaEvent]) {
    try {
      return read(payload);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      reasons.push(error.message);
    }
  }
  throw new Error(`${file} is an event of none of the three bookmakers:\n  ${reasons.join('\n  ')}`);
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

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ScrapedEvent } from '../../src/model/index.js';
import { parseEvents } from '../../src/sources/parse-event.js';
import { files, folder, readPayload, sourceOf } from '../../test/real-data/files.js';

/** Every event of the captured payloads. What a payload does not tell of its sport, its file's name does. */
export function readCapturedEvents(): ScrapedEvent[] {
  return files.flatMap(file => {
    const given = file.endsWith('__tennis.json') ? { event: { sport: 'tennis' } } : {};
    return parseEvents(readPayload(file), sourceOf(file), given);
  });
}

/** A market that a scraper met and could not map, as its log kept it. */
export interface LoggedMarket {
  readonly source: string;
  readonly externalMarketId: string;
  readonly marketName: string | null;
  readonly parameter: string | null;
  readonly sport: string;
  readonly occurrences: number;
  readonly sampleOutcomes: readonly unknown[];
}

interface LoggedRow {
  readonly source: string;
  readonly external_market_id: string;
  readonly market_name: string | null;
  readonly market_name_observed: string | null;
  readonly observed_specifiers?: readonly string[];
  readonly occurrences: number;
  readonly sample_outcomes: readonly unknown[] | null;
}

/** The markets of football that the service's log has with samples of their outcomes. */
export function readLoggedMarkets(): LoggedMarket[] {
  const rows: readonly LoggedRow[] = JSON.parse(readFileSync(path.join(folder, 'unmapped.json'), 'utf8'));
  return rows.flatMap(row => {
    const { source, external_market_id: id, occurrences, sample_outcomes: sampleOutcomes } = row;
    if (sampleOutcomes === null || sampleOutcomes.length === 0) return [];
    return {
      source,
      // Bet9ja's keys stand there without their sport.
      externalMarketId: source === 'bet9ja' ? `S_${id}` : id,
      marketName: row.market_name ?? row.market_name_observed,
      parameter: row.observed_specifiers?.[0] ?? null,
      sport: 'football',
      occurrences,
      sampleOutcomes,
    };
  });
}

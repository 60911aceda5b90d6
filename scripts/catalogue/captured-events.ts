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
}

/** The markets of football that the service's log has with samples of their outcomes. */
export function readLoggedMarkets(): LoggedMarket[] {
  const rows: readonly { source: string; external_market_id: string; sample_outcomes: unknown }[] = JSON.parse(
    readFileSync(path.join(folder, 'unmapped.json'), 'utf8'),
  );
  return rows
    .filter(row => Array.isArray(row.sample_outcomes) && row.sample_outcomes.length > 0)
    .map(row => ({
      source: row.source,
      // Bet9ja's keys stand there without their sport.
      externalMarketId: row.source === 'bet9ja' ? `S_${row.external_market_id}` : row.external_market_id,
    }));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NewMapping, ScrapedMarket } from '../../src/index.js';
import { parseEvents } from '../../src/sources/parse-event.js';

export const folder = resolve(process.env.MARKET_MAPPING_DATA ?? '../shared/data');
export const present = existsSync(join(folder, 'mappings.json'));
if (!present) console.log(`real-data: skipped, there is no ${join(folder, 'mappings.json')}`);

/** The names of the payload files; those of one event end alike. */
export const files = present ? readdirSync(join(folder, 'payloads')).filter(file => file.endsWith('.json')) : [];

/** Such rows as the service keeps them, in the names of its columns. */
export function readMappings(): NewMapping[] {
  // biome-ignore lint/suspicious/noExplicitAny: the file is what the tests are about
  const rows: any[] = JSON.parse(readFileSync(join(folder, 'mappings.json'), 'utf8'));
  return rows.map(row => ({
    canonicalId: row.canonical_id,
    name: row.name,
    betpawaId: row.betpawa_id,
    sportybetId: row.sportybet_id,
    bet9jaKey: row.bet9ja_key,
    // biome-ignore lint/suspicious/noExplicitAny: the file is what the tests are about
    outcomeMapping: row.outcome_mapping.map((outcome: any) => ({
      canonicalId: outcome.canonical_id,
      betpawaName: outcome.betpawa_name,
      sportybetDesc: outcome.sportybet_desc,
      bet9jaSuffix: outcome.bet9ja_suffix,
      position: outcome.position,
    })),
  }));
}

export function readFile(file: string): ScrapedMarket[] {
  const payload = JSON.parse(readFileSync(join(folder, 'payloads', file), 'utf8'));
  return parseEvents(payload, file.split('__')[0]).flatMap(({ markets }) => markets);
}

/** The markets of one event at every bookmaker that has it. */
export function readMarkets(event: string): ScrapedMarket[] {
  return files.filter(file => file.endsWith(`__${event}.json`)).flatMap(readFile);
}

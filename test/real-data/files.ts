import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NewMapping, ScrapedEvent, ScrapedMarket } from '../../src/model/index.js';
import { parseEvent, parseEvents } from '../../src/sources/parse-event.js';
import { KNOWN_SOURCES } from '../../src/sources/registry.js';

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

/** A payload as it was served. */
export function readPayload(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'payloads', file), 'utf8'));
}

/** The bookmaker whose payload a file is. */
export function sourceOf(file: string) {
  const source = KNOWN_SOURCES.find(each => file.startsWith(`${each}__`));
  if (source === undefined) throw new Error(`${file} is of no bookmaker that the package knows`);
  return source;
}

/** The sport that a payload does not tell itself, but its file's name does. */
function given(file: string) {
  return file.endsWith('__tennis.json') ? { event: { sport: 'tennis' } } : {};
}

/** The one event of a file. */
export function readEvent(file: string): ScrapedEvent {
  return parseEvent(readPayload(file), sourceOf(file), given(file));
}

/** The markets of a file, of every event in it. */
export function readFile(file: string): ScrapedMarket[] {
  return parseEvents(readPayload(file), sourceOf(file), given(file)).flatMap(event => event.markets);
}

/** The markets of one event at every bookmaker that has it: that of SportyBet's file, by Sportradar's id. */
export function readMarkets(event: string): ScrapedMarket[] {
  const { sportradarId } = readEvent(`sportybet__${event}.json`);
  return files
    .filter(file => file.endsWith(`__${event}.json`))
    .flatMap(file => parseEvents(readPayload(file), sourceOf(file), given(file)))
    .filter(found => found.sportradarId === sportradarId)
    .flatMap(found => found.markets);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NewMapping, parseEvents, type ScrapedMarket, type Source } from 'market-mapping';
import { mappings as exampleMappings } from '../examples/mappings.js';
import { readMappings } from '../examples/read-files.js';

/** One event as a bookmaker serves it. */
export interface Payload {
  readonly source: Source;
  readonly text: string;
  readonly markets: readonly ScrapedMarket[];
}

/** What is measured on. */
export interface RealData {
  /** For the report. */
  readonly description: string;
  readonly payloads: readonly Payload[];
  readonly mappings: readonly NewMapping[];
}

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));

/**
 * Captured payloads and exported mappings: from the given folder, else that of MARKET_MAPPING_DATA, else `../shared/data` where it
 * exists; without any, the few small ones of the examples.
 */
export function readRealData(given: string | undefined): RealData {
  const folder = [given, process.env.MARKET_MAPPING_DATA, '../shared/data'].find(
    (path, at) => path !== undefined && (at < 2 || existsSync(path)),
  );
  const base = folder === undefined ? EXAMPLES : resolve(folder);
  const payloads = readPayloads(join(base, 'payloads'));
  const file = join(base, 'mappings.json');
  // Without the placeholders that have no id at any source, which createMapping refuses.
  const mappings = existsSync(file)
    ? readMappings(file).filter(({ betpawaId, sportybetId, bet9jaKey }) => betpawaId ?? sportybetId ?? bet9jaKey)
    : exampleMappings;
  const markets = payloads.reduce((sum, payload) => sum + payload.markets.length, 0);
  const kind = folder === undefined ? 'small example payloads of the repository' : 'captured payloads';
  const description = `${payloads.length} ${kind} with ${markets} markets, ${mappings.length} mappings`;
  return { description, payloads, mappings };
}

function readPayloads(folder: string): Payload[] {
  const files = readdirSync(folder).filter(file => file.endsWith('.json'));
  return files.map(file => {
    const text = readFileSync(join(folder, file), 'utf8');
    const payload: unknown = JSON.parse(text);
    const events = parseEvents(payload);
    return { source: events[0]?.source ?? 'unknown', text, markets: events.flatMap(event => event.markets) };
  });
}

import {
  isMarketMappingError,
  parseBet9jaEvent,
  parseBetpawaEvent,
  parseSportybetEvent,
  type ScrapedMarket,
  type Source,
} from 'market-mapping';
import { FileError } from './explain-error.js';
import { readJson } from './files.js';

const READERS = new Map<Source, (payload: unknown) => ScrapedMarket[]>([
  ['sportybet', parseSportybetEvent],
  ['bet9ja', parseBet9jaEvent],
  ['betpawa', parseBetpawaEvent],
]);

/** The markets of a payload file. Without a source, the bookmaker is detected. */
export async function readPayload(file: string, source: Source | undefined): Promise<ScrapedMarket[]> {
  const payload = await readJson(file);
  const reasons: string[] = [];
  for (const [known, read] of READERS) {
    if (source !== undefined && source !== known) continue;
    try {
      return read(payload);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      reasons.push(error.message);
    }
  }
  const whose = source ?? 'any of the three bookmakers';
  throw new FileError(`${file} is not an event of ${whose}: ${reasons.join(' ')}`);
}

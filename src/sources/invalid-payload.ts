import { InvalidPayloadError } from '../model/errors.js';
import { type JsonObject, readObjects } from './read-payload.js';
import { tellBookmakers } from './tell-bookmakers.js';

/** The error of a reader that can't read a payload: what it expected, and whose payload it was given. */
export function invalidPayload(reader: string, expected: string, found: unknown): InvalidPayloadError {
  const bookmakers = tellBookmakers(found);
  const hint = bookmakers.length === 1 ? `: it looks like a payload of ${bookmakers[0]}` : '';
  return new InvalidPayloadError(`${reader}: expected ${expected}, got ${summarize(found)}${hint}`);
}

/** The only event of a payload. A list of several is for `parseEvents`, and must never look like an event without markets. */
export function onlyEvent<Event>(reader: string, events: readonly Event[]): Event {
  const [event] = events;
  if (event !== undefined && events.length === 1) return event;
  const told = events.length === 0 ? 'a list without any event' : `a list of ${events.length} events`;
  throw new InvalidPayloadError(`${reader}: expected one event, got ${told}: parseEvents reads lists`);
}

/** The markets of something that is known to be an event. If they are missing or null, it has none. */
export function readMarkets(reader: string, markets: unknown): JsonObject[] {
  if (markets === undefined || markets === null || Array.isArray(markets)) return readObjects(markets);
  throw invalidPayload(reader, 'markets to be an array', markets);
}

function summarize(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'a string (call JSON.parse first)';
  if (typeof value !== 'object' || value === null) return String(value).slice(0, 100);
  const keys = Object.keys(value).slice(0, 5).join(', ').slice(0, 100);
  return keys === '' ? 'an empty object' : `an object with the keys ${keys}`;
}

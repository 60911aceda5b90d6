import { InvalidPayloadError } from '../model/errors.js';

/** An object in a payload. Nothing is known about its values until one of these readers has checked them. */
export type JsonObject = Record<string, unknown>;

export function readObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The items of a list that are objects. Anything else is left out. */
export function readObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(item => readObject(item) !== null) : [];
}

/** Text as served. Bookmakers sometimes change an id from a string to a number, so numbers count as text too. */
export function readText(value: unknown): string | null {
  const known = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  return typeof known === 'string' && known !== '' ? known : null;
}

/** `Number` alone would read '' as 0, '0x10' as 16 and '1e3' as 1000. Only plain decimals are numbers here. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

export function readNumber(value: unknown): number | null {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Decimal odds. Bookmakers serve 0 or 1 if they offer no price. */
export function readOdds(value: unknown): number | null {
  const odds = readNumber(value);
  return odds !== null && odds > 1 ? odds : null;
}

export function readYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

/** The list of markets of something known to be an event. If it is missing or null, the event has no markets. */
export function readMarkets(reader: string, markets: unknown): JsonObject[] {
  if (markets === undefined || markets === null || Array.isArray(markets)) return readObjects(markets);
  throw invalidPayload(reader, 'markets to be an array', markets);
}

export function invalidPayload(reader: string, expected: string, found: unknown): InvalidPayloadError {
  return new InvalidPayloadError(`${reader}: expected ${expected}, got ${summarize(found)}`);
}

function summarize(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'a string (call JSON.parse first)';
  if (typeof value !== 'object' || value === null) return String(value).slice(0, 100);
  const keys = Object.keys(value).slice(0, 5).join(', ').slice(0, 100);
  return keys === '' ? 'an empty object' : `an object with the keys ${keys}`;
}

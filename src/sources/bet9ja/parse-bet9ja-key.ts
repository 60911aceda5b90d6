/** The parts of a Bet9ja odds key or market key. */
export interface Bet9jaKey {
  /** What comes before the first underscore: `S`, `B`, `T`, or `LIVES` for live soccer. */
  sport: string;
  market: string;
  /** Sport and market together, as in mappings: `S_OU`. */
  marketKey: string;
  /** The line: `2.5`, `-1`, `0:3`; null if the key has none. */
  parameter: string | null;
  /** Null in a market key. */
  outcome: string | null;
}

/**
 * Market key, `@parameter`, `_outcome`. SQL uses it as well, so it must mean the same to JavaScript and to Postgres:
 * no lookaround, no lazy quantifiers, no named groups, and `.` matches a newline (in JavaScript by the flag `s`).
 */
export const BET9JA_KEY_PATTERN = '^([^_@]+_[^_@]+)(@[^_]*)?(_.*)?$';

const KEY = new RegExp(BET9JA_KEY_PATTERN, 's');

/**
 * Parses a Bet9ja odds key, or a market key with or without a parameter. The outcome is everything that follows the market
 * and its parameter, including further underscores. Returns null for anything else.
 *
 * @example
 * ```ts
 * import { parseBet9jaKey } from 'market-mapping';
 *
 * console.log(parseBet9jaKey('S_OU@2.5_O'));
 * // { sport: 'S', market: 'OU', marketKey: 'S_OU', parameter: '2.5', outcome: 'O' }
 * console.log(parseBet9jaKey('S_OU'));
 * // { sport: 'S', market: 'OU', marketKey: 'S_OU', parameter: null, outcome: null }
 * console.log(parseBet9jaKey('OU')); // null
 * ```
 */
export function parseBet9jaKey(key: string): Bet9jaKey | null {
  const match = typeof key === 'string' ? KEY.exec(key) : null;
  const marketKey = match?.[1];
  const parameter = match?.[2]?.slice(1) ?? null;
  const outcome = match?.[3]?.slice(1) ?? null;
  if (marketKey === undefined || parameter === '' || outcome === '') return null;
  const end = marketKey.indexOf('_');
  return { sport: marketKey.slice(0, end), market: marketKey.slice(end + 1), marketKey, parameter, outcome };
}

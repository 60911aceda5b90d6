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
 * Market key, `@parameter`, `_outcome`: how SQL takes a key apart. `parseBet9jaKey` means the same, and a property test compares
 * the two. It has to mean the same to JavaScript and to Postgres: no lookaround, no lazy quantifiers, no named groups, and `.`
 * matches a newline (in JavaScript by the flag `s`).
 */
export const BET9JA_KEY_PATTERN = '^([^_@]+_[^_@]+)(@[^_]*)?(_.*)?$';

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
  if (typeof key !== 'string') return null;
  // The reader asks this for every price, so it looks for the separators itself.
  const sportEnd = key.indexOf('_');
  const at = key.indexOf('@');
  if (sportEnd < 1 || (at !== -1 && at < sportEnd)) return null;
  const underscore = key.indexOf('_', sportEnd + 1);
  const hasParameter = at !== -1 && (underscore === -1 || at < underscore);
  const marketEnd = hasParameter ? at : underscore === -1 ? key.length : underscore;
  const parameterEnd = underscore === -1 ? key.length : underscore;
  if (marketEnd === sportEnd + 1) return null;
  const parameter = hasParameter ? key.slice(at + 1, parameterEnd) : null;
  const outcome = underscore === -1 ? null : key.slice(underscore + 1);
  if (parameter === '' || outcome === '') return null;
  const marketKey = key.slice(0, marketEnd);
  return { sport: key.slice(0, sportEnd), market: key.slice(sportEnd + 1, marketEnd), marketKey, parameter, outcome };
}

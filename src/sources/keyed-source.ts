import { BET9JA_KEY_PATTERN } from './bet9ja/parse-bet9ja-key.js';

/**
 * The one source whose ids carry more than the market: its mappings have a key, which the ids of the log may follow with a parameter
 * and an outcome. SQL takes them apart by the pattern.
 */
export const KEYED_SOURCE = 'bet9ja';
export const KEY_PATTERN = BET9JA_KEY_PATTERN;

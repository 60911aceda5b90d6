/** The payload readers: a build entry of their own, whose file contains these and what they need, and nothing else. */
export { parseBet9jaEvent } from './bet9ja/parse-bet9ja-event.js';
export { parseBet9jaKey } from './bet9ja/parse-bet9ja-key.js';
export { parseBetpawaEvent } from './betpawa/parse-betpawa-event.js';
export { parseSpecifier } from './parse-specifier.js';
export { parseSportybetEvent } from './sportybet/parse-sportybet-event.js';

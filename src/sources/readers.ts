/** The payload readers; a file of the build holds these and what they need, and no more. */
export { parseBet9jaEvent } from './bet9ja/parse-bet9ja-event.js';
export { parseBet9jaKey } from './bet9ja/parse-bet9ja-key.js';
export { parseBetpawaEvent } from './betpawa/parse-betpawa-event.js';
export { parseSpecifier } from './parse-specifier.js';
export { parseSportybetEvent } from './sportybet/parse-sportybet-event.js';

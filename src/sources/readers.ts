/** The payload readers: a build entry of their own, whose file contains these and what they need, and nothing else. */
export { parseBet9jaEvent } from './bet9ja/parse-bet9ja-event.js';
export { parseBet9jaKey } from './bet9ja/parse-bet9ja-key.js';
export { parseBetikaEvent } from './betika/parse-betika-event.js';
export { parseBetpawaEvent } from './betpawa/parse-betpawa-event.js';
export { parseBetwayEvent } from './betway/parse-betway-event.js';
export { parseMsportEvent } from './msport/parse-msport-event.js';
export { parseSpecifier } from './parse-specifier.js';
export { parseSportpesaEvent } from './sportpesa/parse-sportpesa-event.js';
export { parseSportybetEvent } from './sportybet/parse-sportybet-event.js';

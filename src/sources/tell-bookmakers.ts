import type { KnownSource } from '../model/index.js';
import { isBet9jaPayload } from './bet9ja/is-bet9ja-payload.js';
import { isBetikaPayload } from './betika/is-betika-payload.js';
import { isBetpawaPayload } from './betpawa/is-betpawa-payload.js';
import { isBetwayPayload } from './betway/is-betway-payload.js';
import { isMsportPayload } from './msport/is-msport-payload.js';
import { isSportpesaPayload } from './sportpesa/is-sportpesa-payload.js';
import { isSportybetPayload } from './sportybet/is-sportybet-payload.js';

/** The bookmakers that could have sent a payload, by its shape alone: usually one, or several if it shows too little. */
export function tellBookmakers(payload: unknown): KnownSource[] {
  const bookmakers: KnownSource[] = [];
  if (isBetpawaPayload(payload)) bookmakers.push('betpawa');
  if (isSportybetPayload(payload)) bookmakers.push('sportybet');
  if (isBet9jaPayload(payload)) bookmakers.push('bet9ja');
  if (isMsportPayload(payload)) bookmakers.push('msport');
  if (isBetwayPayload(payload)) bookmakers.push('betway');
  if (isBetikaPayload(payload)) bookmakers.push('betika');
  if (isSportpesaPayload(payload)) bookmakers.push('sportpesa');
  return bookmakers;
}

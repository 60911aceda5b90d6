import { couldBe, findBizEvents } from '../find-biz-events.js';
import { MSPORT_SIGNS } from '../msport/msport-signs.js';
import { SPORTYBET_SIGNS } from './sportybet-signs.js';

/** Whether a payload could be SportyBet's: one of MSport has the same envelope, and other words in it. */
export function isSportybetPayload(payload: unknown): boolean {
  const events = findBizEvents(payload);
  return events !== null && couldBe(events, SPORTYBET_SIGNS, MSPORT_SIGNS);
}

import { couldBe, findBizEvents } from '../find-biz-events.js';
import { MSPORT_SIGNS } from '../msport/msport-signs.js';
import { SPORTYBET_SIGNS } from './sportybet-signs.js';

/** Whether a payload could be SportyBet's. MSport's has the same envelope, but other keys in it. */
export function isSportybetPayload(payload: unknown): boolean {
  const events = findBizEvents(payload);
  return events !== null && couldBe(events, SPORTYBET_SIGNS, MSPORT_SIGNS);
}

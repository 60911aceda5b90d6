import { couldBe, findBizEvents } from '../find-biz-events.js';
import { SPORTYBET_SIGNS } from '../sportybet/sportybet-signs.js';
import { MSPORT_SIGNS } from './msport-signs.js';

/** Whether a payload could be MSport's. SportyBet's has the same envelope, but other keys in it. */
export function isMsportPayload(payload: unknown): boolean {
  const events = findBizEvents(payload);
  return events !== null && couldBe(events, MSPORT_SIGNS, SPORTYBET_SIGNS);
}

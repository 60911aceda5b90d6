import { readObject, readObjects } from '../read-payload.js';
import { betpawaListIn } from './betpawa-list-in.js';

/** Whether a payload could be betPawa's: an event with participants or with typed markets, or a list of such events. */
export function isBetpawaPayload(payload: unknown): boolean {
  const list = betpawaListIn(payload);
  if (list !== null) return list.length > 0 && list.slice(0, LOOK_AT).every(isBetpawaEvent);
  return isBetpawaEvent(payload);
}

const LOOK_AT = 3;

function isBetpawaEvent(value: unknown): boolean {
  const event = readObject(value);
  if (event === null) return false;
  if ('id' in event && 'participants' in event) return true;
  const markets = Array.isArray(event.markets) ? event.markets.slice(0, LOOK_AT) : null;
  return readObjects(markets).some(market => 'marketType' in market);
}

import { readObject } from '../read-payload.js';

/** Whether a payload could be Bet9ja's: a `D` that contains odds, events or a search, or what such a `D` contains. */
export function isBet9jaPayload(payload: unknown): boolean {
  const envelope = readObject(payload);
  if (envelope === null) return false;
  const inner = readObject(envelope.D);
  if (inner !== null) return envelope.R === 'OK' || ['O', 'ID', 'A', 'E', 'S'].some(key => key in inner);
  return readObject(envelope.O) !== null;
}

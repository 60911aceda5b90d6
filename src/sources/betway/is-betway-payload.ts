import { readObject } from '../read-payload.js';

/** Whether a payload could be Betway's: an event, or the arrays of markets, outcomes and prices. */
export function isBetwayPayload(payload: unknown): boolean {
  const root = readObject(payload);
  if (root === null) return false;
  const event = readObject(root.sportEvent);
  if (event !== null && 'eventId' in event) return true;
  return Array.isArray(root.outcomes) && Array.isArray(root.prices);
}

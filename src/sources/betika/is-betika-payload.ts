import { type JsonObject, readObject, readObjects } from '../read-payload.js';

/** Whether a payload could be Betika's: a list of matches in `data`, one of them, or the markets of one in `data`. */
export function isBetikaPayload(payload: unknown): boolean {
  const root = readObject(payload);
  if (root === null) return false;
  if (!Array.isArray(root.data)) return isBetikaMatch(root);
  return readObjects(root.data.slice(0, LOOK_AT)).some(item => isBetikaMatch(item) || isBetikaMarket(item));
}

const LOOK_AT = 3;

/** A match. In live lists it has a `sub_type_id` too. */
export function isBetikaMatch(item: JsonObject): boolean {
  return 'parent_match_id' in item || 'match_id' in item;
}

/** A market in the place of matches: the response for one match has its markets in `data`, and the match in `meta`. */
export function isBetikaMarket(item: JsonObject): boolean {
  return 'sub_type_id' in item && Array.isArray(item.odds) && !isBetikaMatch(item);
}

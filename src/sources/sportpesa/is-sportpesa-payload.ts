import { type JsonObject, readObject, readObjects } from '../read-payload.js';

/** Whether a payload could be SportPesa's: a game, a list of games, or markets by the id of their game. */
export function isSportpesaPayload(payload: unknown): boolean {
  if (Array.isArray(payload)) {
    return readObjects(payload.slice(0, LOOK_AT)).some(item => isSportpesaGame(item) || isSportpesaMarket(item));
  }
  const root = readObject(payload);
  return root !== null && (isSportpesaGame(root) || isByEvent(root));
}

const LOOK_AT = 3;

/** A game, with or without its markets. */
export function isSportpesaGame(item: JsonObject): boolean {
  return 'betradarId' in item || ('id' in item && Array.isArray(item.competitors));
}

export function isSportpesaMarket(item: JsonObject): boolean {
  return Array.isArray(item.selections);
}

/** `{ "8899005": [market, …] }`. */
function isByEvent(root: JsonObject): boolean {
  for (const key in root) {
    if (!/^\d{1,19}$/.test(key)) return false;
    const markets = root[key];
    if (!Array.isArray(markets)) return false;
    if (readObjects(markets.slice(0, LOOK_AT)).some(isSportpesaMarket)) return true;
  }
  return false;
}

import { InvalidPayloadError } from '../model/errors.js';
import { type JsonObject, readObject, readObjects, readText } from './read-payload.js';

const OK = '10000';

/**
 * The events in an envelope with `bizCode` and `data`, which two bookmakers use. `data` is one event, a list of events or
 * tournaments, or contains such a list. Null for anything else.
 */
export function findBizEvents(payload: unknown): readonly JsonObject[] | null {
  const envelope = readObject(payload);
  if (envelope === null) return null;
  const { data } = envelope;
  if (Array.isArray(data)) return isOk(envelope) || isList(data) ? inLists(data) : null;
  const inner = readObject(data);
  if (inner !== null) {
    if ('markets' in inner || 'eventId' in inner) return [inner];
    if (Array.isArray(inner.events)) return readObjects(inner.events);
    if (Array.isArray(inner.tournaments)) return inLists(inner.tournaments);
    return isOk(envelope) ? [inner] : null;
  }
  // Only the `data`. A betPawa event is a bare object with markets too, but has `id` where these two have `eventId`.
  if ('eventId' in envelope && !('id' in envelope)) return [envelope];
  if (Array.isArray(envelope.tournaments)) return inLists(envelope.tournaments);
  return null;
}

/** Throws if the response says why it contains no event. */
export function refuseBizCode(reader: string, label: string, payload: unknown): void {
  const envelope = readObject(payload);
  const code = readText(envelope?.bizCode);
  if (code === null || code === OK) return;
  const message = readText(envelope?.message) ?? 'no message';
  throw new InvalidPayloadError(`${reader}: ${label} answered with bizCode ${code} (${message}) instead of an event`);
}

function isOk(envelope: JsonObject): boolean {
  return readText(envelope.bizCode) === OK;
}

/** Whether something in a list is an event, or a tournament with events. */
function isList(items: readonly unknown[]): boolean {
  return readObjects(items).some(item => 'eventId' in item || Array.isArray(item.events));
}

/** The events of a list that can contain tournaments as well as events. */
function inLists(items: readonly unknown[]): JsonObject[] {
  return readObjects(items).flatMap(item => (Array.isArray(item.events) ? readObjects(item.events) : [item]));
}

/** The keys that only one of these bookmakers uses, in an event, a market or an outcome. */
export interface BizSigns {
  readonly event: readonly string[];
  readonly market: readonly string[];
  readonly outcome: readonly string[];
}

/**
 * Whether events could be from the bookmaker with one set of signs and not from the other one. The keys of the events decide first,
 * then those of their markets, then those of the outcomes. If nothing decides, the events could be from either.
 */
export function couldBe(events: readonly JsonObject[], own: BizSigns, other: BizSigns): boolean {
  const some = events.slice(0, LOOK_AT);
  const markets = some.flatMap(event => firstObjects(event.markets));
  const outcomes = markets.flatMap(market => firstObjects(market.outcomes));
  for (const [level, items] of [
    ['event', some],
    ['market', markets],
    ['outcome', outcomes],
  ] as const) {
    const isOwn = showsOne(items, own[level]);
    if (isOwn !== showsOne(items, other[level])) return isOwn;
  }
  return true;
}

function showsOne(items: readonly JsonObject[], signs: readonly string[]): boolean {
  return items.some(item => signs.some(key => key in item));
}

function firstObjects(list: unknown): JsonObject[] {
  return Array.isArray(list) ? readObjects(list.slice(0, LOOK_AT)) : [];
}

const LOOK_AT = 3;

import { unstorable } from '../input/text.js';
import { invalid } from '../input/validate.js';
import { InvalidPayloadError, isMarketMappingError } from '../model/errors.js';
import type { EventInfo, ScrapedEvent } from '../model/index.js';
import { isSource } from '../model/source.js';
import { toReadEvent } from './check-read-event.js';
import type { SourceDefinition, SourceOptions } from './source-definition.js';

const KEYS: readonly string[] = [
  'id',
  'label',
  'parseEvent',
  'parseEvents',
  'parameter',
  'side',
  'unit',
  'feed',
  'idsPerSport',
];

const MAX_LABEL = 100;
const MAX_FEED = 20;
const MAX_UNIT = 1000;

/** Definitions that have been checked already. */
const DEFINED = /* @__PURE__ */ new WeakSet<object>();

/**
 * Defines a bookmaker that the package does not know: how to read its events, and how it writes lines. Pass the result to
 * `createMarketMapper` (option `sources`), to `parseEvent`, or to the command (`--source-module`). Markets and outcomes are
 * matched by the same rules as everyone else's.
 *
 * @param options `id` is the only required field. `parseEvent` reads one event; what it returns is validated. `label` (default:
 * the id) is for people. `parameter` says how lines are written: `specifier` (default; `total=2.5`) or `bare` (`2.5`). `side`
 * says whose handicap they give (default `home`), and `unit` what one unit of a line is worth (default 1). `feed` names the
 * feed whose ids the bookmaker shares with others (default: none). `idsPerSport` says whether a market id means something else
 * in another sport (default false).
 * @throws ValidationError that names the field, here and when an event that `parseEvent` returned is wrong.
 *
 * @example
 * ```ts
 * import { defineSource, parseEvent } from 'market-mapping';
 *
 * const mybook = defineSource({
 *   id: 'mybook',
 *   label: 'My Book',
 *   parameter: 'bare',
 *   parseEvent: payload => {
 *     const { odds } = payload as { odds: { home: number; away: number } };
 *     const outcomes = [
 *       { name: 'Home', odds: odds.home },
 *       { name: 'Away', odds: odds.away },
 *     ];
 *     return { eventId: '7', sport: 'tennis', markets: [{ externalMarketId: 'winner', outcomes }] };
 *   },
 * });
 * console.log(parseEvent({ odds: { home: 1.8, away: 2 } }, mybook).markets[0]?.outcomes.length); // 2
 * ```
 */
export function defineSource(options: SourceOptions): SourceDefinition {
  return toDefinition(options, '');
}

/** Defines a source that is part of an input, so that errors name its place. A definition is returned as it is. */
export function toDefinition(options: SourceOptions | SourceDefinition, place: string): SourceDefinition {
  if (isDefined(options)) return options;
  checkOptions(options, place === '' ? '' : `${place}.`, place === '' ? 'source' : place);
  const { id, parseEvent, parseEvents } = options;
  const definition: SourceDefinition = Object.freeze({
    id,
    label: options.label ?? id,
    parameter: options.parameter ?? 'specifier',
    side: options.side ?? 'home',
    unit: options.unit ?? 1,
    feed: options.feed ?? null,
    idsPerSport: options.idsPerSport ?? false,
    parseEvent: eventReader(id, parseEvent),
    parseEvents: listReader(id, parseEvent, parseEvents),
  });
  DEFINED.add(definition);
  return definition;
}

type Read<Result> = ((payload: unknown, given?: Partial<EventInfo>) => Result) | null;
type Reader = SourceOptions['parseEvent'] | SourceDefinition['parseEvent'];
type ListReader = SourceOptions['parseEvents'] | SourceDefinition['parseEvents'];

function eventReader(id: string, read: Reader): Read<ScrapedEvent> {
  return read == null
    ? null
    : (payload, given) =>
        toReadEvent(
          id,
          reading(id, () => read(payload)),
          given,
        );
}

/** Reads lists: with the reader for lists if there is one, otherwise event by event. A payload that is not a list is one event. */
function listReader(id: string, one: Reader, many: ListReader): Read<ScrapedEvent[]> {
  if (many != null) {
    return (payload, given) => {
      const events: unknown = reading(id, () => many(payload));
      if (!Array.isArray(events)) throw invalid('parseEvents', `of ${id} must return an array of events`);
      return events.map((event, index) => toReadEvent(id, event, given, `[${index}]`));
    };
  }
  if (one == null) return null;
  return (payload, given) =>
    (Array.isArray(payload) ? payload : [payload]).map(each =>
      toReadEvent(
        id,
        reading(id, () => one(each)),
        given,
      ),
    );
}

/** If a consumer's own reader throws, that is reported as a payload that can't be read. */
function reading<Result>(id: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (isMarketMappingError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidPayloadError(`The reader of ${id} failed: ${reason}`, { cause: error });
  }
}

function isDefined(options: SourceOptions | SourceDefinition): options is SourceDefinition {
  return typeof options === 'object' && options !== null && DEFINED.has(options);
}

function checkOptions(options: SourceOptions | SourceDefinition, at: string, root: string): void {
  if (typeof options !== 'object' || options === null) throw invalid(root, 'must be what defineSource takes');
  const unknown = Object.keys(options).find(key => !KEYS.includes(key));
  if (unknown !== undefined) throw invalid(`${at}${unknown}`, 'is not a known field');
  const { id, label, parameter, side, unit, feed, idsPerSport } = options;
  if (!isSource(id)) {
    throw invalid(
      `${at}id`,
      'must be 1 to 20 lower-case letters, digits, _ or -, begin with a letter or digit, and not be "null"',
    );
  }
  if (label !== undefined) checkText(`${at}label`, label, MAX_LABEL);
  checkOneOf(`${at}parameter`, parameter, ['specifier', 'bare']);
  checkOneOf(`${at}side`, side, ['home', 'away']);
  if (unit !== undefined && !(typeof unit === 'number' && unit > 0 && unit <= MAX_UNIT)) {
    throw invalid(`${at}unit`, `must be a number above 0 and up to ${MAX_UNIT}`);
  }
  if (feed !== undefined && feed !== null) checkText(`${at}feed`, feed, MAX_FEED);
  if (idsPerSport !== undefined && typeof idsPerSport !== 'boolean') {
    throw invalid(`${at}idsPerSport`, 'must be true or false');
  }
  for (const key of ['parseEvent', 'parseEvents'] as const) {
    if (options[key] != null && typeof options[key] !== 'function') throw invalid(`${at}${key}`, 'must be a function');
  }
}

function checkText(field: string, value: unknown, max: number): void {
  if (typeof value !== 'string' || value.trim() === '' || value.length > max) {
    throw invalid(field, `must be a string of 1 to ${max} characters`);
  }
  const fault = unstorable(value);
  if (fault !== null) throw invalid(field, fault);
}

function checkOneOf(field: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined && !(typeof value === 'string' && allowed.includes(value))) {
    throw invalid(field, `must be one of ${allowed.join(', ')}`);
  }
}

import { assertKnownOptions } from '../input/known-options.js';
import { invalid } from '../input/validate.js';
import { InvalidPayloadError } from '../model/errors.js';
import type { EventInfo, ScrapedEvent, Source } from '../model/index.js';
import { checkEventInfo } from './check-read-event.js';
import { toDefinition } from './define-source.js';
import { invalidPayload } from './invalid-payload.js';
import { BUILT_IN_SOURCES, definitionOf, KNOWN_SOURCES } from './registry.js';
import type { SourceDefinition } from './source-definition.js';
import { tellBookmakers } from './tell-bookmakers.js';

/** Options of `parseEvent` and `parseEvents`. */
export interface ParseEventOptions {
  /** What you know about the event, for what the payload lacks. It never overrides what the payload says. */
  event?: Partial<EventInfo>;
}

/**
 * Reads one event: what the payload says about it, and its markets. A list that contains exactly one event is read as well.
 *
 * @param payload What the bookmaker served, parsed as JSON.
 * @param source The id of a known bookmaker, or what `defineSource` returned. By default the shape of the payload decides.
 * @param options `event` supplies what the payload lacks, for example the sport. It never overrides what the payload says.
 * @throws InvalidPayloadError if the payload is another bookmaker's, could be of two bookmakers, or has several events (use
 * `parseEvents`); ValidationError if the source has no reader or an option or a field of `event` is wrong.
 *
 * @example
 * ```ts
 * import { parseEvent } from 'market-mapping';
 *
 * const selections = [{ shortName: '1', odds: '2.25' }, { shortName: '2', odds: '1.57' }];
 * const payload = { 8899005: [{ id: 382, name: 'Who will win?', selections }] };
 * const { eventId, sport, markets } = parseEvent(payload, 'sportpesa', { event: { sport: 'tennis' } });
 * console.log(eventId, sport, markets.length); // 8899005 tennis 1
 * ```
 */
export function parseEvent(
  payload: unknown,
  source?: Source | SourceDefinition,
  options: ParseEventOptions = {},
): ScrapedEvent {
  const { id, parseEvent: read } = definitionFor('parseEvent', payload, source);
  if (read === null) throw withoutReader(id);
  return read(payload, checkGiven(options, id));
}

/**
 * Reads every event of a payload: one event, or a list as a bookmaker serves it for a league, a day or a search. Takes the same
 * arguments and throws the same errors as `parseEvent`. For a list of several, `event` may only contain `sport` and `isLive`.
 *
 * @example
 * ```ts
 * import { parseEvents } from 'market-mapping';
 *
 * const odds = [{ display: '1', odd_value: '1.80', outcome_id: '1' }];
 * const match = { match_id: '1', sport_name: 'Soccer', odds: [{ sub_type_id: '1', name: '1X2', odds }] };
 * const events = parseEvents({ data: [match, { ...match, match_id: '2' }] }, 'betika');
 * console.log(events.map(event => event.eventId)); // [ '1', '2' ]
 * ```
 */
export function parseEvents(
  payload: unknown,
  source?: Source | SourceDefinition,
  options: ParseEventOptions = {},
): ScrapedEvent[] {
  const { id, parseEvents: read } = definitionFor('parseEvents', payload, source);
  if (read === null) throw withoutReader(id);
  const given = checkGiven(options, id);
  const events = read(payload, given);
  if (events.length > 1) checkGivenForAll(given);
  return events;
}

function withoutReader(id: Source): Error {
  const known = KNOWN_SOURCES.join(', ');
  return invalid(
    'source',
    `has no reader: "${id}" is not one of ${known}. Pass what defineSource returned for it, with a parseEvent`,
  );
}

function definitionFor(
  reader: string,
  payload: unknown,
  source: Source | SourceDefinition | undefined,
): SourceDefinition {
  if (typeof source === 'string') return definitionOf(source);
  if (source !== undefined) return BUILT_IN_SOURCES.find(each => each === source) ?? toDefinition(source, 'source');
  const [bookmaker, ...others] = tellBookmakers(payload);
  if (bookmaker === undefined) throw invalidPayload(reader, 'a payload whose shape tells its bookmaker', payload);
  if (others.length === 0) return definitionOf(bookmaker);
  throw new InvalidPayloadError(
    `${reader}: this could be a payload of ${[bookmaker, ...others].join(' or ')}: pass the source as the second argument`,
  );
}

function checkGiven(options: ParseEventOptions, source: Source): Partial<EventInfo> | undefined {
  assertKnownOptions(options, ['event']);
  const { event } = options;
  if (event === undefined) return undefined;
  if (typeof event !== 'object' || event === null)
    throw invalid('event', 'must be an object with what is known of the event');
  return checkEventInfo(event, source, 'event.');
}

/** What identifies an event can't apply to several. */
function checkGivenForAll(given: Partial<EventInfo> = {}): void {
  for (const key of ['eventId', 'sportradarId', 'home', 'away', 'startsAt'] as const) {
    if (given[key] != null) throw invalid(`event.${key}`, 'can not apply to several events: the payload is a list');
  }
}

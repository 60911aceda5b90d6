import type { ScrapedEvent } from '../model/index.js';
import type { GivenEvent } from './event-info.js';
import { onlyEvent } from './invalid-payload.js';
import type { RegisteredSource } from './source-definition.js';

/** What a bookmaker's folder says about it: how its parameters are written, how to find events in a payload, and how to read one. */
interface Bookmaker<Found> extends Omit<RegisteredSource, 'parseEvent' | 'parseEvents'> {
  findEvents(reader: string, payload: unknown): readonly Found[];
  readEvent(reader: string, found: Found, given?: GivenEvent): ScrapedEvent;
}

/** A built-in bookmaker, as the registry has it. */
export function builtInSource<Found>({ findEvents, readEvent, ...traits }: Bookmaker<Found>): RegisteredSource {
  return Object.freeze({
    ...traits,
    parseEvent: (payload: unknown, given?: GivenEvent) =>
      readEvent('parseEvent', onlyEvent('parseEvent', findEvents('parseEvent', payload)), given),
    parseEvents: (payload: unknown, given?: GivenEvent) =>
      findEvents('parseEvents', payload).map(found => readEvent('parseEvents', found, given)),
  });
}

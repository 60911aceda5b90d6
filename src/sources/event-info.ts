import type { EventInfo, Source } from '../model/index.js';

/** What the caller knows of the event, for what the payload lacks. */
export type GivenEvent = Partial<EventInfo>;

/** What a payload tells of its event; `isLive` is null where it says nothing of it. */
export interface ToldEvent extends Omit<EventInfo, 'source' | 'isLive'> {
  isLive: boolean | null;
}

/** The event as its markets share it: what the payload tells, and where that is nothing, what the caller gave. */
export function toEventInfo(source: Source, told: ToldEvent, given: GivenEvent = {}): EventInfo {
  return Object.freeze({
    source,
    eventId: told.eventId ?? given.eventId ?? null,
    sportradarId: told.sportradarId ?? given.sportradarId ?? null,
    sport: told.sport ?? given.sport ?? null,
    home: told.home ?? given.home ?? null,
    away: told.away ?? given.away ?? null,
    startsAt: told.startsAt ?? given.startsAt ?? null,
    isLive: told.isLive ?? given.isLive ?? false,
  });
}

import type { EventInfo, Source } from '../model/index.js';

/** What the caller knows about the event, for what the payload lacks. */
export type GivenEvent = Partial<EventInfo>;

/** What a payload says about its event; `isLive` is null if it does not say. */
export interface ToldEvent extends Omit<EventInfo, 'source' | 'isLive'> {
  isLive: boolean | null;
}

/** The event that its markets share: what the payload says, and otherwise what the caller gave. */
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

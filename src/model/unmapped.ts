import type { UnmappedReason } from './resolution.js';
import type { EventInfo } from './scraped.js';
import type { Source } from './source.js';

/** The status of an unmapped market: NEW until somebody looks at it. */
export type UnmappedStatus = 'NEW' | 'ACKNOWLEDGED' | 'MAPPED' | 'IGNORED';

/** Every status, in the order of a market's life. */
export const UNMAPPED_STATUSES = [
  'NEW',
  'ACKNOWLEDGED',
  'MAPPED',
  'IGNORED',
] as const satisfies readonly UnmappedStatus[];

/** An outcome that no mapping knew, with what is needed to tell later whether one does. */
export interface MissingOutcome {
  /** The source's own id of the outcome, where it has one. */
  id: string | null;
  name: string;
  /** The parameter of the market it was met in; left out where there was none. */
  parameter?: string;
  /** The teams of the event it was met in; left out where they were not told. */
  home?: string;
  away?: string;
}

/** The most outcomes that a row of the log says are missing. */
export const MAX_MISSING_OUTCOMES = 50;

/** A market that scrapers met and no mapping covers. */
export interface UnmappedMarket {
  id: number;
  source: Source;
  externalMarketId: string;
  marketName: string | null;
  sampleOutcomes: unknown;
  firstSeenAt: Date;
  lastSeenAt: Date;
  occurrenceCount: number;
  status: UnmappedStatus;
  notes: string | null;
  /** Why it is open; left out where it is not, or where nobody said. */
  reason?: UnmappedReason;
  /** Up to 50 outcomes that were met and that no mapping knew, since it last closed; left out where there are none. */
  missingOutcomes?: MissingOutcome[];
  /** The parameter it was first seen with; left out where there was none. */
  parameter?: string;
  /** The sport it was first seen in; left out where it was not told. */
  sport?: string;
}

/** One or more times that a scraper met a market which no mapping covers. */
export interface UnmappedSighting {
  source: Source;
  /** As the source has it, at most 100 characters. */
  externalMarketId: string;
  /** A hint for people; cut to 255 characters. */
  marketName?: string | null;
  /** A hint for people: any JSON value. At most 8,192 bytes are kept: the first items of an array that fit, otherwise nothing. */
  sampleOutcomes?: unknown;
  /** How often; at least 1, and 1 by default. */
  occurrences?: number;
  /** When; the database's clock by default. */
  seenAt?: Date;
  /** The market's line or specifier, which may be what a bound mapping asks for. */
  parameter?: string | null;
  /** The event it was seen in: the log keeps the sport and uses the teams to read the outcomes. */
  event?: Partial<Pick<EventInfo, 'sport' | 'home' | 'away'>>;
  /** What a resolution said of it; `UNKNOWN_MARKET` by default. */
  reason?: UnmappedReason;
  /** The outcomes that no mapping knew, where some mapping has the market's id. */
  missingOutcomes?: readonly Pick<MissingOutcome, 'id' | 'name'>[];
}

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

/** An outcome that no mapping knew, with what is needed to decide later whether one does. */
export interface MissingOutcome {
  /** The source's own id of the outcome; null if it has none. */
  id: string | null;
  name: string;
  /** The parameter of the market it was seen in; left out if there was none. */
  parameter?: string;
  /** The teams of the event it was seen in; left out if they were not known. */
  home?: string;
  away?: string;
}

/** The most missing outcomes that a row of the log lists. */
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
  /** Why it is open; left out if it is not open, or if the reason is not known. */
  reason?: UnmappedReason;
  /** Up to 50 outcomes that were seen since it last closed and that no mapping knew; left out if there are none. */
  missingOutcomes?: MissingOutcome[];
  /** The parameter it was first seen with; left out if there was none. */
  parameter?: string;
  /** The sport it was first seen in; left out if it was not known. */
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
  /** The reason in its resolution; `UNKNOWN_MARKET` by default. */
  reason?: UnmappedReason;
  /** The outcomes that no mapping knew, if some mapping has the market's id. */
  missingOutcomes?: readonly Pick<MissingOutcome, 'id' | 'name'>[];
}

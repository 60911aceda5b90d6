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

/** A market that scrapers met and that no mapping covers. */
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
}

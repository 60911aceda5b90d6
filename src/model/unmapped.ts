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
  /** True if it was mapped, was met unmapped again, and is open; left out otherwise. */
  regressed?: boolean;
  /**
   * True if it is open and, today or yesterday, was seen at least 20 times, and at least five times as often as on an average day of the
   * week before; left out otherwise. Days are those of UTC.
   */
  escalating?: boolean;
  /** How often it was seen on each of up to 30 days, the earliest first; left out in rows of an older release. */
  sightingsByDay?: DaySightings[];
  /** The id of the rule that ignored it; left out if it is not IGNORED, or if a person set it to that. */
  ignoredBy?: number;
}

/** How often a market was seen on one day. */
export interface DaySightings {
  /** The day in UTC, such as `2026-05-06`. */
  day: string;
  count: number;
}

/** What an ignore rule asks for: at least one of source, id and name, all that are given together. */
export interface IgnoreCondition {
  source?: Source | null;
  /** The market's id: a pattern over the whole of it, in which `*` is any run of characters. Case counts. */
  externalMarketId?: string | null;
  /** The market's name, as a pattern. A market without a name matches none. */
  marketName?: string | null;
}

/** A rule to ignore markets that nobody has mapped. */
export interface NewIgnoreRule extends IgnoreCondition {
  /** When it ends; for good by default. */
  until?: Date | null;
  reason: string;
}

/** An ignore rule. */
export interface IgnoreRule {
  id: number;
  source: Source | null;
  externalMarketId: string | null;
  marketName: string | null;
  until: Date | null;
  reason: string;
  createdAt: Date;
  createdBy: string | null;
}

/** What an act on the log did. */
export type UnmappedAction = 'UPDATE' | 'MAP' | 'IGNORE' | 'REVERT' | 'CREATE_RULE' | 'DELETE_RULE';

/** Every act on the log. */
export const UNMAPPED_ACTIONS = [
  'UPDATE',
  'MAP',
  'IGNORE',
  'REVERT',
  'CREATE_RULE',
  'DELETE_RULE',
] as const satisfies readonly UnmappedAction[];

/** One act on a row of the log, or on an ignore rule. */
export interface UnmappedHistoryEntry {
  id: number;
  /** The row's id; null where a rule was created or deleted. The row may have been pruned since. */
  marketId: number | null;
  source: Source | null;
  externalMarketId: string | null;
  action: UnmappedAction;
  /** Status, notes and `ignored_by` before and after, or the rule; null where there was none. */
  oldValue: object | null;
  newValue: object | null;
  ruleId: number | null;
  reason: string | null;
  /** The same for all rows of one act. */
  changeId: string;
  createdAt: Date;
  createdBy: string | null;
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

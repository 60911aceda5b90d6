/** A bookmaker a market was scraped from. */
export type Source = 'betpawa' | 'sportybet' | 'bet9ja';

/** Every source, in the order in which the library lists them. */
export const SOURCES = ['betpawa', 'sportybet', 'bet9ja'] as const satisfies readonly Source[];

/** What became of an unmapped market: NEW until somebody looks at it. */
export type UnmappedStatus = 'NEW' | 'ACKNOWLEDGED' | 'MAPPED' | 'IGNORED';

/** Every status, in the order of a market's life. */
export const UNMAPPED_STATUSES = [
  'NEW',
  'ACKNOWLEDGED',
  'MAPPED',
  'IGNORED',
] as const satisfies readonly UnmappedStatus[];

/** What a row of the audit log tells of. */
export type AuditAction = 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTIVATE' | 'DEACTIVATE';

/** Every audit action. */
export const AUDIT_ACTIONS = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'ACTIVATE',
  'DEACTIVATE',
] as const satisfies readonly AuditAction[];

/** One canonical outcome of a market and its name at each source; null where the source does not offer it. */
export interface OutcomeMapping {
  canonicalId: string;
  betpawaName: string | null;
  sportybetDesc: string | null;
  /** What follows the market in an odds key: `O` in `S_OU@2.5_O`. */
  bet9jaSuffix: string | null;
  /** Where to show it; never used for matching. */
  position: number;
  /** betPawa's own id of the outcome (`typeId`); where given, it decides instead of the name. */
  betpawaOutcomeId?: string;
  /** SportyBet's own id of the outcome; where given, it decides instead of the name. */
  sportybetOutcomeId?: string;
}

/** What the parameter of a market is: what its line counts, and how it is to be read. */
export type LineKind =
  | 'none'
  | 'total'
  | 'asian-handicap'
  | 'european-handicap'
  | 'exact-number'
  | 'interval'
  | 'player'
  | 'other';

/** Every kind of line. */
export const LINE_KINDS = [
  'none',
  'total',
  'asian-handicap',
  'european-handicap',
  'exact-number',
  'interval',
  'player',
  'other',
] as const satisfies readonly LineKind[];

/** How one source tells a mapping's line, where it is not as the source does usually. */
export interface LineConvention {
  /** Which side's handicap the source tells: `home` by default. */
  side?: 'home' | 'away';
  /** What one of the source's units is worth: 0.25 where it counts in quarters; 1 by default. */
  unit?: number;
  /** What the source's market has fixed and so does not tell, as specifier: `total=2.5`, `from=1|to=10`. */
  fixed?: string;
}

/** How each source tells a mapping's line, where that needs saying. */
export type LineConventions = Partial<Record<Source, LineConvention>>;

/** The line of a market: equal for the same bet at every source. */
export interface Line {
  readonly kind: Exclude<LineKind, 'none'>;
  /** Of a total its number, of a handicap what the home side starts with; null where the line is no number. */
  readonly value: number | null;
  /** To show: `2.5`, `-1`, `+0.5`, `1-10`. */
  readonly label: string;
  /** What else the source says that makes it another bet, as specifier: `setnr=1`. */
  readonly qualifier?: string;
}

/** Why a mapped market's parameter could not be read: its kind is not known, it is missing, or it says something else. */
export type LineReason = 'KIND_UNKNOWN' | 'PARAMETER_MISSING' | 'PARAMETER_UNREADABLE';

/** One canonical market and the ids it has at each source. */
export interface MarketMapping {
  id: number;
  canonicalId: string;
  name: string;
  betpawaId: string | null;
  sportybetId: string | null;
  bet9jaKey: string | null;
  outcomeMapping: OutcomeMapping[];
  /** Among mappings that share an external id, the highest wins. */
  priority: number;
  isActive: boolean;
  createdAt: Date;
  updatedAt: Date;
  createdBy: string | null;
  /** How to read the market's parameter; left out where the mapping does not say it. */
  lineKind?: LineKind;
  /** What each source's way of telling the line asks for; left out where no source needs it. */
  lineConventions?: LineConventions;
}

/** One change of a mapping. The snapshots are whole rows, keyed by column name. */
export interface AuditEntry {
  id: number;
  /** Null once the mapping has been deleted. */
  mappingId: number | null;
  canonicalId: string;
  action: AuditAction;
  oldValue: object | null;
  newValue: object | null;
  reason: string | null;
  createdAt: Date;
  createdBy: string | null;
}

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
}

/** One or more times a scraper met a market that no mapping covers. */
export interface UnmappedSighting {
  source: Source;
  /** As the source has it, at most 100 characters. */
  externalMarketId: string;
  /** A hint for people; cut to 255 characters. */
  marketName?: string | null;
  /** A hint for people: any JSON value. Kept up to 8,192 bytes: of an array the first items that fit, else nothing. */
  sampleOutcomes?: unknown;
  /** How often, at least 1 and 1 by default. */
  occurrences?: number;
  /** When; the database's clock by default. */
  seenAt?: Date;
}

/** How to read a market's parameter; null says nothing of it. */
export interface LineRules {
  lineKind?: LineKind | null;
  lineConventions?: LineConventions | null;
}

/** What `createMapping` takes: at least one of the three source ids must be given. */
export type NewMapping = Pick<MarketMapping, 'canonicalId' | 'name' | 'outcomeMapping'> &
  Partial<Pick<MarketMapping, 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'priority'>> &
  LineRules;

/** What `updateMapping` takes: the fields to change. */
export type MappingPatch = Partial<
  Pick<MarketMapping, 'name' | 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'outcomeMapping' | 'priority'>
> &
  LineRules;

/** Who makes a change, and why: both go into the audit log. */
export interface Change {
  actor?: string;
  reason?: string;
}

/** The Postgres schema that holds the tables; `public` by default. */
export interface SchemaOption {
  schema?: string;
}

/** One page of a list; pass `nextCursor` as `cursor` for the next one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** One outcome of a scraped market. */
export interface ScrapedOutcome {
  /** The source's own id of the outcome, where it has one. */
  id: string | null;
  name: string;
  /** Decimal odds; null where the source offers no price. */
  odds: number | null;
  /** Whether it can be bet on now. */
  active: boolean;
}

/** One market of one event as a bookmaker serves it, in one shape for all of them. */
export interface ScrapedMarket {
  source: Source;
  /** The id by which mappings know the market. */
  externalMarketId: string;
  marketName: string | null;
  /** The line or specifier as the source tells it; null where the market has none. */
  parameter: string | null;
  outcomes: ScrapedOutcome[];
}

/** A mapping in force: a row of the database, or a base mapping of the consumer's code, which has no id. */
export type ActiveMapping = Omit<MarketMapping, 'id'> & { id: number | null; origin: 'database' | 'base' };

/** What a scraped market and its outcomes are. */
export type Resolution =
  | {
      /** `partial` where some outcome has no match. */
      status: 'mapped' | 'partial';
      mapping: ActiveMapping;
      /** The market's line or specifier as the source tells it. */
      parameter: string | null;
      /** What the parameter says; null where the market has no line, or where `lineReason` tells why it can't be read. */
      line: Line | null;
      lineReason?: LineReason;
      outcomes: { canonicalId: string; odds: number | null; active: boolean; matchedBy: 'id' | 'name' }[];
      unmatched: ScrapedMarket['outcomes'];
    }
  | {
      status: 'unmapped';
      /** Whether no mapping has the market's id, or none of those that have it knows any of its outcomes. */
      reason: 'UNKNOWN_MARKET' | 'NO_MATCHING_OUTCOMES';
    };

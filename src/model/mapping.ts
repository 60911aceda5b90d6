import type { LineConvention, LineConventions, LineKind, LineRules } from './line.js';

/** One canonical outcome of a market and its name at each source; null if the source does not offer it. */
export interface OutcomeMapping {
  canonicalId: string;
  betpawaName: string | null;
  sportybetDesc: string | null;
  /** What follows the market in an odds key: `O` in `S_OU@2.5_O`. */
  bet9jaSuffix: string | null;
  /** For display only; never used for matching. */
  position: number;
  /** Further bookmakers' names of the outcome, by source. */
  names?: Readonly<Record<string, string>>;
  /** Each bookmaker's own id of the outcome, by source. If there is one, it decides instead of the name. Bet9ja has none. */
  ids?: Readonly<Record<string, string>>;
}

/** One canonical market and the ids it has at each source. */
export interface MarketMapping {
  id: number;
  canonicalId: string;
  name: string;
  betpawaId: string | null;
  sportybetId: string | null;
  bet9jaKey: string | null;
  /** Further bookmakers' market ids, by source; empty if there are none. */
  sourceIds: Readonly<Record<string, string>>;
  outcomeMapping: OutcomeMapping[];
  /** Among mappings that share an external id, the highest wins. */
  priority: number;
  isActive: boolean;
  createdAt: Date;
  updatedAt: Date;
  createdBy: string | null;
  /** The sport it answers for, one of `SPORTS`; null answers for any. */
  sport: string | null;
  /** How to read the market's parameter; left out if the mapping does not say. */
  lineKind?: LineKind;
  /** How each source writes the line, if it is unusual; absent if no source needs it. */
  lineConventions?: LineConventions;
}

/** What `createMapping` takes. At least one source id is needed. */
export type NewMapping = Pick<MarketMapping, 'canonicalId' | 'name' | 'outcomeMapping'> &
  Partial<Pick<MarketMapping, 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'sourceIds' | 'priority' | 'sport'>> &
  LineRules;

/** What `updateMapping` takes: the fields to change. `sourceIds` is merged by source, and null removes an id. */
export type MappingPatch = Partial<
  Pick<MarketMapping, 'name' | 'betpawaId' | 'sportybetId' | 'bet9jaKey' | 'outcomeMapping' | 'priority' | 'sport'>
> & { sourceIds?: Readonly<Record<string, string | null>> } & LineRules;

/** A mapping kept in code, as `baseMappings` takes them. */
export type BaseMapping = NewMapping;

/** A mapping in force: a row of the database, or a base mapping, which has no id. It is frozen. */
export type ActiveMapping = Readonly<Omit<MarketMapping, 'id' | 'outcomeMapping' | 'lineConventions'>> & {
  readonly id: number | null;
  readonly outcomeMapping: readonly Readonly<OutcomeMapping>[];
  readonly lineConventions?: Readonly<Record<string, Readonly<LineConvention>>>;
  readonly origin: 'database' | 'base';
};

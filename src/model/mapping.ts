import type { LineConventions, LineKind, LineRules } from './line.js';

/** One canonical outcome of a market and its name at each source; null if the source does not offer it. */
export interface OutcomeMapping {
  canonicalId: string;
  betpawaName: string | null;
  sportybetDesc: string | null;
  /** What follows the market in an odds key: `O` in `S_OU@2.5_O`. */
  bet9jaSuffix: string | null;
  /** For display only; never used for matching. */
  position: number;
  /** betPawa's own id of the outcome (`typeId`); if given, it decides instead of the name. */
  betpawaOutcomeId?: string;
  /** SportyBet's own id of the outcome; if given, it decides instead of the name. */
  sportybetOutcomeId?: string;
}

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
  /** How to read the market's parameter; absent if the mapping does not say. */
  lineKind?: LineKind;
  /** How each source writes the line, if it is unusual; absent if no source needs it. */
  lineConventions?: LineConventions;
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

/** A mapping in force: a row of the database, or a base mapping from the consumer's code, which has no id. */
export type ActiveMapping = Omit<MarketMapping, 'id'> & { id: number | null; origin: 'database' | 'base' };

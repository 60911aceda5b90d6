import type { Line, LineReason } from './line.js';
import type { ActiveMapping } from './mapping.js';
import type { ScrapedMarket, ScrapedOutcome } from './scraped.js';

/** How an outcome was recognised: by the source's id of it, by its name, or by a line, team or player in its name. */
export type MatchedBy = 'id' | 'name' | 'pattern';

/** One outcome of a resolved market. */
export interface ResolvedOutcome {
  readonly canonicalId: string;
  readonly odds: number | null;
  readonly active: boolean;
  readonly matchedBy: MatchedBy;
  /** Who the outcome is about, as served and without a team; set if the mapping's name has `{player}`. */
  readonly participant?: string;
  /** The outcome's own threshold (`2` of "Haaland 2+"); set if the mapping's name has `{n}`. */
  readonly line?: number;
}

/** A market that a mapping answers for. */
export interface MappedResolution {
  /** `partial` if some outcome has no match. */
  readonly status: 'mapped' | 'partial';
  readonly mapping: ActiveMapping;
  /** The market's line or specifier as the source writes it. */
  readonly parameter: string | null;
  /** What the parameter says; null if the market has no line, or if it can't be read (`lineReason`). */
  readonly line: Line | null;
  readonly lineReason?: LineReason;
  readonly outcomes: readonly ResolvedOutcome[];
  readonly unmatched: readonly ScrapedOutcome[];
}

/**
 * Why no mapping answers: none has the market's id; those that have it recognise none of its outcomes; or those that have it are
 * bound to another parameter or sport.
 */
export type UnmappedReason = 'UNKNOWN_MARKET' | 'UNKNOWN_OUTCOMES' | 'BOUND_AWAY';

/** Every reason. */
export const UNMAPPED_REASONS = [
  'UNKNOWN_MARKET',
  'UNKNOWN_OUTCOMES',
  'BOUND_AWAY',
] as const satisfies readonly UnmappedReason[];

/** A market that no mapping answers for. */
export interface UnmappedResolution {
  readonly status: 'unmapped';
  readonly reason: UnmappedReason;
}

/** What a scraped market and its outcomes turned out to be. */
export type Resolution = MappedResolution | UnmappedResolution;

/** One market of an event, with one of its resolutions. */
export interface ResolvedMarket {
  readonly market: ScrapedMarket;
  readonly resolution: Resolution;
}

import type { MappingPreview, MapTarget, ScrapedMarket, Suggestion, UnmappedMarket } from 'market-mapping';

/** A suggestion, with what accepting it would do. */
export interface Choice {
  readonly suggestion: Suggestion;
  readonly target: MapTarget;
  /** Null until somebody looks at it. */
  preview: MappingPreview | null;
  /** Why it can't be accepted; null if it can, as far as is known. */
  problem: string | null;
  /** What was left out of a mapping that is taken over, since other mappings have it. */
  leftOut: readonly string[];
}

/** One market of the log with all that a person needs to decide. */
export interface MarketView {
  readonly row: UnmappedMarket;
  /** As a payload has it, else as the log does. */
  readonly market: ScrapedMarket;
  readonly isFromFile: boolean;
  readonly choices: readonly Choice[];
}

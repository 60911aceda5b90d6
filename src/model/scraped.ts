import type { Source } from './source.js';

/** One outcome of a scraped market. */
export interface ScrapedOutcome {
  /** The source's own id of the outcome, if it has one. */
  id: string | null;
  name: string;
  /** Decimal odds; null if the source offers no price. */
  odds: number | null;
  /** Whether it can be bet on now. */
  active: boolean;
}

/** One market of one event as a bookmaker serves it, in a shape common to all bookmakers. */
export interface ScrapedMarket {
  source: Source;
  /** The id by which mappings know the market. */
  externalMarketId: string;
  marketName: string | null;
  /** The line or specifier as the source writes it; null if the market has none. */
  parameter: string | null;
  outcomes: ScrapedOutcome[];
}

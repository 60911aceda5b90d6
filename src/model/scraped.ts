import type { Source } from './source.js';

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

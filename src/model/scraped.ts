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
  /** The event that the market belongs to. Every reader sets it, and the markets of an event share it. */
  event?: EventInfo;
}

/** What a payload says about its event. What it does not say is null. */
export interface EventInfo {
  source: Source;
  /** The bookmaker's own id of the event. */
  eventId: string | null;
  /** Sportradar's id of the event, digits only. It is the same at every bookmaker. */
  sportradarId: string | null;
  /** One of `SPORTS`. */
  sport: string | null;
  home: string | null;
  away: string | null;
  startsAt: Date | null;
  isLive: boolean;
}

/** One event with its markets. */
export interface ScrapedEvent extends EventInfo {
  markets: ScrapedMarket[];
}

import type { Line, LineReason } from './line.js';
import type { ActiveMapping } from './mapping.js';
import type { ScrapedMarket } from './scraped.js';

/** The mapping and canonical outcomes of a scraped market. */
export type Resolution =
  | {
      /** `partial` if some outcome has no match. */
      status: 'mapped' | 'partial';
      mapping: ActiveMapping;
      /** The market's line or specifier as the source writes it. */
      parameter: string | null;
      /** What the parameter says; null if the market has no line, or if it can't be read (see `lineReason`). */
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

import type { Source } from '../model/index.js';
import { EVIDENCE } from './evidence-table.js';

/** Why an id is in the catalogue. */
export interface CatalogueEvidence {
  /**
   * `prices`: the market was seen to agree in price with another bookmaker's in the same event. `feed`: a payload shows it, with
   * ids of its outcomes that are those of a bookmaker of the same feed whose prices were seen to agree. `name`: its name and
   * its outcomes say the same period, subject, side, kind and outcomes beyond doubt, and somebody looked.
   */
  readonly evidence: 'prices' | 'feed' | 'name';
  /** The bookmakers that its prices were compared with; none where there was nothing to compare. */
  readonly books: readonly Source[];
  /** How many prices of it were compared. */
  readonly prices: number;
  /** The largest difference that margins and rounding can't explain, in log-odds, of prices within the tolerance; null without prices. */
  readonly largestDifference: number | null;
}

/** The bookmakers by the letters of the table. */
const BOOKS: Readonly<Record<string, Source>> = {
  p: 'betpawa',
  s: 'sportybet',
  b: 'bet9ja',
  m: 'msport',
  w: 'betway',
  k: 'betika',
  e: 'sportpesa',
};

/** The evidence of each id of the catalogue: by the mapping's canonical id, and by the bookmaker whose id it is. */
export const catalogueEvidence: Readonly<Record<string, Readonly<Record<string, CatalogueEvidence>>>> =
  Object.fromEntries(Object.entries(EVIDENCE).map(([canonicalId, text]) => [canonicalId, toEvidence(text)]));

/** `s prices bm 24 0.03;k feed`: at SportyBet 24 prices compared with those of Bet9ja and MSport; Betika by the feed. */
function toEvidence(text: string): Record<string, CatalogueEvidence> {
  return Object.fromEntries(
    text.split(';').flatMap(part => {
      const [letter = '', kind = '', books = '', prices = '0', largest] = part.split(' ');
      const source = BOOKS[letter];
      if (source === undefined) return [];
      const evidence: CatalogueEvidence = {
        evidence: kind === 'prices' || kind === 'feed' ? kind : 'name',
        books: [...books].flatMap(each => BOOKS[each] ?? []),
        prices: Number(prices),
        largestDifference: largest === undefined ? null : Number(largest),
      };
      return [[source, evidence]];
    }),
  );
}

import type { LineKind } from '../model/index.js';

/**
 * What a market's outcomes are called: lists in one order. Names are parted by `;`, ids, suffixes and canonical ids by blanks; `-`
 * stands for an outcome that a bookmaker does not have.
 */
export interface OutcomeShape {
  readonly canonical: string;
  /** The shared feed's ids of the outcomes; left out where they differ from variant to variant, so that only names are the same. */
  readonly feed?: string;
  /** What SportyBet, MSport and Betway call them. */
  readonly names: string;
  /** What Betika calls them, where that is something else. */
  readonly betika?: string;
  readonly betpawa?: string;
  /** Bet9ja's suffixes. */
  readonly bet9ja?: string;
  readonly sportpesa?: string;
}

/** The bookmakers that a row tells something of. `feed` is all those that its entry names. */
type RowSource = 'feed' | 'sportybet' | 'msport' | 'betway' | 'betika' | 'betpawa' | 'bet9ja' | 'sportpesa';

/**
 * One market of the catalogue as it is kept by hand. At each bookmaker: its id of the market, and behind it, parted by blanks, its
 * ids of the outcomes (its names of them where it has no ids) if they are not those of the shape.
 */
export interface CatalogueRow {
  readonly id: string;
  readonly name: string;
  readonly line: LineKind;
  readonly outcomes: OutcomeShape;
  /** The shared feed's id, a blank, and who showed it: s(portybet), m(sport), (bet)w(ay), (beti)k(a). */
  readonly feed?: string;
  readonly sportybet?: string;
  readonly msport?: string;
  readonly betway?: string;
  readonly betpawa?: string;
  readonly bet9ja?: string;
  readonly sportpesa?: string;
  /** What a parameter must say for the mapping to answer. */
  readonly where?: Readonly<Partial<Record<RowSource, string>>>;
  /** What a bookmaker's market implies and does not say. */
  readonly fixed?: Readonly<Partial<Record<RowSource, string>>>;
}

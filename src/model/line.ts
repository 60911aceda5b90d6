import type { Source } from './source.js';

/** What the parameter of a market is: what its line counts, and how it is to be read. */
export type LineKind =
  | 'none'
  | 'total'
  | 'asian-handicap'
  | 'european-handicap'
  | 'exact-number'
  | 'interval'
  | 'player'
  | 'other';

/** Every kind of line. */
export const LINE_KINDS = [
  'none',
  'total',
  'asian-handicap',
  'european-handicap',
  'exact-number',
  'interval',
  'player',
  'other',
] as const satisfies readonly LineKind[];

/** How one source tells a mapping's line, where it is not as the source does usually. */
export interface LineConvention {
  /** Which side's handicap the source tells: `home` by default. */
  side?: 'home' | 'away';
  /** What one of the source's units is worth: 0.25 where it counts in quarters; 1 by default. */
  unit?: number;
  /** What the source's market has fixed and so does not tell, as specifier: `total=2.5`, `from=1|to=10`. */
  fixed?: string;
}

/** How each source tells a mapping's line, where that needs saying. */
export type LineConventions = Partial<Record<Source, LineConvention>>;

/** The line of a market: equal for the same bet at every source. */
export interface Line {
  readonly kind: Exclude<LineKind, 'none'>;
  /** Of a total its number, of a handicap what the home side starts with; null where the line is no number. */
  readonly value: number | null;
  /** To show: `2.5`, `-1`, `+0.5`, `1-10`. */
  readonly label: string;
  /** What else the source says that makes it another bet, as specifier: `setnr=1`. */
  readonly qualifier?: string;
}

/** Why a mapped market's parameter could not be read: its kind is not known, it is missing, or it says something else. */
export type LineReason = 'KIND_UNKNOWN' | 'PARAMETER_MISSING' | 'PARAMETER_UNREADABLE';

/** How to read a market's parameter; null says nothing of it. */
export interface LineRules {
  lineKind?: LineKind | null;
  lineConventions?: LineConventions | null;
}

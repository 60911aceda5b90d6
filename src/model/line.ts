/** What the parameter of a market is, and so how it is read. */
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

/** How one source writes a mapping's line, if it differs from what the source usually does. */
export interface LineConvention {
  /** Which side's handicap the source gives: `home` by default. */
  side?: 'home' | 'away';
  /** The size of one of the source's units: 0.25 if it counts in quarters; 1 by default. */
  unit?: number;
  /** What the source's market implies and therefore does not say, as a specifier: `total=2.5`, `from=1|to=10`. */
  fixed?: string;
  /**
   * What a market's parameter must say for the mapping to answer, as a specifier: `minute=5`, `setnr=1`, or `value=5` if the
   * source's parameter has no names.
   */
  where?: string;
}

/** How each source writes a mapping's line, if it is unusual. */
export type LineConventions = Readonly<Record<string, LineConvention>>;

/** The line of a market: equal for the same bet at every source. */
export interface Line {
  readonly kind: Exclude<LineKind, 'none'>;
  /** The number of a total, or the home side's head start in a handicap; null if the line is not a number. */
  readonly value: number | null;
  /** For display: `2.5`, `-1`, `+0.5`, `1-10`. */
  readonly label: string;
  /** Whatever else the source says that makes it a different bet, as a specifier: `setnr=1`. */
  readonly qualifier?: string;
}

/** Why a mapped market's parameter could not be read: its kind is unknown, it is missing, or it is not of that kind. */
export type LineReason = 'KIND_UNKNOWN' | 'PARAMETER_MISSING' | 'PARAMETER_UNREADABLE';

/** How to read a market's parameter; null leaves it open. */
export interface LineRules {
  lineKind?: LineKind | null;
  lineConventions?: LineConventions | null;
}

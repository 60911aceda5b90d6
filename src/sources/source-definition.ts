import type { EventInfo, ScrapedEvent, ScrapedMarket, ScrapedOutcome, Source } from '../model/index.js';

/** How a bookmaker writes the parameter of a market: as `total=2.5|from=1`, or as the line alone. */
export type ParameterGrammar = 'specifier' | 'bare';

/** An outcome as a reader of your own returns it. Without `active`, it can be bet on if it has odds. */
export type ReadOutcome = Pick<ScrapedOutcome, 'name'> & Partial<ScrapedOutcome>;

/** A market as a reader of your own returns it: the source is added, and what is left out is null. */
export type ReadMarket = Pick<ScrapedMarket, 'externalMarketId'> &
  Partial<Omit<ScrapedMarket, 'outcomes'>> & { outcomes: readonly ReadOutcome[] };

/** An event as a reader of your own returns it: what is left out is null. */
export type ReadEvent = Partial<EventInfo> & { markets: readonly ReadMarket[] };

/** What `defineSource` takes. */
export interface SourceOptions {
  /** The bookmaker's id, by which mappings, sightings and prices know it: lower-case letters, digits, `_` and `-`, at most 20. */
  id: Source;
  /** What people call it; the id by default. */
  label?: string;
  /** Reads one event as the bookmaker serves it. What it returns is validated. */
  parseEvent?: (payload: unknown) => ReadEvent | readonly ReadMarket[];
  /** Reads a list of events: a league, a day, a search. By default, an array of what `parseEvent` takes. */
  parseEvents?: (payload: unknown) => readonly ReadEvent[];
  /** How it writes a market's parameter; `specifier` by default. A parameter without `=` is always read as bare. */
  parameter?: ParameterGrammar;
  /** Which side's handicap its parameters give; `home` by default. */
  side?: 'home' | 'away';
  /** What one unit of its lines is worth, for example 0.25 if it counts in quarters; 1 by default. */
  unit?: number;
  /** The feed whose market and outcome ids it uses, if it shares them with other bookmakers: `uof`. */
  feed?: string;
  /** Whether a market id means something else in another sport; false by default. */
  idsPerSport?: boolean;
}

/** A bookmaker: how its payloads and its parameters are read. Created by `defineSource`, and frozen. */
export interface SourceDefinition {
  readonly id: Source;
  readonly label: string;
  readonly parameter: ParameterGrammar;
  readonly side: 'home' | 'away';
  readonly unit: number;
  readonly feed: string | null;
  readonly idsPerSport: boolean;
  /** Reads one event; `given` supplies what the payload lacks. Null if the source was defined without a reader. */
  readonly parseEvent: ((payload: unknown, given?: Partial<EventInfo>) => ScrapedEvent) | null;
  /** Reads one event or a list of them. */
  readonly parseEvents: ((payload: unknown, given?: Partial<EventInfo>) => ScrapedEvent[]) | null;
}

/** A source as the rules see it, with what only a built-in bookmaker can have. */
export interface RegisteredSource extends SourceDefinition {
  /** Whether its market ids are numbers. */
  readonly numericIds?: boolean;
  /** Whether `0:1` in its parameters is the current score and not a head start. */
  readonly scoreInParameter?: boolean;
  /** The ids by which a mapping can have a market id, the most exact first; left out if it is always the id itself. */
  readonly candidateIds?: (id: string) => readonly [string, ...string[]];
  /** Puts a market's parameter into its id, for a source whose own keys contain it. */
  readonly withParameter?: (id: string, parameter: string) => string;
}

import type { EventInfo, ScrapedEvent, ScrapedMarket, ScrapedOutcome, Source } from '../model/index.js';

/** How a bookmaker's parameter of a market is written: `total=2.5|from=1`, or the line alone. */
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
  /** Reads a list of events: a league, a day, a search. By default a list is what `parseEvent` takes. */
  parseEvents?: (payload: unknown) => readonly ReadEvent[];
  /** How it writes a market's parameter: `specifier` by default, which takes a parameter without `=` as bare all the same. */
  parameter?: ParameterGrammar;
  /** Whose handicap its parameters tell: `home` by default. */
  side?: 'home' | 'away';
  /** What one unit of its lines is worth: 0.25 where it counts in quarters; 1 by default. */
  unit?: number;
  /** The feed whose ids of markets and outcomes it serves, where several bookmakers share one: `uof`. */
  feed?: string;
  /** Whether it uses an id of a market again, with another meaning, in another sport; false by default. */
  idsPerSport?: boolean;
}

/** A bookmaker: how its payloads and its parameters are read. Made by `defineSource`, and frozen. */
export interface SourceDefinition {
  readonly id: Source;
  readonly label: string;
  readonly parameter: ParameterGrammar;
  readonly side: 'home' | 'away';
  readonly unit: number;
  readonly feed: string | null;
  readonly idsPerSport: boolean;
  /** Reads one event; `given` supplies what the payload lacks. Null where the source was defined without a reader. */
  readonly parseEvent: ((payload: unknown, given?: Partial<EventInfo>) => ScrapedEvent) | null;
  /** Reads one event or a list of them. */
  readonly parseEvents: ((payload: unknown, given?: Partial<EventInfo>) => ScrapedEvent[]) | null;
}

/** A source as the rules see it: with what only a bookmaker built in can have. */
export interface RegisteredSource extends SourceDefinition {
  /** Its `0:1` in a parameter is the score of the moment, not a start given to a side. */
  readonly scoreInParameter?: boolean;
  /** Takes an id apart into the ids under which a mapping may know it, the most exact first; left out where an id is one. */
  readonly candidateIds?: (id: string) => readonly [string, ...string[]];
  /** Puts a market's parameter into its id, where the source's own keys have it in them. */
  readonly withParameter?: (id: string, parameter: string) => string;
}

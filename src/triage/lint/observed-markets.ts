import { invalid } from '../../input/validate.js';
import type {
  EventInfo,
  MissingOutcome,
  ScrapedEvent,
  ScrapedMarket,
  ScrapedOutcome,
  UnmappedMarket,
} from '../../model/index.js';
import { namedOutcomes } from '../../rules/missing-outcomes.js';

/** What lint needs of a row of the log of unmapped markets. */
export type LoggedMarketRow = Readonly<
  Pick<UnmappedMarket, 'source' | 'externalMarketId' | 'marketName' | 'sampleOutcomes'> &
    Partial<Pick<UnmappedMarket, 'parameter' | 'sport' | 'missingOutcomes'>>
>;

/** What was seen of markets, and of mappings in use. */
export interface LintObserved {
  /** Events as `parseEvent` and `parseEvents` return them. */
  readonly events?: readonly ScrapedEvent[];
  /** Markets by themselves. */
  readonly markets?: readonly ScrapedMarket[];
  /** Rows of the log, as `listUnmappedMarkets` returns them. */
  readonly unmapped?: readonly LoggedMarketRow[];
  /** When each mapping last answered for a market, by canonical id. Without it, nothing is said about unused mappings. */
  readonly lastUsed?: Readonly<Record<string, Date | string>>;
  /** How many days without use are too many; 90 by default. */
  readonly unusedDays?: number;
  /** The moment to count from; now by default. */
  readonly now?: Date;
}

/** One market that was seen. */
export interface SeenMarket {
  readonly market: ScrapedMarket;
  /** Whether it is a whole market of a payload. A row of the log can have only the outcomes that nobody knew. */
  readonly isWhole: boolean;
}

/** Everything that was seen, in one form. */
export class ObservedMarkets {
  readonly markets: readonly SeenMarket[];
  readonly lastUsed: ReadonlyMap<string, Date> | null;
  readonly unusedDays: number;
  readonly now: Date;

  constructor(given: LintObserved | readonly (ScrapedEvent | ScrapedMarket | LoggedMarketRow)[] = {}) {
    const observed: LintObserved = isList(given) ? {} : given;
    const listed = isList(given)
      ? given
      : [...(given.events ?? []), ...(given.markets ?? []), ...(given.unmapped ?? [])];
    this.markets = listed.flatMap(toSeen);
    const { lastUsed, unusedDays = 90, now = new Date() } = observed;
    this.lastUsed = lastUsed === undefined ? null : readTimes(lastUsed);
    if (!(unusedDays > 0)) throw invalid('observed.unusedDays', 'must be a number above 0');
    this.unusedDays = unusedDays;
    this.now = now;
  }
}

function isList<T>(given: unknown): given is readonly T[] {
  return Array.isArray(given);
}

function toSeen(given: ScrapedEvent | ScrapedMarket | LoggedMarketRow, at: number): SeenMarket[] {
  if ('markets' in given) {
    const { markets, ...event } = given;
    // The markets of an event share it, and so can be counted by it.
    return markets.map(market => ({
      market: market.event === undefined ? { ...market, event } : market,
      isWhole: true,
    }));
  }
  if ('outcomes' in given && Array.isArray(given.outcomes)) return [{ market: given, isWhole: true }];
  if ('externalMarketId' in given) return fromRow(given as LoggedMarketRow);
  throw invalid(`observed[${at}]`, 'must be an event, a market, or a row of the log of unmapped markets');
}

/** A row as the markets it was seen in: outcomes that were missing at different lines or teams can't be from one. */
function fromRow(row: LoggedMarketRow): SeenMarket[] {
  const { source, externalMarketId, marketName, parameter = null } = row;
  const missing: readonly MissingOutcome[] = row.missingOutcomes ?? [];
  const outcomes: readonly MissingOutcome[] = missing.length > 0 ? missing : namedOutcomes(row.sampleOutcomes);
  const groups = new Map<string, { of: MissingOutcome | null; outcomes: ScrapedOutcome[] }>();
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.parameter, outcome.home, outcome.away]);
    const group = groups.get(key) ?? { of: outcome, outcomes: [] };
    groups.set(key, group);
    group.outcomes.push({ id: outcome.id, name: outcome.name, odds: null, active: true });
  }
  if (groups.size === 0) groups.set('', { of: null, outcomes: [] });
  return [...groups.values()].map(group => ({
    isWhole: false,
    market: {
      source,
      externalMarketId,
      marketName,
      parameter: group.of?.parameter ?? parameter,
      outcomes: group.outcomes,
      event: eventOf(row, group.of),
    },
  }));
}

function eventOf({ source, sport }: LoggedMarketRow, of: MissingOutcome | null): EventInfo {
  const teams = { home: of?.home ?? null, away: of?.away ?? null };
  return { source, eventId: null, sportradarId: null, sport: sport ?? null, ...teams, startsAt: null, isLive: false };
}

function readTimes(lastUsed: NonNullable<LintObserved['lastUsed']>): Map<string, Date> {
  return new Map(
    Object.entries(lastUsed).map(([canonicalId, time]) => {
      const date = new Date(time);
      if (Number.isNaN(date.getTime())) throw invalid(`observed.lastUsed.${canonicalId}`, 'must be a time');
      return [canonicalId, date];
    }),
  );
}

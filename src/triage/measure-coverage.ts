import { refuseUnreadable } from '../input/refuse-unreadable.js';
import type { ResolvedMarket, ScrapedEvent, ScrapedOutcome, Source, UnmappedReason } from '../model/index.js';
import { isOfPlayer } from './is-of-player.js';
import { Offers } from './offers.js';

/** What answers for the markets of an event: a mapper, or anything else with its `resolveEvent`. */
export interface EventResolver {
  resolveEvent(event: Pick<ScrapedEvent, 'markets'>): readonly ResolvedMarket[];
}

/** How many there are, and what became of them. */
export interface CoverageCount {
  total: number;
  mapped: number;
  /** Markets of which some outcomes are mapped; of prices, those that such a market left unmatched. */
  partial: number;
  unmapped: number;
  /** Those whose mappings are all bound to another parameter or sport. They are not among the unmapped. */
  boundAway: number;
}

/** A type of market with prices that no mapping answers for. */
export interface CoverageGain {
  externalMarketId: string;
  marketName: string | null;
  sport: string | null;
  /** `PARTIAL` where mappings know some of its outcomes. */
  reason: UnmappedReason | 'PARTIAL';
  /** The prices that are not mapped. */
  prices: number;
  hasCounterpart: boolean;
}

/** What a mapper makes of one bookmaker's events. */
export interface SourceCoverage {
  source: Source;
  events: number;
  markets: CoverageCount;
  /** Every outcome with odds. */
  prices: CoverageCount;
  /** Those that are about a player; `prices` has them too. */
  playerPrices: CoverageCount;
  /** Those in markets that another bookmaker of these events offers; `prices` has them too. */
  counterpartPrices: CoverageCount;
  /** The types of market that would gain most, at most ten: those with a counterpart first, then by prices. */
  gains: CoverageGain[];
}

const MAX_GAINS = 10;

/**
 * Measures how much of some events a mapper maps, bookmaker by bookmaker: markets and prices that are mapped, mapped in part, not
 * mapped, or bound away, and the ten types of market that would gain most. Pure; nothing is recorded.
 *
 * A market has a counterpart where another bookmaker in these events offers it: where a market of the other's resolves to the same
 * mapping, or, of what is not mapped, where both declare the same feed and it has the same id in the same sport.
 *
 * @param events What `parseEvent` or `parseEvents` gave, of any bookmakers.
 * @param mapper A mapper, or anything with its `resolveEvent`.
 * @returns One element for each bookmaker, in the order of the alphabet.
 *
 * @example
 * ```ts
 * import { type MarketMapper, measureCoverage, parseEvent } from 'market-mapping';
 *
 * function report(mapper: MarketMapper, payloads: unknown[]): void {
 *   const events = payloads.map(payload => parseEvent(payload));
 *   for (const { source, prices, gains } of measureCoverage(events, mapper)) {
 *     console.log(`${source}: ${prices.mapped} of ${prices.total} prices; next: ${gains[0]?.marketName ?? 'nothing'}`);
 *   }
 * }
 * ```
 */
export function measureCoverage(events: readonly ScrapedEvent[], mapper: EventResolver): SourceCoverage[] {
  return refuseUnreadable('events or mapper', () => measure(events, mapper));
}

function measure(events: readonly ScrapedEvent[], mapper: EventResolver): SourceCoverage[] {
  const resolved = events.map(event => ({ event, markets: byMarket(mapper.resolveEvent(event)) }));
  const offers = new Offers(resolved.flatMap(({ event, markets }) => markets.map(market => ({ event, market }))));
  const tallies = new Map<Source, Tally>();
  for (const { event, markets } of resolved) {
    const tally = tallies.get(event.source) ?? new Tally(event.source);
    tallies.set(event.source, tally);
    tally.addEvent(event, markets, offers);
  }
  return [...tallies.values()]
    .map(tally => tally.toCoverage())
    .sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
}

/** The resolutions of one market together, in the order in which the markets came. */
export type MarketResolutions = readonly [ResolvedMarket, ...ResolvedMarket[]];

function byMarket(resolved: readonly ResolvedMarket[]): MarketResolutions[] {
  const groups = new Map<ResolvedMarket['market'], [ResolvedMarket, ...ResolvedMarket[]]>();
  for (const each of resolved) {
    const group = groups.get(each.market);
    if (group) group.push(each);
    else groups.set(each.market, [each]);
  }
  return [...groups.values()];
}

type Fate = Exclude<keyof CoverageCount, 'total'>;

/** What adds up for one bookmaker. */
class Tally {
  #events = 0;
  readonly #markets = emptyCount();
  readonly #prices = emptyCount();
  readonly #playerPrices = emptyCount();
  readonly #counterpartPrices = emptyCount();
  readonly #gains = new Map<string, CoverageGain>();

  constructor(private readonly source: Source) {}

  addEvent(event: ScrapedEvent, markets: readonly MarketResolutions[], offers: Offers): void {
    this.#events++;
    for (const resolutions of markets) this.#addMarket(event, resolutions, offers);
  }

  #addMarket(event: ScrapedEvent, resolutions: MarketResolutions, offers: Offers): void {
    const [{ market, resolution }] = resolutions;
    const left = resolutions.flatMap(each => (each.resolution.status === 'unmapped' ? [] : each.resolution.unmatched));
    const reason: CoverageGain['reason'] | null =
      resolution.status === 'unmapped' ? resolution.reason : left.length > 0 ? 'PARTIAL' : null;
    const fate = toFate(reason);
    add(this.#markets, fate, 1);
    const isUnmatched = new Set<ScrapedOutcome>(resolution.status === 'unmapped' ? market.outcomes : left);
    const hasCounterpart = offers.hasCounterpart(event, resolutions);
    let missing = 0;
    for (const outcome of market.outcomes) {
      if (outcome.odds === null) continue;
      const own = isUnmatched.has(outcome) ? fate : 'mapped';
      if (own !== 'mapped') missing++;
      add(this.#prices, own, 1);
      if (isOfPlayer(outcome, resolutions)) add(this.#playerPrices, own, 1);
      if (hasCounterpart) add(this.#counterpartPrices, own, 1);
    }
    if (reason === null || missing === 0) return;
    const { externalMarketId, marketName } = market;
    const key = `${event.sport ?? ''}\n${externalMarketId}\n${reason}`;
    const known = this.#gains.get(key);
    if (known === undefined) {
      const gain = { externalMarketId, marketName, sport: event.sport, reason, prices: missing, hasCounterpart };
      this.#gains.set(key, gain);
    } else {
      known.prices += missing;
      known.hasCounterpart ||= hasCounterpart;
    }
  }

  toCoverage(): SourceCoverage {
    const gains = [...this.#gains.values()].sort(
      (a, b) => Number(b.hasCounterpart) - Number(a.hasCounterpart) || b.prices - a.prices,
    );
    return {
      source: this.source,
      events: this.#events,
      markets: this.#markets,
      prices: this.#prices,
      playerPrices: this.#playerPrices,
      counterpartPrices: this.#counterpartPrices,
      gains: gains.slice(0, MAX_GAINS),
    };
  }
}

function toFate(reason: CoverageGain['reason'] | null): Fate {
  if (reason === null) return 'mapped';
  return reason === 'PARTIAL' ? 'partial' : reason === 'BOUND_AWAY' ? 'boundAway' : 'unmapped';
}

function emptyCount(): CoverageCount {
  return { total: 0, mapped: 0, partial: 0, unmapped: 0, boundAway: 0 };
}

function add(count: CoverageCount, fate: Fate, number: number): void {
  count.total += number;
  count[fate] += number;
}

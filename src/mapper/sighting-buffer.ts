import type { Source, UnmappedSighting } from '../model/index.js';
import { cutName, type SightingSum, toSample } from '../unmapped/sightings.js';
import type { Recordable } from './recordable.js';
import { timeOfTurn } from './turn-clock.js';

/** All sightings of a market since the buffer was last emptied. */
export interface BufferedMarket extends Omit<SightingSum, 'oldestAgeMs' | 'newestAgeMs'> {
  /** When sightings without a time were made, by the monotonic clock, so that a wrong wall clock does not spoil the log. */
  firstMonotonic: number | null;
  lastMonotonic: number | null;
}

/** Adds up sightings per market, in memory. */
export class SightingBuffer {
  /** The number of distinct markets. */
  size = 0;
  /** The number of their sightings. */
  sightings = 0;
  readonly #bySource = new Map<Source, Map<string, BufferedMarket>>();
  /** The source that was asked for last: a scraper records one bookmaker's markets in a row. */
  #lastSource: Source | undefined;
  #lastMarkets: Map<string, BufferedMarket> | undefined;

  /** Counts a sighting of a market it holds already; false where there is more to it and `add` must take it. */
  increment(sighting: Recordable): boolean {
    const market = this.#marketsOf(sighting.source)?.get(sighting.externalMarketId);
    if (market === undefined || sighting.occurrences !== undefined || sighting.seenAt !== undefined) return false;
    if (market.marketName === null && (sighting.marketName ?? null) !== null) return false;
    if (market.sampleOutcomes === null && (sighting.sampleOutcomes ?? sighting.outcomes ?? null) !== null) return false;
    market.occurrences++;
    this.sightings++;
    market.lastMonotonic = timeOfTurn();
    market.firstMonotonic ??= market.lastMonotonic;
    return true;
  }

  has({ source, externalMarketId }: Pick<UnmappedSighting, 'source' | 'externalMarketId'>): boolean {
    return this.#marketsOf(source)?.has(externalMarketId) === true;
  }

  /** Its sightings still count in `sightings`. */
  delete({ source, externalMarketId }: Pick<UnmappedSighting, 'source' | 'externalMarketId'>): void {
    if (this.#marketsOf(source)?.delete(externalMarketId)) this.size--;
  }

  /** Adds a valid sighting. The first name and the first sample are kept. */
  add({ source, externalMarketId, marketName, sampleOutcomes, occurrences = 1, seenAt }: UnmappedSighting): void {
    const market = this.#marketsOf(source)?.get(externalMarketId) ?? this.#open(source, externalMarketId);
    market.marketName ??= cutName(marketName);
    market.sampleOutcomes ??= toSample(sampleOutcomes);
    market.occurrences += occurrences;
    this.sightings += occurrences;
    if (seenAt === undefined) {
      market.lastMonotonic = timeOfTurn();
      market.firstMonotonic ??= market.lastMonotonic;
      return;
    }
    if (market.firstSeenAt === null || seenAt < market.firstSeenAt) market.firstSeenAt = seenAt;
    if (market.lastSeenAt === null || seenAt > market.lastSeenAt) market.lastSeenAt = seenAt;
  }

  markets(): BufferedMarket[] {
    return [...this.#bySource.values()].flatMap(markets => [...markets.values()]);
  }

  /** Undefined for a source it holds nothing of, and for what is no source: a sighting that nobody has looked at may come with anything. */
  #marketsOf(source: Source): Map<string, BufferedMarket> | undefined {
    if (source !== this.#lastSource) {
      this.#lastSource = source;
      this.#lastMarkets = this.#bySource.get(source);
    }
    return this.#lastMarkets;
  }

  /** Makes the place for a source's markets where there is none yet. */
  #openSource(source: Source): Map<string, BufferedMarket> {
    const markets = this.#marketsOf(source) ?? new Map<string, BufferedMarket>();
    this.#bySource.set(source, markets);
    this.#lastMarkets = markets;
    return markets;
  }

  #open(source: Source, externalMarketId: string): BufferedMarket {
    const market: BufferedMarket = {
      source,
      externalMarketId,
      marketName: null,
      sampleOutcomes: null,
      occurrences: 0,
      firstSeenAt: null,
      lastSeenAt: null,
      firstMonotonic: null,
      lastMonotonic: null,
    };
    this.#openSource(source).set(externalMarketId, market);
    this.size++;
    return market;
  }
}

/** What the statement needs: the ages as of `now`, a time of the monotonic clock. */
export function toSumAt(now: number, market: BufferedMarket): SightingSum {
  const { firstMonotonic, lastMonotonic } = market;
  // Field by field, because a rest pattern is many times slower.
  return {
    source: market.source,
    externalMarketId: market.externalMarketId,
    marketName: market.marketName,
    sampleOutcomes: market.sampleOutcomes,
    occurrences: Math.min(market.occurrences, Number.MAX_SAFE_INTEGER),
    firstSeenAt: market.firstSeenAt,
    lastSeenAt: market.lastSeenAt,
    oldestAgeMs: firstMonotonic === null ? null : Math.round(now - firstMonotonic),
    newestAgeMs: lastMonotonic === null ? null : Math.round(now - lastMonotonic),
  };
}

import type { Source, UnmappedSighting } from '../model.js';
import { cutName, type SightingSum, toSample } from '../sightings.js';

/** All sightings of one market since the buffer was last emptied. */
export interface BufferedMarket extends Omit<SightingSum, 'oldestAgeMs' | 'newestAgeMs'> {
  /** When sightings without a time were made, by the monotonic clock: a wrong wall clock must not spoil the log. */
  firstMonotonic: number | null;
  lastMonotonic: number | null;
}

/** Adds up sightings per market, in memory. */
export class SightingBuffer {
  /** How many distinct markets it holds. */
  size = 0;
  /** How many sightings of them. */
  sightings = 0;
  readonly #markets = emptyMaps();

  /** Counts a sighting of a market it holds already; false where there is more to it and `add` must take it. */
  increment(sighting: UnmappedSighting): boolean {
    const market = this.#markets[sighting.source]?.get(sighting.externalMarketId);
    if (market === undefined || sighting.occurrences !== undefined || sighting.seenAt !== undefined) return false;
    if (market.marketName === null && (sighting.marketName ?? null) !== null) return false;
    if (market.sampleOutcomes === null && (sighting.sampleOutcomes ?? null) !== null) return false;
    market.occurrences++;
    this.sightings++;
    market.lastMonotonic = performance.now();
    market.firstMonotonic ??= market.lastMonotonic;
    return true;
  }

  has({ source, externalMarketId }: UnmappedSighting): boolean {
    return this.#markets[source].has(externalMarketId);
  }

  /** Adds a valid sighting. The first name and the first sample are kept. */
  add({ source, externalMarketId, marketName, sampleOutcomes, occurrences = 1, seenAt }: UnmappedSighting): void {
    const market = this.#markets[source].get(externalMarketId) ?? this.#open(source, externalMarketId);
    market.marketName ??= cutName(marketName);
    market.sampleOutcomes ??= toSample(sampleOutcomes);
    market.occurrences += occurrences;
    this.sightings += occurrences;
    if (seenAt === undefined) {
      market.lastMonotonic = performance.now();
      market.firstMonotonic ??= market.lastMonotonic;
      return;
    }
    if (market.firstSeenAt === null || seenAt < market.firstSeenAt) market.firstSeenAt = seenAt;
    if (market.lastSeenAt === null || seenAt > market.lastSeenAt) market.lastSeenAt = seenAt;
  }

  markets(): BufferedMarket[] {
    return Object.values(this.#markets).flatMap(markets => [...markets.values()]);
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
    this.#markets[source].set(externalMarketId, market);
    this.size++;
    return market;
  }
}

/** What the statement takes: the ages as of now. */
export function toSightingSum({ firstMonotonic, lastMonotonic, ...market }: BufferedMarket): SightingSum {
  const now = performance.now();
  return {
    ...market,
    occurrences: Math.min(market.occurrences, Number.MAX_SAFE_INTEGER),
    oldestAgeMs: firstMonotonic === null ? null : now - firstMonotonic,
    newestAgeMs: lastMonotonic === null ? null : now - lastMonotonic,
  };
}

/** Without a prototype: a sighting may come with any text for its source. */
function emptyMaps(): Readonly<Record<Source, Map<string, BufferedMarket>>> {
  return Object.assign(Object.create(null), { betpawa: new Map(), sportybet: new Map(), bet9ja: new Map() });
}

import {
  MAX_MISSING_OUTCOMES,
  type MissingOutcome,
  type Resolution,
  type Source,
  type UnmappedSighting,
} from '../model/index.js';
import type { GivenDays } from '../unmapped/counted-days.js';
import {
  type Asked,
  addToDay,
  cutName,
  keptParameter,
  keptSport,
  mergeMissing,
  type SightingSum,
  toMissing,
  toSample,
} from '../unmapped/sightings.js';
import { type Hints, keptHint, keptOutcomes } from './hints.js';
import { missingOf, type Recordable, reasonOf } from './recordable.js';
import { timeOfTurn } from './turn-clock.js';

/** All sightings of a market since the buffer was last emptied. */
export interface BufferedMarket extends Omit<SightingSum, 'oldestAgeMs' | 'newestAgeMs'> {
  /** When sightings without a time were made, by the monotonic clock, so that a wrong wall clock does not spoil the log. */
  firstMonotonic: number | null;
  lastMonotonic: number | null;
  /** Whether the log has all there is to it already, so that only its count is new. */
  isWritten: boolean;
  /** Whether a name and a sample were given, also where nothing could be kept of them: to look at them again would change nothing. */
  isNamed: boolean;
  isSampled: boolean;
  missingOutcomes: readonly MissingOutcome[];
}

/** Adds up sightings per market, in memory. */
export class SightingBuffer {
  /** The number of distinct markets. */
  size = 0;
  /** The number of those among them that the log may not have yet. */
  fresh = 0;
  /** The number of their sightings. */
  sightings = 0;
  readonly #bySource = new Map<Source, Map<string, BufferedMarket>>();
  /** The source that was asked for last: a scraper records one bookmaker's markets in a row. */
  #lastSource: Source | undefined;
  #lastMarkets: Map<string, BufferedMarket> | undefined;

  /** Counts a sighting of a market it holds already; false where there is more to it and `add` must take it. */
  increment(sighting: Recordable, resolution?: Resolution, asked?: Asked): boolean {
    const market = this.#marketsOf(sighting.source)?.get(sighting.externalMarketId);
    if (market === undefined || sighting.occurrences !== undefined || sighting.seenAt !== undefined) return false;
    if (!market.isNamed && (sighting.marketName ?? null) !== null) return false;
    if (!market.isSampled && (sighting.sampleOutcomes ?? sighting.outcomes ?? null) !== null) return false;
    if (resolution === undefined) {
      if (sighting.reason !== undefined || sighting.missingOutcomes !== undefined) return false;
    } else if (!isAllKnown(market, sighting, resolution)) return false;
    if (asked !== undefined) market.asked = asked;
    market.occurrences++;
    this.sightings++;
    market.lastMonotonic = timeOfTurn();
    market.firstMonotonic ??= market.lastMonotonic;
    return true;
  }

  has({ source, externalMarketId }: Pick<UnmappedSighting, 'source' | 'externalMarketId'>): boolean {
    return this.#marketsOf(source)?.has(externalMarketId) === true;
  }

  /** Takes a market out, with its sightings. */
  take({
    source,
    externalMarketId,
  }: Pick<UnmappedSighting, 'source' | 'externalMarketId'>): BufferedMarket | undefined {
    const markets = this.#marketsOf(source);
    const market = markets?.get(externalMarketId);
    if (market === undefined) return undefined;
    markets?.delete(externalMarketId);
    this.#count(market, -1);
    return market;
  }

  /** Takes out the markets that the log may not have yet. */
  takeFresh(): SightingBuffer {
    const taken = new SightingBuffer();
    for (const market of this.markets()) {
      if (market.isWritten) continue;
      this.take(market);
      taken.put(market);
    }
    return taken;
  }

  /** Puts in a market of another buffer; its sightings are added to those of the same market here. */
  put(market: BufferedMarket): void {
    const known = this.take(market);
    const sum = known === undefined ? market : addUp(market, known);
    this.#openSource(sum.source).set(sum.externalMarketId, sum);
    this.#count(sum, 1);
  }

  /** Adds a valid sighting. The first name and the first sample are kept. `isWritten` tells whether the log has the market. */
  add(sighting: UnmappedSighting, isWritten = false, asked?: Asked): void {
    const {
      source,
      externalMarketId,
      marketName,
      sampleOutcomes,
      occurrences = 1,
      seenAt,
      parameter,
      event,
    } = sighting;
    const market = this.#marketsOf(source)?.get(externalMarketId) ?? this.#open(source, externalMarketId, isWritten);
    if (market.isWritten && !isWritten) {
      market.isWritten = false;
      this.fresh++;
    }
    market.parameter ??= keptParameter(parameter);
    market.sport ??= keptSport(event?.sport);
    if (sighting.reason !== undefined) market.reason = sighting.reason;
    if (sighting.missingOutcomes !== undefined) {
      const added = toMissing(sighting.missingOutcomes, parameter, event);
      market.missingOutcomes = mergeMissing(market.missingOutcomes, added);
    }
    if (asked !== undefined) market.asked = asked;
    market.isNamed ||= (marketName ?? null) !== null;
    market.isSampled ||= (sampleOutcomes ?? null) !== null;
    market.marketName ??= cutName(marketName);
    market.sampleOutcomes ??= toSample(sampleOutcomes);
    market.occurrences += occurrences;
    this.sightings += occurrences;
    if (seenAt === undefined) {
      market.lastMonotonic = timeOfTurn();
      market.firstMonotonic ??= market.lastMonotonic;
      return;
    }
    market.days = addToDay(market.days, seenAt, occurrences);
    market.firstSeenAt = earlier(market.firstSeenAt, seenAt);
    market.lastSeenAt = later(market.lastSeenAt, seenAt);
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

  #open(source: Source, externalMarketId: string, isWritten: boolean): BufferedMarket {
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
      isWritten,
      isNamed: false,
      isSampled: false,
      parameter: null,
      sport: null,
      missingOutcomes: [],
    };
    this.#openSource(source).set(externalMarketId, market);
    this.#count(market, 1);
    return market;
  }

  #count(market: BufferedMarket, sign: 1 | -1): void {
    this.size += sign;
    if (!market.isWritten) this.fresh += sign;
    this.sightings += sign * market.occurrences;
  }
}

/** What the statement needs: the ages as of `now`, a time of the monotonic clock. */
export function toSumAt(now: number, market: BufferedMarket, hints: Hints): SightingSum {
  const { firstMonotonic, lastMonotonic } = market;
  // Field by field, because a rest pattern is many times slower.
  return {
    source: market.source,
    externalMarketId: market.externalMarketId,
    marketName: keptHint(market.marketName, hints),
    sampleOutcomes: keptHint(market.sampleOutcomes, hints),
    occurrences: Math.min(market.occurrences, Number.MAX_SAFE_INTEGER),
    firstSeenAt: market.firstSeenAt,
    lastSeenAt: market.lastSeenAt,
    oldestAgeMs: firstMonotonic === null ? null : Math.round(now - firstMonotonic),
    newestAgeMs: lastMonotonic === null ? null : Math.round(now - lastMonotonic),
    ...(market.days === undefined ? {} : { days: market.days }),
    parameter: keptHint(market.parameter ?? null, hints),
    sport: market.sport ?? null,
    ...(market.reason === undefined ? {} : { reason: market.reason }),
    missingOutcomes: keptOutcomes(market.missingOutcomes, hints),
    ...(market.asked === undefined ? {} : { asked: market.asked }),
  };
}

/** All sightings of a market that were counted in two places; the first place was there earlier. */
function addUp(first: BufferedMarket, second: BufferedMarket): BufferedMarket {
  return {
    ...first,
    marketName: first.marketName ?? second.marketName,
    sampleOutcomes: first.sampleOutcomes ?? second.sampleOutcomes,
    occurrences: first.occurrences + second.occurrences,
    firstSeenAt: earlier(first.firstSeenAt, second.firstSeenAt),
    lastSeenAt: later(first.lastSeenAt, second.lastSeenAt),
    firstMonotonic: first.firstMonotonic ?? second.firstMonotonic,
    lastMonotonic: second.lastMonotonic ?? first.lastMonotonic,
    isWritten: first.isWritten && second.isWritten,
    isNamed: first.isNamed || second.isNamed,
    isSampled: first.isSampled || second.isSampled,
    parameter: first.parameter ?? second.parameter ?? null,
    sport: first.sport ?? second.sport ?? null,
    ...(second.reason === undefined ? {} : { reason: second.reason }),
    missingOutcomes: mergeMissing(first.missingOutcomes, second.missingOutcomes),
    ...(second.asked === undefined ? {} : { asked: second.asked }),
    ...(second.days === undefined ? {} : { days: sumOfDays(first.days, second.days) }),
  };
}

function sumOfDays(first: GivenDays | undefined, second: GivenDays): GivenDays {
  const sum = new Map(first);
  for (const [day, count] of second) sum.set(day, (sum.get(day) ?? 0) + count);
  return sum;
}

/** Whether a sighting says nothing of what is missing that the market does not say yet. */
function isAllKnown(market: BufferedMarket, sighting: Recordable, resolution: Resolution): boolean {
  const reason = reasonOf(resolution);
  if (reason !== undefined && reason !== market.reason) return false;
  const missing = missingOf(sighting.outcomes, resolution);
  if (missing === undefined || market.missingOutcomes.length >= MAX_MISSING_OUTCOMES) return true;
  return missing.every(({ id, name }) => market.missingOutcomes.some(known => known.name === name && known.id === id));
}

function earlier(known: Date | null, time: Date | null): Date | null {
  return known === null || (time !== null && time < known) ? time : known;
}

function later(known: Date | null, time: Date | null): Date | null {
  return known === null || (time !== null && time > known) ? time : known;
}

import { cutTo } from '../input/text.js';
import type { Source, UnmappedSighting } from '../model/index.js';

/** The maximum size of a sample that is kept, in bytes of JSON. */
export const MAX_SAMPLE_BYTES = 8192;

/** The maximum length of a market name that is kept, in characters. */
export const MAX_MARKET_NAME = 255;

/** All sightings of one market in a batch, added up, as the statement needs them. */
export interface SightingSum {
  readonly source: Source;
  readonly externalMarketId: string;
  marketName: string | null;
  /** JSON text. */
  sampleOutcomes: string | null;
  occurrences: number;
  /** The earliest and latest time that was given; null if there was none. */
  firstSeenAt: Date | null;
  lastSeenAt: Date | null;
  /** How long before the statement the others were seen, in whole milliseconds of this process's clock; null if there are none. */
  oldestAgeMs: number | null;
  newestAgeMs: number | null;
}

/** Adds up sightings per market, because a statement can write a row only once. The first name and sample are kept. */
export function sumSightings(sightings: readonly UnmappedSighting[]): SightingSum[] {
  const sums = new Map<string, SightingSum>();
  for (const sighting of sightings) {
    const key = `${sighting.source}\n${sighting.externalMarketId}`;
    const sum = sums.get(key);
    if (sum) add(sum, sighting);
    else sums.set(key, toSightingSum(sighting));
  }
  return [...sums.values()];
}

/**
 * A sample as JSON text of at most `MAX_SAMPLE_BYTES`: the first items of an array that fit, and anything else completely or not
 * at all. It is for the person who maps the market, and must never prevent the market from being counted.
 */
export function toSample(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const whole = JSON.stringify(value);
  if (Buffer.byteLength(whole) <= MAX_SAMPLE_BYTES) return whole;
  if (!Array.isArray(value)) return null;
  const items: string[] = [];
  let bytes = 1;
  for (const item of value) {
    const text = JSON.stringify(item) ?? 'null';
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > MAX_SAMPLE_BYTES) break;
    items.push(text);
  }
  return items.length === 0 ? null : `[${items.join(',')}]`;
}

/** One sighting as a sum. */
export function toSightingSum({
  source,
  externalMarketId,
  marketName,
  sampleOutcomes,
  occurrences,
  seenAt,
}: UnmappedSighting): SightingSum {
  return {
    source,
    externalMarketId,
    marketName: cutName(marketName),
    sampleOutcomes: toSample(sampleOutcomes),
    occurrences: occurrences ?? 1,
    firstSeenAt: seenAt ?? null,
    lastSeenAt: seenAt ?? null,
    oldestAgeMs: seenAt ? null : 0,
    newestAgeMs: seenAt ? null : 0,
  };
}

function add(sum: SightingSum, { marketName, sampleOutcomes, occurrences, seenAt }: UnmappedSighting): void {
  sum.marketName ??= cutName(marketName);
  sum.sampleOutcomes ??= toSample(sampleOutcomes);
  sum.occurrences = Math.min(sum.occurrences + (occurrences ?? 1), Number.MAX_SAFE_INTEGER);
  if (seenAt === undefined) {
    sum.oldestAgeMs = 0;
    sum.newestAgeMs = 0;
  } else {
    if (sum.firstSeenAt === null || seenAt < sum.firstSeenAt) sum.firstSeenAt = seenAt;
    if (sum.lastSeenAt === null || seenAt > sum.lastSeenAt) sum.lastSeenAt = seenAt;
  }
}

/** A market name as it is kept. */
export function cutName(name: string | null | undefined): string | null {
  return name === undefined || name === null ? null : cutTo(name, MAX_MARKET_NAME);
}

import { cutTo, unstorable } from '../input/text.js';
import {
  MAX_MISSING_OUTCOMES,
  type MissingOutcome,
  type Source,
  SPORTS,
  type UnmappedReason,
  type UnmappedSighting,
} from '../model/index.js';
import { dayOf } from '../rules/escalation.js';
import type { GivenDays } from './counted-days.js';

/** The maximum size of a sample that is kept, in bytes of JSON. */
export const MAX_SAMPLE_BYTES = 8192;

/** The maximum length of a market name that is kept, in characters. */
export const MAX_MARKET_NAME = 255;

/** The longest parameter that is kept, in characters; of a longer one it is not known which line it tells. */
const MAX_PARAMETER = 255;

/** The mappings that a mapper had when it met a market and found no answer. */
export interface Asked {
  /** Their `pg_snapshot`, as text. */
  readonly snapshot: string;
  /** When they were read, by the database's clock. */
  readonly at: Date;
}

/** All sightings of one market in a batch, added up, as the statement takes them. */
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
  /** How many of those with a time were seen on each day; left out if there are none. */
  days?: GivenDays;
  parameter?: string | null;
  sport?: string | null;
  /** `UNKNOWN_MARKET` where nobody asked mappings that know better. */
  reason?: UnmappedReason;
  /** Outcomes that no mapping knew. */
  missingOutcomes?: readonly MissingOutcome[];
  /** Left out of a direct call, which goes by the market's id. */
  asked?: Asked;
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
  parameter,
  event,
  reason,
  missingOutcomes,
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
    ...(seenAt ? { days: addToDay(undefined, seenAt, occurrences ?? 1) } : {}),
    parameter: keptParameter(parameter),
    sport: keptSport(event?.sport),
    reason: reason ?? 'UNKNOWN_MARKET',
    missingOutcomes: toMissing(missingOutcomes, parameter, event),
  };
}

function add(sum: SightingSum, sighting: UnmappedSighting): void {
  const { marketName, sampleOutcomes, occurrences, seenAt, parameter, event, reason, missingOutcomes } = sighting;
  sum.marketName ??= cutName(marketName);
  sum.parameter ??= keptParameter(parameter);
  sum.sport ??= keptSport(event?.sport);
  if (reason !== undefined) sum.reason = reason;
  sum.missingOutcomes = mergeMissing(sum.missingOutcomes ?? [], toMissing(missingOutcomes, parameter, event));
  sum.sampleOutcomes ??= toSample(sampleOutcomes);
  sum.occurrences = Math.min(sum.occurrences + (occurrences ?? 1), Number.MAX_SAFE_INTEGER);
  if (seenAt === undefined) {
    sum.oldestAgeMs = 0;
    sum.newestAgeMs = 0;
  } else {
    sum.days = addToDay(sum.days, seenAt, occurrences ?? 1);
    if (sum.firstSeenAt === null || seenAt < sum.firstSeenAt) sum.firstSeenAt = seenAt;
    if (sum.lastSeenAt === null || seenAt > sum.lastSeenAt) sum.lastSeenAt = seenAt;
  }
}

/** More days than a row keeps: what is older is left out of its days. */
const MAX_GIVEN_DAYS = 64;

/** The days with some sightings more. */
export function addToDay(days: GivenDays | undefined, seenAt: Date, occurrences: number): GivenDays {
  const added: GivenDays = days ?? new Map();
  const day = dayOf(seenAt.getTime());
  added.set(day, Math.min((added.get(day) ?? 0) + occurrences, Number.MAX_SAFE_INTEGER));
  if (added.size > MAX_GIVEN_DAYS) added.delete(Math.min(...added.keys()));
  return added;
}

/** A market name as it is kept. */
export function cutName(name: string | null | undefined): string | null {
  return name === undefined || name === null ? null : cutTo(name, MAX_MARKET_NAME);
}

/** A parameter as it is kept, or null. */
export function keptParameter(parameter: string | null | undefined): string | null {
  if (parameter === undefined || parameter === null || parameter === '') return null;
  return parameter.length <= MAX_PARAMETER && unstorable(parameter) === null ? parameter : null;
}

/** A sport that the log keeps, or null. */
export function keptSport(sport: string | null | undefined): string | null {
  return SPORTS.find(known => known === sport) ?? null;
}

/** Outcomes that no mapping knew, each with what is needed to tell later whether one does. */
export function toMissing(
  outcomes: UnmappedSighting['missingOutcomes'],
  parameter: string | null | undefined,
  event: UnmappedSighting['event'],
): MissingOutcome[] {
  const line = keptParameter(parameter);
  const found = (outcomes ?? []).slice(0, MAX_MISSING_OUTCOMES).flatMap(({ id, name }): MissingOutcome[] => {
    const missing = {
      id,
      name,
      ...(line === null ? {} : { parameter: line }),
      ...(event?.home ? { home: event.home } : {}),
      ...(event?.away ? { away: event.away } : {}),
    };
    const texts = Object.values(missing).filter(text => text !== null);
    return texts.every(text => text.length <= MAX_MARKET_NAME && unstorable(text) === null) ? [missing] : [];
  });
  return mergeMissing([], found);
}

/** Both lists, each outcome once, up to what a row keeps. */
export function mergeMissing(known: readonly MissingOutcome[], added: readonly MissingOutcome[]): MissingOutcome[] {
  const merged = new Map([...known, ...added].map(outcome => [`${outcome.id}\n${outcome.name}`, outcome]));
  return [...merged.values()].slice(0, MAX_MISSING_OUTCOMES);
}

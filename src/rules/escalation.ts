import type { DaySightings } from '../model/index.js';

/** How often a market was seen each day: `counts[0]` on `day`, which is in days since 1970 UTC, the next one on the day before. */
export interface CountedDays {
  readonly day: number;
  readonly counts: readonly number[];
}

/** The most days that are kept of a market. */
export const MAX_DAYS = 30;

/** From how many sightings a day a market can be escalating at all. */
const MIN_PEAK = 20;
/** How many times as many as on an average day of its week. */
const FACTOR = 5;
const WEEK = 7;

const MS_PER_DAY = 86_400_000;

/** The day of a time in milliseconds since 1970. */
export function dayOf(time: number): number {
  return Math.floor(time / MS_PER_DAY);
}

/** A day as people write it. */
export function dayText(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Each counted day, the earliest first. */
export function daysOf({ day, counts }: CountedDays): DaySightings[] {
  return counts.map((count, back) => ({ day: dayText(day - back), count })).reverse();
}

/**
 * Whether sightings are far above the market's own week: on this day or the one before, so that midnight does not end it, there were at
 * least 20, and at least five times as many as on an average day of the seven before. A market first seen yesterday has no week yet.
 */
export function isEscalating({ day, counts }: CountedDays, today: number): boolean {
  const at = (back: number) => counts[day - today + back] ?? 0;
  const peak = Math.max(at(0), at(1));
  const known = Math.min(WEEK, today - day + counts.length - 2);
  let week = 0;
  for (let back = 2; back < 2 + WEEK; back++) week += at(back);
  return peak >= MIN_PEAK && known >= 1 && peak * known >= FACTOR * week;
}

/** SQL: the same of the columns `day` and `counts`, as of the day `today`. Null where nothing was counted. */
export function escalates(day: string, counts: string, today: string): string {
  // Elements of an array in Postgres begin at 1; beyond its bounds, there is null.
  const at = (back: number) => `coalesce(${counts}[${day} - ${today} + ${back + 1}], 0)::bigint`;
  const peak = `greatest(${at(0)}, ${at(1)})`;
  const known = `least(${WEEK}, ${today} - ${day} + cardinality(${counts}) - 2)`;
  const week = Array.from({ length: WEEK }, (_, back) => at(back + 2)).join(' + ');
  return `(${peak} >= ${MIN_PEAK} and ${known} >= 1 and ${peak} * ${known} >= ${FACTOR} * (${week}))`;
}

/** SQL: the day of a time, in days since 1970 UTC. */
export function dayOfTime(time: string): string {
  return `floor(extract(epoch from ${time}) / 86400)::integer`;
}

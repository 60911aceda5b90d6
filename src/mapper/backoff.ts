/** How long to wait before trying again. */
export interface Backoff {
  /** The longest first wait, in milliseconds. */
  readonly baseMs: number;
  /** The longest wait, in milliseconds. */
  readonly capMs: number;
}

/**
 * A wait in milliseconds that doubles with every failure, up to a maximum. Half of it is random, so that many processes that lost
 * the same server do not all come back at the same instant.
 *
 * @param failures The number of failures in a row, from 1.
 */
export function backoffMs({ baseMs, capMs }: Backoff, failures: number, random: () => number = Math.random): number {
  const longest = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return longest / 2 + (longest / 2) * random();
}

/** The longest wait of a timer; one that is set to wait longer does not wait at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A period, randomly up to a fifth longer or shorter. */
export function jitter(periodMs: number, random: () => number = Math.random): number {
  return Math.min(periodMs * (0.8 + 0.4 * random()), MAX_TIMER_MS);
}

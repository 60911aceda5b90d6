/** How long to wait before trying again. */
export interface Backoff {
  /** The longest first wait, in milliseconds. */
  readonly baseMs: number;
  /** The longest wait at all, in milliseconds. */
  readonly capMs: number;
}

/**
 * A wait in milliseconds that doubles with every failure up to a cap. Half of it is chance, so that the many processes that lost
 * the same server do not all come back in the same instant.
 *
 * @param failures How often in a row it has failed, from 1.
 */
export function backoffMs({ baseMs, capMs }: Backoff, failures: number, random: () => number = Math.random): number {
  const longest = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return longest / 2 + (longest / 2) * random();
}

/** The longest wait a timer can have; one that is told to wait longer does not wait at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A period with up to a fifth more or less of it by chance. */
export function jitter(periodMs: number, random: () => number = Math.random): number {
  return Math.min(periodMs * (0.8 + 0.4 * random()), MAX_TIMER_MS);
}

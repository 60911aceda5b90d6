import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../model/errors.js';

/** Settles with the promise, or with an error when the time is up. */
export async function withDeadline<T>(until: number, promise: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const timeout = sleep(Math.max(until - performance.now(), 0), undefined, { signal: timer.signal }).then(() => {
    throw new DatabaseError('The database did not respond in time.', null);
  });
  timeout.catch(() => {});
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    timer.abort();
  }
}

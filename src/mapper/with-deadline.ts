import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../model/errors.js';

/** The promise's end, or an error when the time has come. */
export async function withDeadline<T>(until: number, promise: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const timeout = sleep(Math.max(until - performance.now(), 0), undefined, { signal: timer.signal }).then(() => {
    throw new DatabaseError('The database did not answer in time.', null);
  });
  timeout.catch(() => {});
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    timer.abort();
  }
}

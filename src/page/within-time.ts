import { PageFault } from './page-fault.js';

/** What the work comes to, or a fault when the time is up; the signal tells the work that nobody waits for it any more. */
export async function withinTime<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const fault = new PageFault(
    503,
    `There is no answer after ${limitMs / 1000} s: the database may be busy or away. What was to be changed may still be changed, so look before you repeat it.`,
  );
  const limit = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(fault), { once: true });
  });
  const timer = setTimeout(() => over.abort(fault), limitMs);
  timer.unref();
  try {
    return await Promise.race([work(over.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}

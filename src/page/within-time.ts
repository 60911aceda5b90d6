import { PageFault } from './page-fault.js';

/** What the work comes to, or a fault when the time is up; the signal tells the work that nobody waits for it any more. */
export async function withinTime<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const fault = new PageFault(
    503,
    `This took longer than ${limitMs / 1000} s and was given up. The database may be busy or away.`,
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

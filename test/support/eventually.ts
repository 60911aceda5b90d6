import { vi } from 'vitest';

/** Waits until a check passes, for as long as a busy machine may need: how long something takes is nothing these tests decide on. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 20_000, interval: 20 });
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recent } from '../../src/page/recent.js';

describe('what was found out recently', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => vi.useRealTimers());

  /** Counts how often it was asked. */
  const asker = () => {
    let times = 0;
    return async () => ++times;
  };

  it('is kept for a while, with when it was found out', async () => {
    const recent = new Recent<number>(30_000);
    const ask = asker();
    expect(await recent.read(ask)).toEqual({ value: 1, at: new Date(1_000_000) });
    vi.setSystemTime(1_029_999);
    expect(await recent.read(ask)).toEqual({ value: 1, at: new Date(1_000_000) });
    vi.setSystemTime(1_030_000);
    expect(await recent.read(ask)).toEqual({ value: 2, at: new Date(1_030_000) });
  });

  it('is one question for all who ask at once', async () => {
    const recent = new Recent<number>(30_000);
    const ask = asker();
    const all = await Promise.all([recent.read(ask), recent.read(ask), recent.read(ask)]);
    expect(all.map(({ value }) => value)).toEqual([1, 1, 1]);
  });

  it('is asked again after it failed, or may have changed', async () => {
    const recent = new Recent<number>(30_000);
    const ask = asker();
    await expect(recent.read(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await recent.read(ask)).value).toBe(1);
    recent.forget();
    expect((await recent.read(ask)).value).toBe(2);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PresenceTeller, type Told } from '../../src/mapper/presence.js';
import { DatabaseError } from '../../src/model/errors.js';

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const TOLD: Told = { id: 'a', version: null, checkedMs: 0, stats: {}, isDatabaseAway: false };

/** A teller, and when it wrote; `answer` is what the database says to each. */
function tell(options: { told?: () => Told; answer?: () => Promise<void>; forget?: () => Promise<void> } = {}) {
  const writtenAt: number[] = [];
  const forgotAt: number[] = [];
  const refusals: unknown[] = [];
  const began = performance.now();
  const write = async () => {
    writtenAt.push(performance.now() - began);
    await options.answer?.();
  };
  const forget = async () => {
    forgotAt.push(performance.now() - began);
    await options.forget?.();
  };
  const teller = new PresenceTeller({ write, forget }, options.told ?? (() => TOLD), error => refusals.push(error));
  return { teller, writtenAt, forgotAt, refusals };
}

const refusal = () => Promise.reject(new DatabaseError('permission denied', '42501'));

describe('a mapper tells of itself', () => {
  it('at its start, and about once a minute from then on', async () => {
    const { teller, writtenAt, forgotAt } = tell();
    await teller.start();
    expect(writtenAt).toEqual([0]);
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(writtenAt.length).toBeGreaterThan(45);
    expect(writtenAt.length).toBeLessThanOrEqual(61);
    const gaps = writtenAt.slice(1).map((at, index) => at - (writtenAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(forgotAt.length).toBeGreaterThanOrEqual(4);
    expect(forgotAt.length).toBeLessThanOrEqual(7);
  });

  it('soon after its mappings have changed, but no more often than once a minute in the end', async () => {
    const { teller, writtenAt } = tell();
    await teller.start();
    teller.tellSoon();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(writtenAt).toHaveLength(2);
    for (let second = 0; second < 3_600; second++) {
      teller.tellSoon();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(writtenAt.length).toBeLessThanOrEqual(62);
  });

  it('not while the database is away, and again when it is back', async () => {
    let isDatabaseAway = true;
    const { teller, writtenAt } = tell({ told: () => ({ ...TOLD, isDatabaseAway }) });
    await teller.start();
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(writtenAt).toEqual([]);
    isDatabaseAway = false;
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(writtenAt.length).toBeGreaterThan(0);
  });

  it('one write at a time, and its start waits for the first only a moment', async () => {
    const { teller, writtenAt } = tell({ answer: () => new Promise(() => {}) });
    vi.useRealTimers();
    await teller.start();
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    teller.tellSoon();
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(writtenAt).toHaveLength(1);
  });

  it('no more where the database refuses it, which is said once', async () => {
    const { teller, writtenAt, refusals } = tell({ answer: refusal });
    await teller.start();
    await vi.advanceTimersByTimeAsync(50 * MINUTE_MS);
    expect(writtenAt).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE_MS);
    expect(writtenAt.length).toBeLessThanOrEqual(26);
    expect(refusals).toHaveLength(1);
  });

  it('whatever else goes wrong with a write', async () => {
    const { teller, writtenAt, refusals } = tell({ answer: () => Promise.reject(new Error('connection lost')) });
    await teller.start();
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(writtenAt.length).toBeGreaterThan(7);
    expect(refusals).toEqual([]);
  });

  it('and leaves dead ones to others where it may not remove them', async () => {
    const { teller, writtenAt, forgotAt, refusals } = tell({ forget: refusal });
    await teller.start();
    await vi.advanceTimersByTimeAsync(120 * MINUTE_MS);
    expect(forgotAt).toHaveLength(1);
    expect(writtenAt.length).toBeGreaterThan(90);
    expect(refusals).toEqual([]);
  });

  it('no more once it is closed', async () => {
    const { teller, writtenAt } = tell();
    await teller.start();
    await teller.close();
    teller.tellSoon();
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(writtenAt).toHaveLength(1);
  });
});

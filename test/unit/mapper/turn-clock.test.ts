import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { timeOfTurn } from '../../../src/mapper/turn-clock.js';
import { withDeadline } from '../../../src/mapper/with-deadline.js';

it('the clock stands still for a turn of the event loop, and goes on with the next', async () => {
  await nextTurn();
  const now = vi.spyOn(performance, 'now');
  let time = 1_000;
  now.mockImplementation(() => time++);
  try {
    expect([timeOfTurn(), timeOfTurn(), timeOfTurn()]).toEqual([1_000, 1_000, 1_000]);
    await nextTurn();
    expect(timeOfTurn()).toBe(1_001);
  } finally {
    now.mockRestore();
    await nextTurn();
  }
});

it('what settles in its time is what is given, and else an error of the database', async () => {
  const until = performance.now() + 10_000;
  expect(await withDeadline(until, Promise.resolve(7))).toBe(7);
  await expect(withDeadline(until, Promise.reject(new Error('no')))).rejects.toThrow('no');
  const never = new Promise(() => {});
  const late = expect.objectContaining({ code: 'DATABASE', message: expect.stringContaining('in time') });
  await expect(withDeadline(performance.now() + 5, never)).rejects.toThrow(late);
  await expect(withDeadline(performance.now() - 5_000, never)).rejects.toThrow(late);
});

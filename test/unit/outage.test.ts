import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Outage } from '../../src/mapper/outage.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('is told once, however often it fails and however long it lasts', () => {
  const outage = new Outage();
  expect(outage.fail()).toBe(true);
  for (let hour = 0; hour < 10; hour++) {
    vi.advanceTimersByTime(3_600_000);
    expect(outage.fail()).toBe(false);
  }
});

it('goes on where a server comes and goes within seconds', () => {
  const outage = new Outage();
  expect(outage.fail()).toBe(true);
  for (let round = 0; round < 10; round++) {
    vi.advanceTimersByTime(4_000);
    outage.recover();
    expect(outage.fail()).toBe(false);
  }
});

it('is another one after a while without failures', () => {
  const outage = new Outage();
  outage.fail();
  outage.recover();
  vi.advanceTimersByTime(6_000);
  expect(outage.fail()).toBe(true);
});

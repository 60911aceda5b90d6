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

it('is over once for each time that it was told, with how long it lasted', () => {
  const told: number[] = [];
  const outage = new Outage(outageMs => told.push(outageMs));
  outage.recover();
  outage.fail();
  vi.advanceTimersByTime(60_000);
  outage.fail();
  vi.advanceTimersByTime(1_000);
  outage.recover();
  outage.recover();
  expect(told).toEqual([61_000]);
  // It comes and goes.
  vi.advanceTimersByTime(1_000);
  expect(outage.fail()).toBe(false);
  outage.recover();
  expect(told).toEqual([61_000]);
});

it('is told after all where it comes back and stays', () => {
  const outage = new Outage();
  outage.fail();
  outage.recover();
  vi.advanceTimersByTime(1_000);
  expect(outage.fail()).toBe(false);
  vi.advanceTimersByTime(5_000);
  expect(outage.fail()).toBe(true);
  expect(outage.isOut).toBe(true);
});

import { expect, it } from 'vitest';
import { type Condition, healthOf } from '../../src/mapper/health.js';

const WELL: Condition = {
  isClosed: false,
  snapshotAgeMs: 20_000,
  refreshIntervalMs: 30_000,
  isRefreshOut: false,
  isFlushOut: false,
  buffered: 8_999,
  maxBuffered: 10_000,
  listening: 'yes',
  isTold: true,
  isIncomplete: false,
};

it('is well, and says nothing else', () => {
  expect(healthOf(WELL)).toEqual({ ok: true });
  expect(healthOf({ ...WELL, listening: 'off' })).toEqual({ ok: true });
});

it.each<[string, Partial<Condition>]>([
  ['REFRESH_FAILED', { isRefreshOut: true }],
  ['SNAPSHOT_OLD', { snapshotAgeMs: 120_001 }],
  ['FLUSH_FAILED', { isFlushOut: true }],
  ['BUFFER_FULL', { buffered: 9_000 }],
  ['CLOSED', { isClosed: true, isRefreshOut: true, listening: 'lost' }],
])('is not well: %s', (code, condition) => {
  expect(healthOf({ ...WELL, ...condition })).toEqual({
    ok: false,
    reasons: [{ code, message: expect.stringMatching(/\w/) }],
  });
});

it.each<[string, Partial<Condition>]>([
  ['LISTEN_LOST', { listening: 'lost' }],
  ['LISTEN_UNAVAILABLE', { listening: 'unavailable' }],
  ['TRIGGERS_MISSING', { isTold: false }],
  ['INVALID_MAPPINGS', { isIncomplete: true }],
])('is only degraded: %s', (code, condition) => {
  expect(healthOf({ ...WELL, ...condition })).toMatchObject({ ok: true, degraded: [{ code }] });
});

it('tells everything that is wrong at once', () => {
  const health = healthOf({ ...WELL, isRefreshOut: true, isFlushOut: true, listening: 'lost', isTold: false });
  expect(health).toMatchObject({
    ok: false,
    reasons: [{ code: 'REFRESH_FAILED' }, { code: 'FLUSH_FAILED' }],
    degraded: [{ code: 'LISTEN_LOST' }, { code: 'TRIGGERS_MISSING' }],
  });
});

it('allows for as many intervals as it was asked to look at', () => {
  expect(healthOf({ ...WELL, refreshIntervalMs: 3_600_000, snapshotAgeMs: 3 * 3_600_000 })).toEqual({ ok: true });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Db } from '../../src/database/query.js';
import { tablesIn } from '../../src/database/tables.js';
import { Recorder } from '../../src/mapper/recorder.js';
import { reportFault } from './report-fault.js';
import { SEED, seeded } from './seeded.js';
import { SimulatedServer } from './simulated-server.js';

/** How many lives of a recorder, each of a seed of its own. */
const LIVES = Number(process.env.SCHEDULED_LIVES ?? 150);
const ACTS_A_LIFE = 60;
const MAX_BUFFERED = 12;
const CLOSE_MS = 5_000;

const server = vi.hoisted(() => ({ current: null as SimulatedServer | null }));
vi.mock('../../src/unmapped/write-sightings.js', () => ({
  writeSightings: async (
    ...[, , sums, options = {}]: Parameters<typeof import('../../src/unmapped/write-sightings.js')['writeSightings']>
  ) => {
    await server.current?.write(sums, options);
    return [];
  },
}));
vi.mock('../../src/database/query.js', async original => ({
  ...(await original<typeof import('../../src/database/query.js')>()),
  query: (...args: Parameters<typeof import('../../src/database/query.js')['query']>) => server.current?.leave(args),
}));
// Its timers, too, are those of the test.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(value), ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
}));

beforeEach(() => {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'Date',
      'performance',
    ],
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it(`${LIVES} recorders count every sighting once, in whatever order timers fire and answers come, or don't`, {
  timeout: 60_000 + LIVES * 500,
}, async () => {
  let statements = 0;
  let sightings = 0;
  for (let life = 0; life < LIVES; life++) {
    const lived = await liveOnce(SEED + life).catch(error => {
      throw new Error(`life ${life}; replay it alone with FAULT_SEED=${SEED + life} SCHEDULED_LIVES=1`, {
        cause: error,
      });
    });
    statements += lived.statements;
    sightings += lived.told;
  }
  reportFault({
    promise: 'counted-once',
    fault: 'lives of a recorder on a seeded schedule of timers, answers, refusals and lost connections',
    injected: LIVES,
    lost: 0,
    twice: 0,
    checked: [statements, `statements for ${sightings.toLocaleString('en')} sightings`],
  });
});

/** From its start to its end, and past the last statement that the server may still run. */
async function liveOnce(seed: number): Promise<{ statements: number; told: number }> {
  const random = seeded(seed);
  vi.spyOn(Math, 'random').mockImplementation(random);
  const simulated = new SimulatedServer(random);
  server.current = simulated;
  const warned: string[] = [];
  const recorder = createRecorder(warned);
  let told = 0;
  const upTo = (most: number) => Math.floor(random() * most);
  const flushes: Promise<unknown>[] = [];
  recorder.start();
  for (let act = 0; act < ACTS_A_LIFE; act++) {
    if (act % 15 === 0) {
      simulated.failing = [0, 20, 60, 95][upTo(4)] ?? 0;
      simulated.refused = random() < 0.3 ? `m${upTo(MAX_BUFFERED)}` : null;
    }
    for (let each = upTo(6); each > 0; each--) {
      const occurrences = 1 + upTo(3);
      // Some of these are more than it may hold.
      recorder.record({ source: 'bet9ja', externalMarketId: `m${upTo(MAX_BUFFERED * 1.5)}`, occurrences });
      told += occurrences;
    }
    if (random() < 0.2) flushes.push(recorder.flush(upTo(3_000)));
    await vi.advanceTimersByTimeAsync(random() < 0.1 ? upTo(40_000) : upTo(300));
    expect(simulated.total).toBeLessThanOrEqual(told);
    expect(recorder.buffered).toBeLessThanOrEqual(MAX_BUFFERED);
    expect(recorder.flushed + recorder.dropped + recorder.pending).toBe(told);
  }
  if (random() < 0.7) Object.assign(simulated, { failing: upTo(30), refused: null });
  await close(recorder);
  await Promise.all(flushes);
  // What was sent and never answered may still be run.
  await vi.advanceTimersByTimeAsync(60_000);

  expect(recorder.flushed + recorder.dropped + recorder.pending).toBe(told);
  expect(simulated.total).toBeGreaterThanOrEqual(recorder.flushed);
  expect(simulated.total).toBeLessThanOrEqual(recorder.flushed + recorder.pending);
  expect(warned.includes('NOT_WRITTEN')).toBe(recorder.pending > 0);
  for (const code of ['WRITES_LOST', 'FLUSH_NUMBER_TAKEN']) expect(warned).not.toContain(code);
  vi.clearAllTimers();
  return { statements: simulated.statements, told };
}

function createRecorder(warned: string[]): Recorder {
  return new Recorder(
    // Nothing but the simulated server is asked.
    {} as Db,
    tablesIn({}),
    { flushIntervalMs: 100, countIntervalMs: 700, maxBuffered: MAX_BUFFERED },
    code => warned.push(code),
    { flushed: () => {}, discovered: () => {}, recorded: () => {} },
    { asked: undefined, loads: 0, has: () => false },
    () => {},
  );
}

/** In its time, whatever the server does. */
async function close(recorder: Recorder): Promise<void> {
  const start = performance.now();
  let tookMs: number | null = null;
  const closing = recorder.close(CLOSE_MS, Promise.resolve(true)).then(() => {
    tookMs = performance.now() - start;
  });
  await vi.advanceTimersByTimeAsync(CLOSE_MS + 1);
  expect(tookMs).toBeLessThanOrEqual(CLOSE_MS);
  await closing;
}

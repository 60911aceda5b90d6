import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import pg from 'pg';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { startPostgres } from '../../dev/postgres-server.js';
import { createMapping, runMigrations, type Source, updateMapping } from '../../src/index.js';
import { reportFault } from '../faults/report-fault.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { connectTo, openMapper, type WatchedMapper } from '../support/mappers.js';
import { UNMAPPED } from '../support/repository-suite.js';

const SOURCES: Source[] = ['betpawa', 'sportybet', 'bet9ja'];
const MARKETS = 40;

/** Scrapers at work: they tell their mappers of markets, and remember what they have told. */
class Scrapers {
  readonly told = new Map<string, number>();
  #isDone = false;
  readonly #working: Promise<void>;

  constructor(mappers: readonly WatchedMapper[]) {
    this.#working = this.#work(mappers);
  }

  get total(): number {
    return [...this.told.values()].reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    this.#isDone = true;
    await this.#working;
  }

  async #work(mappers: readonly WatchedMapper[]): Promise<void> {
    for (let round = 0; !this.#isDone; round++) {
      for (const [at, { mapper }] of mappers.entries()) {
        const source = SOURCES[(round + at) % SOURCES.length] as Source;
        const externalMarketId = `m${(round * 7 + at) % MARKETS}`;
        const occurrences = 1 + (round % 3);
        mapper.recordUnmapped({ source, externalMarketId, occurrences });
        const key = `${source} ${externalMarketId}`;
        this.told.set(key, (this.told.get(key) ?? 0) + occurrences);
        // Resolving goes on unhurt, whatever happens to the database.
        expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft');
      }
      await sleep(2);
    }
  }
}

/** Writes what is left, and holds the log against what the scrapers have told. */
async function expectExact(db: Knex, mappers: readonly WatchedMapper[], scrapers: Scrapers): Promise<void> {
  for (const { mapper } of mappers) expect(await mapper.flush()).toMatchObject({ pending: 0, error: null });
  const { rows } = await db.raw(`select source || ' ' || external_market_id as key, occurrence_count from ${UNMAPPED}`);
  const counts = new Map(rows.map((row: { key: string; occurrence_count: number }) => [row.key, row.occurrence_count]));
  expect(counts).toEqual(scrapers.told);
  const flushed = mappers.reduce((sum, { mapper }) => sum + mapper.stats().flushed, 0);
  expect(flushed).toBe(scrapers.total);
  for (const { mapper } of mappers) {
    expect(mapper.stats()).toMatchObject({ buffered: 0, pending: 0, dropped: 0, rejected: 0 });
  }
  expect(mappers.reduce((sum, { mapper }) => sum + mapper.stats().retries, 0)).toBeGreaterThan(0);
}

/** Both promises at once: the scrapers have counted without a pause, and the log says the same. */
function reportSurvived(fault: string, injected: number, scrapers: Scrapers, since: number): void {
  const common = { fault, injected, lost: 0, twice: 0, wholeAgainMs: performance.now() - since };
  reportFault({ promise: 'counted-once', ...common, checked: [scrapers.total, 'sightings counted'] });
  reportFault({ promise: 'scraper-first', ...common });
}

/** A change shows in each of them, by notification. */
async function expectListening(db: Knex, mappers: readonly WatchedMapper[]): Promise<void> {
  const patience = { timeout: 40_000, interval: 50 };
  await vi.waitFor(() => {
    for (const { mapper } of mappers) expect(mapper.stats().propagation).toBe('listening');
  }, patience);
  await updateMapping(db, 'btts_ft', { name: 'after all this' });
  await vi.waitFor(() => {
    for (const { mapper } of mappers) expect(mapper.resolve('sportybet', '29')?.name).toBe('after all this');
  }, patience);
}

describe('sightings that go on', () => {
  const KILLING_MS = Number(process.env.KILLING_MS ?? 12_000);

  it('while every connection is killed every 100 ms are counted to the unit', { timeout: 240_000 }, async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const options = { listen: true, flushIntervalMs: 20, countIntervalMs: 20 };
    const mappers = [await openMapper(connectTo(url), options), await openMapper(connectTo(url), options)];
    const killer = new pg.Client({ connectionString: inject('serverUrl') });
    await killer.connect();
    onTestFinished(() => killer.end());
    const scrapers = new Scrapers(mappers);
    let killed = 0;
    for (const until = performance.now() + KILLING_MS; performance.now() < until; await sleep(100)) {
      const { rowCount } = await killer.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
        [new URL(url).pathname.slice(1)],
      );
      killed += rowCount ?? 0;
    }
    await scrapers.stop();
    expect(killed).toBeGreaterThan(50);
    const since = performance.now();
    await expectExact(db, mappers, scrapers);
    await expectListening(db, mappers);
    reportSurvived('sessions killed every 100 ms by pg_terminate_backend', killed, scrapers, since);
  });

  it('while the server is killed and started twenty times are counted to the unit', { timeout: 180_000 }, async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const admin = connectTo(server.url());
    await runMigrations(admin);
    await createMapping(admin, newMapping());
    await admin.destroy();
    const options = { listen: true, flushIntervalMs: 20, countIntervalMs: 20 };
    const mappers = [
      await openMapper(connectTo(server.url()), options),
      await openMapper(connectTo(server.url()), options),
    ];
    const scrapers = new Scrapers(mappers);
    for (let round = 1; round <= 20; round++) {
      const before = mappers.map(({ mapper }) => mapper.stats().flushed);
      await vi.waitFor(
        () => {
          for (const [at, { mapper }] of mappers.entries()) {
            expect(mapper.stats().flushed).toBeGreaterThan(before[at] ?? 0);
          }
        },
        { timeout: 40_000 },
      );
      await server.kill();
      await server.start();
    }
    await scrapers.stop();
    const db = connectTo(server.url());
    const since = performance.now();
    await expectExact(db, mappers, scrapers);
    await expectListening(db, mappers);
    reportSurvived('server killed by SIGKILL and started again', 20, scrapers, since);
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Knex } from 'knex';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMapping, deactivateMapping, type UnmappedSighting } from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { countWaiting, databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { connectTo, expectOneAnOutage, loggedCounts, openMapper } from '../support/mappers.js';
import { UNMAPPED } from '../support/repository-suite.js';
import { tcpProxyForThisTest } from '../support/tcp-proxy.js';

/** In the text of the statement that writes sightings, and of no other. */
const WRITE = 'with claimed as';
/** The name of the prepared statement: on the wire, the text goes to the server only the first time. */
const PREPARED = /market_mapping_[0-9a-f]{24}/;

function seen(externalMarketId: string, fields: Partial<UnmappedSighting> = {}): UnmappedSighting {
  return newSighting({ externalMarketId, ...fields });
}

/** `count` markets, named by their number. */
function markets(count: number, from = 0): UnmappedSighting[] {
  return Array.from({ length: count }, (_, at) => seen(`m${from + at}`));
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** The statements that wrote sightings, from now on. */
function writesOf(db: Knex): unknown[] {
  const writes: unknown[] = [];
  const handler = ({ sql }: { sql: string }) => {
    if (sql.includes(WRITE)) writes.push(sql);
  };
  db.on('query', handler);
  onTestFinished(() => void db.removeListener('query', handler));
  return writes;
}

/** Holds the log locked, so that a write waits, until the transaction ends. */
async function lockLog({ url }: TestDatabase): Promise<Knex.Transaction> {
  const trx = await connectTo(url).transaction();
  await trx.raw(`lock table ${UNMAPPED} in access exclusive mode`);
  return trx;
}

async function untilSomebodyWaits(trx: Knex.Transaction): Promise<void> {
  await expect.poll(() => countWaiting(trx)).toBeGreaterThan(0);
}

/** Makes every write fail until the returned function is called. */
async function breakLog(db: Knex): Promise<() => Promise<unknown>> {
  await db.raw(`alter table ${UNMAPPED} rename to hidden`);
  return () => db.raw(`alter table hidden rename to ${UNMAPPED}`);
}

async function rowOf(db: Knex, externalMarketId: string): Promise<Record<string, unknown>> {
  return { ...(await db(UNMAPPED).where({ external_market_id: externalMarketId }).first()) };
}

describe('sightings', () => {
  it('are added up in memory and written by one statement', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, flushed } = await openMapper(db);
    const writes = writesOf(db);
    for (let round = 0; round < 10; round++) for (const market of markets(100)) mapper.recordUnmapped(market);
    mapper.recordUnmapped(seen('m0', { occurrences: 41 }));
    mapper.recordUnmapped(seen('m0', { source: 'bet9ja' }));
    expect(mapper.stats()).toMatchObject({ buffered: 101, pending: 1042, flushed: 0 });
    const result = await mapper.flush();
    expect(result).toMatchObject({ recorded: 1042, rejected: [], pending: 0, error: null });
    expect(result.discovered).toHaveLength(101);
    expect(flushed).toEqual([result]);
    expect(writes).toHaveLength(1);
    const { rows } = await db.raw(
      `select sum(occurrence_count)::int as total, count(*)::int as count from ${UNMAPPED}`,
    );
    expect(rows).toEqual([{ total: 1042, count: 101 }]);
    expect(await rowOf(db, 'm1')).toMatchObject({ occurrence_count: 10 });
  });

  it('of a market whose row was deleted bring its name and sample again', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const sighting = seen('m', { marketName: 'Name', sampleOutcomes: [{ id: '1' }] });
    for (let round = 0; round < 2; round++) {
      mapper.recordUnmapped(sighting);
      expect((await mapper.flush()).discovered).toHaveLength(1);
      mapper.recordUnmapped(sighting);
      expect((await mapper.flush()).discovered).toEqual([]);
      expect(await rowOf(db, 'm')).toMatchObject({
        market_name: 'Name',
        sample_outcomes: [{ id: '1' }],
        occurrence_count: 2,
      });
      await db(UNMAPPED).delete();
    }
  });

  it('with more samples than one jsonb can hold are written all the same, by one statement', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const writes = writesOf(db);
    for (const market of markets(6_000)) mapper.recordUnmapped({ ...market, sampleOutcomes: [1] });
    await mapper.flush();
    // A list of digits is six times its text as jsonb: 288 MB. That the markets have a sample spares the test the writing.
    const sampleOutcomes = Array.from({ length: 4_000 }, () => 1);
    for (const market of markets(6_000)) mapper.recordUnmapped({ ...market, sampleOutcomes });
    mapper.recordUnmapped(seen('new', { sampleOutcomes }));
    await mapper.flush();
    await eventually(() => expect(mapper.stats()).toMatchObject({ flushed: 12_001, pending: 0, retries: 0 }));
    expect(writes).toHaveLength(2);
    expect((await rowOf(db, 'new')).sample_outcomes).toEqual(sampleOutcomes);
  });

  it('that were written are told, though the rest of their batch could not be', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, discovered, flushed, warnings } = await openMapper(db, { maxBuffered: 30_000 });
    await db.raw(`
      create function out_of_disk() returns trigger language plpgsql as $$ begin
        raise exception 'no space left' using errcode = '53100';
      end $$;
      create trigger fails before insert on ${UNMAPPED} for each row when (new.external_market_id = 'm15000')
        execute function out_of_disk()`);
    for (const market of markets(25_000)) mapper.recordUnmapped(market);
    const flushing = mapper.flush();
    await eventually(() => expect(flushed).toHaveLength(1));
    expect(flushed).toMatchObject([{ recorded: 10_000, pending: 15_000, error: { code: 'DATABASE' } }]);
    expect(discovered).toHaveLength(10_000);
    expect(mapper.stats()).toMatchObject({ buffered: 15_000, pending: 15_000, flushed: 10_000 });

    mapper.recordUnmapped(seen('m1'));
    mapper.recordUnmapped(seen('m20000'));
    expect(mapper.stats()).toMatchObject({ buffered: 15_001, pending: 15_002 });
    await db.raw(`drop trigger fails on ${UNMAPPED}`);
    const result = await flushing;
    expect([result.recorded, result.discovered.length, result.error]).toEqual([25_000, 25_000, null]);
    expect(new Set(discovered.map(market => market.externalMarketId)).size).toBe(25_000);
    expect(await mapper.flush()).toMatchObject({ recorded: 2, discovered: [], pending: 0 });
    expect(mapper.stats().buffered).toBe(0);
    expect(warnings).toMatchObject([{ code: 'FLUSH_FAILED' }]);
  });

  it('of more markets than one statement should carry are written by several, each once', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { maxBuffered: 30_000 });
    const writes = writesOf(db);
    for (let round = 0; round < 2; round++) for (const market of markets(20_001)) mapper.recordUnmapped(market);
    const result = await mapper.flush();
    expect(result).toMatchObject({ recorded: 40_002, rejected: [], pending: 0, error: null });
    expect(new Set(result.discovered.map(market => market.externalMarketId)).size).toBe(20_001);
    expect(writes).toHaveLength(3);
    expect(new Set(Object.values(await loggedCounts(db)))).toEqual(new Set([2]));
  });

  it('keep the first name and the first sample', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped(seen('a'));
    mapper.recordUnmapped(seen('a', { marketName: 'first', sampleOutcomes: null }));
    mapper.recordUnmapped(seen('a', { marketName: 'second', sampleOutcomes: [{ name: 'Yes' }] }));
    mapper.recordUnmapped(seen('a', { marketName: 'third', sampleOutcomes: [{ name: 'No' }] }));
    mapper.recordUnmapped(seen('b', { marketName: 'x'.repeat(300) }));
    await mapper.flush();
    expect(await rowOf(db, 'a')).toMatchObject({
      market_name: 'first',
      sample_outcomes: [{ name: 'Yes' }],
      occurrence_count: 4,
    });
    expect(await rowOf(db, 'b')).toMatchObject({ market_name: 'x'.repeat(255) });
    mapper.recordUnmapped(seen('a', { marketName: 'later', sampleOutcomes: ['later'] }));
    await mapper.flush();
    expect(await rowOf(db, 'a')).toMatchObject({ market_name: 'first', occurrence_count: 5 });
  });

  it('keep the sample as it was when it was recorded', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const sampleOutcomes = [{ name: 'Yes' }];
    mapper.recordUnmapped(seen('a', { sampleOutcomes }));
    sampleOutcomes.length = 0;
    await mapper.flush();
    expect(await rowOf(db, 'a')).toMatchObject({ sample_outcomes: [{ name: 'Yes' }] });
  });

  it('are written at the interval', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, flushed } = await openMapper(db, { flushIntervalMs: 20 });
    for (let round = 1; round <= 3; round++) {
      mapper.recordUnmapped(seen(`m${round}`));
      await eventually(() => expect(mapper.stats()).toMatchObject({ pending: 0, flushed: round }));
    }
    expect(flushed).toHaveLength(3);
    expect(await loggedCounts(db)).toEqual({ m1: 1, m2: 1, m3: 1 });
  });

  it('of markets that the log has are written at the interval of the counts, and those of new ones before', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, flushed } = await openMapper(db, { flushIntervalMs: 20, countIntervalMs: 3_600_000 });
    mapper.recordUnmapped(seen('known'));
    await eventually(() => expect(mapper.stats()).toMatchObject({ pending: 0, flushed: 1 }));
    for (let round = 1; round <= 3; round++) {
      mapper.recordUnmapped(seen('known', { occurrences: 5 }));
      mapper.recordUnmapped(seen(`new ${round}`));
      await eventually(() => expect(mapper.stats()).toMatchObject({ pending: 5 * round, flushed: 1 + round }));
    }
    expect(flushed.map(({ recorded }) => recorded)).toEqual([1, 1, 1, 1]);
    expect(await loggedCounts(db)).toMatchObject({ known: 1, 'new 3': 1 });
    expect(await mapper.flush()).toMatchObject({ recorded: 15, discovered: [], pending: 0 });
    mapper.recordUnmapped(seen('known'));
    await mapper.close();
    expect(await loggedCounts(db)).toMatchObject({ known: 17 });
  });

  it('of markets that the log has are written without being asked for, at their interval and at half of the buffer', async () => {
    const { db } = await databaseForThisTest();
    const short = await openMapper(db, { flushIntervalMs: 20, countIntervalMs: 50 });
    const small = await openMapper(db, { countIntervalMs: 3_600_000, maxBuffered: 20 });
    for (const { mapper } of [short, small]) {
      for (const market of markets(9)) mapper.recordUnmapped(market);
      await mapper.flush();
      for (const market of markets(9)) mapper.recordUnmapped(market);
    }
    await eventually(() => expect(short.mapper.stats()).toMatchObject({ pending: 0, flushed: 18 }));
    expect(small.mapper.stats()).toMatchObject({ pending: 9 });
    small.mapper.recordUnmapped(seen('the tenth'));
    await eventually(() => expect(small.mapper.stats()).toMatchObject({ pending: 0, flushed: 19 }));
  });

  it('are written sooner where there are many', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    for (const market of markets(999)) mapper.recordUnmapped(market);
    expect(mapper.stats().pending).toBe(999);
    mapper.recordUnmapped(seen('one more'));
    await eventually(() => expect(mapper.stats()).toMatchObject({ pending: 0, flushed: 1000 }));
    expect(Object.keys(await loggedCounts(db))).toHaveLength(1000);
  });

  it('are written sooner where there are many again, when the write under way has ended', async () => {
    const database = await databaseForThisTest();
    const { mapper } = await openMapper(database.db);
    const lock = await lockLog(database);
    for (const market of markets(1000)) mapper.recordUnmapped(market);
    await untilSomebodyWaits(lock);
    for (const market of markets(1000, 1000)) mapper.recordUnmapped(market);
    await lock.commit();
    await eventually(() => expect(mapper.stats()).toMatchObject({ pending: 0, flushed: 2000 }));
  });

  it('are written when the mapper is closed', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, codes } = await openMapper(db);
    for (const market of markets(10)) mapper.recordUnmapped(market);
    await mapper.close();
    expect(sum(await loggedCounts(db))).toBe(10);
    expect(mapper.stats()).toMatchObject({ pending: 0, buffered: 0, flushed: 10 });
    expect(codes()).toEqual([]);
    // Nothing of the recorder stays behind.
    expect(await db('market_mapping_recorders')).toEqual([]);
  });

  it('are counted to the unit however many flushes are asked for at once, and one is under way at a time', async () => {
    const database = await databaseForThisTest();
    const { db } = database;
    const { mapper } = await openMapper(db);
    const writes = writesOf(db);
    const lock = await lockLog(database);
    mapper.recordUnmapped(seen('a'));
    const first = Array.from({ length: 5 }, () => mapper.flush());
    await untilSomebodyWaits(lock);
    mapper.recordUnmapped(seen('a'));
    mapper.recordUnmapped(seen('b'));
    expect(mapper.stats()).toMatchObject({ buffered: 2, pending: 3 });
    const second = Array.from({ length: 5 }, () => mapper.flush());
    expect(writes).toHaveLength(1);
    await lock.commit();
    for (const result of await Promise.all(first)) expect(result).toMatchObject({ recorded: 1, error: null });
    for (const result of await Promise.all(second)) expect(result).toMatchObject({ pending: 0, error: null });
    expect(writes).toHaveLength(2);
    expect(await loggedCounts(db)).toEqual({ a: 2, b: 1 });
    expect(mapper.stats()).toMatchObject({ flushed: 3, pending: 0, buffered: 0 });
  });

  it('that are none cost no statement', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const writes = writesOf(db);
    expect(await mapper.flush()).toEqual({ recorded: 0, discovered: [], rejected: [], pending: 0, error: null });
    await mapper.close();
    expect(writes).toEqual([]);
  });
});

describe('a market that is new', () => {
  it('is told once, by the one of all mappers that wrote it first', async () => {
    const { db, url } = await databaseForThisTest();
    const mappers = await Promise.all(Array.from({ length: 4 }, () => openMapper(connectTo(url))));
    for (let round = 0; round < 5; round++) {
      for (const { mapper } of mappers) for (const market of markets(20, round * 10)) mapper.recordUnmapped(market);
      await Promise.all(mappers.map(({ mapper }) => mapper.flush()));
    }
    const discovered = mappers.flatMap(watched => watched.discovered.map(market => market.externalMarketId));
    expect(discovered.sort()).toEqual(Object.keys(await loggedCounts(db)).sort());
    expect(new Set(discovered).size).toBe(60);
    for (const { discovered, flushed } of mappers) {
      expect(flushed.flatMap(result => result.discovered)).toEqual(discovered);
    }
  });

  it('is told with its row', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, discovered } = await openMapper(db);
    mapper.recordUnmapped(seen('a', { marketName: '1X2 - 1UP', sampleOutcomes: ['x'], occurrences: 3 }));
    await mapper.flush();
    expect(discovered).toEqual([
      {
        id: 1,
        source: 'sportybet',
        externalMarketId: 'a',
        marketName: '1X2 - 1UP',
        sampleOutcomes: ['x'],
        firstSeenAt: expect.any(Date),
        lastSeenAt: expect.any(Date),
        occurrenceCount: 3,
        status: 'NEW',
        notes: null,
        reason: 'UNKNOWN_MARKET',
        sightingsByDay: [{ day: expect.any(String), count: 3 }],
      },
    ]);
  });

  it('is told from one that lost its mapping, which goes back to NEW', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, discovered } = await openMapper(db);
    mapper.recordUnmapped(seen('29'));
    await mapper.flush();
    await createMapping(db, newMapping());
    expect(await rowOf(db, '29')).toMatchObject({ status: 'MAPPED' });
    await deactivateMapping(db, 'btts_ft');
    // What was recorded before the mapper had heard of the mapping says nothing about it.
    await mapper.refresh();
    mapper.recordUnmapped(seen('29'));
    await mapper.flush();
    expect(await rowOf(db, '29')).toMatchObject({ status: 'NEW', occurrence_count: 2 });
    expect(discovered.map(({ regressed = false }) => regressed)).toEqual([false, true]);
  });
});

describe('the buffer', () => {
  it('keeps 100 of 1,000 markets where that is its size, and counts the others as dropped, with one warning', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, codes } = await openMapper(db, { maxBuffered: 100 });
    for (const market of markets(1000)) mapper.recordUnmapped(market);
    expect(mapper.stats()).toMatchObject({ buffered: 100, pending: 100, dropped: 900 });
    // Those it knows go on being counted.
    for (const market of markets(100)) mapper.recordUnmapped(market);
    expect(mapper.stats()).toMatchObject({ buffered: 100, pending: 200, dropped: 900 });
    expect((await mapper.flush()).recorded).toBe(200);
    const counts = await loggedCounts(db);
    expect([Object.keys(counts).length, sum(counts)]).toEqual([100, 200]);
    await eventually(() => expect(codes()).toEqual(['BUFFER_FULL']));
    // There is room again.
    mapper.recordUnmapped(seen('m999'));
    expect((await mapper.flush()).recorded).toBe(1);
    expect(mapper.stats()).toMatchObject({ buffered: 0, dropped: 900 });
  });

  it('counts what is dropped by its occurrences', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { maxBuffered: 1 });
    mapper.recordUnmapped(seen('a'));
    mapper.recordUnmapped(seen('b', { occurrences: 7 }));
    expect(mapper.stats()).toMatchObject({ pending: 1, dropped: 7 });
  });

  it('goes on counting the markets it knows while the first of their sightings can not be written', async () => {
    const { db, url } = await databaseForThisTest();
    const { mapper } = await openMapper(connectTo(url), { maxBuffered: 10 });
    const mend = await breakLog(db);
    for (const market of markets(10)) mapper.recordUnmapped(market);
    await eventually(() => expect(mapper.stats().retries).toBeGreaterThan(0));
    for (let round = 0; round < 3; round++) for (const market of markets(12)) mapper.recordUnmapped(market);
    expect(mapper.stats()).toMatchObject({ buffered: 10, pending: 40, dropped: 6 });
    await mend();
    await eventually(async () => expect((await mapper.flush()).pending).toBe(0));
    expect(await loggedCounts(db)).toEqual(Object.fromEntries(markets(10).map(each => [each.externalMarketId, 4])));
    expect(mapper.stats()).toMatchObject({ buffered: 0, pending: 0, flushed: 40, dropped: 6 });
  });

  it('takes no more memory for ten million sightings than for one million', { timeout: 120_000 }, async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const record = (count: number) => {
      for (let at = 0; at < count; at++) {
        mapper.recordUnmapped({ source: 'sportybet', externalMarketId: `m${at % 500}`, marketName: 'Over/Under' });
      }
    };
    record(1_000_000);
    collect();
    const before = process.memoryUsage().heapUsed;
    record(9_000_000);
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2_000_000);
    expect(mapper.stats()).toMatchObject({ buffered: 500, pending: 10_000_000 });
    await mapper.flush();
    expect(sum(await loggedCounts(db))).toBe(10_000_000);
  });
});

describe('a sighting that is not one', () => {
  it.each([
    [undefined],
    [null],
    ['a text'],
    [{}],
    [{ source: 'Bet 365', externalMarketId: '1' }],
    [{ source: '__proto__', externalMarketId: '1' }],
    [{ source: 'sportybet', externalMarketId: 1 }],
    [{ source: 'sportybet', externalMarketId: ' ' }],
    [{ source: 'sportybet', externalMarketId: 'a\0' }],
    [{ source: 'sportybet', externalMarketId: 'a\ud800' }],
    [
      {
        source: 'sportybet',
        get externalMarketId() {
          throw new Error('not today');
        },
      },
    ],
    [{ source: 'sportybet', externalMarketId: 'a', occurrences: 0 }],
    [{ source: 'sportybet', externalMarketId: 'a', occurrences: 1.5 }],
  ])('is reported, not thrown, and keeps no other from being written: %#', async sighting => {
    const { db } = await databaseForThisTest();
    const { mapper, codes } = await openMapper(db);
    mapper.recordUnmapped(seen('good'));
    mapper.recordUnmapped(sighting as UnmappedSighting);
    mapper.recordUnmapped(sighting as UnmappedSighting);
    expect(mapper.stats()).toMatchObject({ pending: 1, rejected: 2 });
    const result = await mapper.flush();
    expect(result).toMatchObject({ recorded: 1, error: null });
    expect(result.rejected.map(each => [each.sighting, each.error.code])).toEqual([
      [sighting, 'VALIDATION'],
      [sighting, 'VALIDATION'],
    ]);
    expect((await mapper.flush()).rejected).toEqual([]);
    await eventually(() => expect(codes()).toEqual(['SIGHTING_REJECTED']));
  });

  it('is kept for the report a hundred times at most', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    for (let at = 0; at < 1000; at++) mapper.recordUnmapped(seen(''));
    expect(mapper.stats().rejected).toBe(1000);
    expect((await mapper.flush()).rejected).toHaveLength(100);
  });
});

describe('while the log can not be written', () => {
  it('sightings wait and add up, one warning is told, and all is written once when it can be again', async () => {
    const { db, url } = await databaseForThisTest();
    const { mapper, codes, warnings } = await openMapper(connectTo(url), { flushIntervalMs: 20, countIntervalMs: 20 });
    for (let outage = 1; outage <= 2; outage++) {
      const mend = await breakLog(db);
      const retries = mapper.stats().retries;
      mapper.recordUnmapped(seen('a', { occurrences: 10 }));
      await eventually(() => expect(mapper.stats().retries).toBeGreaterThan(retries + 1));
      mapper.recordUnmapped(seen('a'));
      mapper.recordUnmapped(seen('b'));
      expect(mapper.stats()).toMatchObject({ pending: 12, flushed: 12 * (outage - 1), dropped: 0 });
      await mend();
      await eventually(() => expect(mapper.stats()).toMatchObject({ pending: 0 }));
      expect(await loggedCounts(db)).toEqual({ a: 11 * outage, b: outage });
      expectOneAnOutage(codes(), 'FLUSH_FAILED', outage);
    }
    expect(warnings[0]).toMatchObject({ error: { code: 'SCHEMA_MISSING' } });
  });

  it('a flush says what is pending and why, does not reject, and it is tried again before the interval is over', async () => {
    const { db, url } = await databaseForThisTest();
    const { mapper } = await openMapper(connectTo(url));
    const mend = await breakLog(db);
    mapper.recordUnmapped(seen('a', { occurrences: 2 }));
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    const result = await mapper.flush();
    expect(result).toMatchObject({ recorded: 0, pending: 2, error: { code: 'SCHEMA_MISSING' } });
    // The interval is an hour; the longest wait after a failure half a minute.
    const ACQUIRE_TIMEOUT_OF_KNEX = 60_000;
    const waits = timers.mock.calls.map(([, ms]) => ms ?? 0).filter(ms => ms !== ACQUIRE_TIMEOUT_OF_KNEX);
    for (const ms of waits) expect(ms).toBeLessThanOrEqual(30_000);
    expect(waits.some(ms => ms > 1_000)).toBe(true);
    await mend();
    expect(await mapper.flush()).toMatchObject({ recorded: 2, pending: 0, error: null });
    expect(await loggedCounts(db)).toEqual({ a: 2 });
  });

  it('because of a transaction that somebody left open, no attempt stays behind to wait for it', async () => {
    const { db, url } = await databaseForThisTest();
    const { mapper, warnings } = await openMapper(connectTo(url), { flushIntervalMs: 20, countIntervalMs: 20 });
    mapper.recordUnmapped(seen('a'));
    await mapper.flush();
    const open = await connectTo(url).transaction();
    await open.raw(`select from ${UNMAPPED} for update`);
    mapper.recordUnmapped(seen('a'));
    await eventually(() => expect(mapper.stats().retries).toBe(1));
    expect(warnings).toMatchObject([{ code: 'FLUSH_FAILED', error: { code: 'DATABASE', sqlState: '55P03' } }]);
    expect(await countWaiting(open)).toBeLessThanOrEqual(1);
    await open.rollback();
    await eventually(() => expect(mapper.stats().pending).toBe(0));
    expect(await loggedCounts(db)).toEqual({ a: 2 });
  });

  it('a flush that is waited for ends well as soon as it can', async () => {
    const { db, url } = await databaseForThisTest();
    const { mapper } = await openMapper(connectTo(url));
    const mend = await breakLog(db);
    mapper.recordUnmapped(seen('a'));
    const flushing = mapper.flush();
    await eventually(() => expect(mapper.stats().retries).toBeGreaterThan(1));
    await mend();
    expect(await flushing).toMatchObject({ recorded: 1, pending: 0, error: null });
  });
});

describe('a connection that breaks', () => {
  it('after the flush was committed, but before its answer came, counts once', async () => {
    const { db, url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    const { mapper, codes } = await openMapper(connectTo(proxy.url));
    for (let round = 1; round <= 3; round++) {
      proxy.cutNext(PREPARED, 'answer');
      for (const market of markets(10)) mapper.recordUnmapped(market);
      const flushing = mapper.flush();
      await eventually(() => expect(proxy.due).toBe(0));
      // Seen again while nobody knows yet.
      mapper.recordUnmapped(seen('m0'));
      expect(await flushing).toMatchObject({ recorded: 10, error: null });
      expect(await mapper.flush()).toMatchObject({ pending: 0, error: null });
      expect(await loggedCounts(db)).toMatchObject({ m0: 2 * round, m9: round });
      expect(mapper.stats()).toMatchObject({ retries: round, flushed: 11 * round });
    }
    await eventually(() => expectOneAnOutage(codes(), 'FLUSH_FAILED', 3));
  });

  it('before the flush reached the server loses nothing', async () => {
    const { db, url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    const { mapper } = await openMapper(connectTo(proxy.url));
    proxy.cutNext(PREPARED, 'request');
    for (const market of markets(10)) mapper.recordUnmapped(market);
    expect(await mapper.flush()).toMatchObject({ recorded: 10, error: null });
    expect(mapper.stats()).toMatchObject({ retries: 1, flushed: 10 });
    expect(sum(await loggedCounts(db))).toBe(10);
  });

  it('again and again, and a row that the database refuses among the others, count each once', async () => {
    const { db, url } = await databaseForThisTest();
    await db.raw(`alter table ${UNMAPPED} add constraint mine check (external_market_id <> 'bad')`);
    const proxy = await tcpProxyForThisTest(url);
    const { mapper } = await openMapper(connectTo(proxy.url));
    for (const market of markets(20)) mapper.recordUnmapped(market);
    mapper.recordUnmapped(seen('bad'));
    for (let at = 0; at < 4; at++) proxy.cutNext(PREPARED, at % 2 === 0 ? 'answer' : 'request');
    expect(await mapper.flush()).toMatchObject({ recorded: 20, pending: 1, rejected: [], error: { code: 'DATABASE' } });
    expect(proxy.due).toBe(0);
    expect(mapper.stats()).toMatchObject({ flushed: 20, rejected: 0, pending: 1, retries: 4 });
    expect(sum(await loggedCounts(db))).toBe(20);
  });

  it('at the last flush of a mapper leaves its number behind, for what may still be on its way to the server', async () => {
    const { db, url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    const { mapper } = await openMapper(connectTo(proxy.url));
    mapper.recordUnmapped(seen('a'));
    proxy.cutNext(PREPARED, 'request');
    await mapper.close();
    expect(await db('market_mapping_recorders')).toMatchObject([{ last_flush: '1' }]);
  });
});

describe('the numbers of recorders', () => {
  it('that were left behind are forgotten after a month, when another recorder ends', async () => {
    const { db } = await databaseForThisTest();
    await db.raw(
      `insert into market_mapping_recorders (id, last_flush, flushed_at)
       values (gen_random_uuid(), 7, now() - interval '31 days'), (gen_random_uuid(), 8, now() - interval '29 days')`,
    );
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped(seen('a'));
    await mapper.close();
    expect(await db('market_mapping_recorders').select('last_flush')).toEqual([{ last_flush: '8' }]);
  });
});

describe('when a market was seen', () => {
  async function timesOf(db: Knex, id: string): Promise<{ first: number; last: number; now: number }> {
    const { rows } = await db.raw(
      `select extract(epoch from first_seen_at)::float8 * 1000 as first, extract(epoch from last_seen_at)::float8 * 1000 as last,
         extract(epoch from clock_timestamp())::float8 * 1000 as now
       from ${UNMAPPED} where external_market_id = ?`,
      [id],
    );
    return rows[0];
  }

  it('is told by the clock of the database, however wrong the one of the process is', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const { rows } = await db.raw('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
    const before = Number(rows[0].now);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-01-01') });
    onTestFinished(() => void vi.useRealTimers());
    mapper.recordUnmapped(seen('a'));
    vi.setSystemTime(new Date('2099-01-01'));
    mapper.recordUnmapped(seen('a'));
    await mapper.flush();
    const { first, last, now } = await timesOf(db, 'a');
    // A millisecond for two clocks that tick apart.
    expect(first).toBeGreaterThanOrEqual(before - 1);
    expect(last).toBeGreaterThanOrEqual(first);
    expect(now).toBeGreaterThanOrEqual(last);
  });

  it('is when it was recorded, not when it was written', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped(seen('early'));
    const from = performance.now();
    await eventually(() => expect(performance.now() - from).toBeGreaterThan(150));
    mapper.recordUnmapped(seen('late'));
    mapper.recordUnmapped(seen('early'));
    await mapper.flush();
    const [early, late] = [await timesOf(db, 'early'), await timesOf(db, 'late')];
    expect(late.first - early.first).toBeGreaterThan(100);
    expect(early.last - early.first).toBeGreaterThan(100);
    expect(late.last).toBe(late.first);
  });

  it('is what the sighting says, where it says so', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const [first, last] = [new Date('2026-01-01T00:00:00.123Z'), new Date('2026-02-01T00:00:00.456Z')];
    mapper.recordUnmapped(seen('a', { seenAt: last }));
    mapper.recordUnmapped(seen('a', { seenAt: first }));
    await mapper.flush();
    expect(await timesOf(db, 'a')).toMatchObject({ first: first.getTime(), last: last.getTime() });
    mapper.recordUnmapped(seen('a'));
    await mapper.flush();
    const after = await timesOf(db, 'a');
    expect(after.first).toBe(first.getTime());
    expect(after.last).toBeGreaterThan(last.getTime());
  });
});

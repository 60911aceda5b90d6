import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMapping, createMarketMapper, listMappers, updateMapping } from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { startChildMapper } from '../support/child-mapper.js';
import { countWaiting, databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { connectTo, countBusy, listeningBackends, loggedCounts, NEVER, openMapper } from '../support/mappers.js';
import { errorOf, UNMAPPED } from '../support/repository-suite.js';
import { tcpProxyForThisTest } from '../support/tcp-proxy.js';

/** What `close` promises is five seconds; the machine that runs the tests may be busy. */
const CLOSE_LIMIT_MS = 5_000 + 5_000;

/** How long something took, in milliseconds. */
async function durationOf(work: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work;
  return performance.now() - from;
}

describe('close', () => {
  it('can be called as often as one likes, at once and again', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, flushed } = await openMapper(db, { listen: true });
    mapper.recordUnmapped(newSighting());
    await Promise.all([mapper.close(), mapper.close(), mapper[Symbol.asyncDispose]()]);
    await mapper.close();
    expect(flushed).toHaveLength(1);
    expect(await loggedCounts(db)).toEqual({ 60200: 1 });
  });

  it('comes with `await using`', async () => {
    const { db } = await databaseForThisTest();
    {
      await using mapper = await createMarketMapper(db, NEVER);
      mapper.recordUnmapped(newSighting());
    }
    expect(await loggedCounts(db)).toEqual({ 60200: 1 });
    await expect.poll(() => listeningBackends(db)).toEqual([]);
  });

  it('leaves the knex of the consumer open', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { listen: true });
    await mapper.close();
    expect((await db.raw('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(db.client.pool.numUsed()).toBe(0);
  });

  it('waits for a flush that is under way, and writes what came after it', async () => {
    const { db, url } = await databaseForThisTest();
    const lock = await connectTo(url).transaction();
    await lock.raw(`lock table ${UNMAPPED} in access exclusive mode`);
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped(newSighting({ externalMarketId: 'a' }));
    const flushing = mapper.flush();
    mapper.recordUnmapped(newSighting({ externalMarketId: 'b' }));
    const closing = mapper.close();
    await lock.commit();
    await Promise.all([flushing, closing]);
    expect(await loggedCounts(db)).toEqual({ a: 1, b: 1 });
    expect(mapper.stats()).toMatchObject({ pending: 0, flushed: 2 });
  });

  it('waits for a refresh that is under way, so that nothing of the mapper runs after it', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, codes } = await openMapper(db);
    const refreshing = mapper.refresh();
    const afterwards = errorOf(mapper.refresh());
    await mapper.close();
    expect(db.client.pool.numUsed()).toBe(0);
    await refreshing;
    expect((await afterwards).message).toContain('mapper is closed');
    expect(codes()).toEqual([]);
  });
});

describe('a mapper that is closed', () => {
  it('answers from the last snapshot', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db, { listen: true });
    await mapper.close();
    await updateMapping(db, 'btts_ft', { name: 'later' });
    expect(mapper.resolve('sportybet', '29')?.name).toBe('Both Teams To Score - Full Time');
    expect(mapper.stats()).toMatchObject({ snapshotSize: 1, propagation: 'polling', pending: 0 });
    const error = await errorOf(mapper.refresh());
    expect(error).toMatchObject({ code: 'DATABASE', message: expect.stringContaining('mapper is closed') });
    expect(mapper.resolve('sportybet', '29')?.name).toBe('Both Teams To Score - Full Time');
  });

  it('drops what it is told, with one warning', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, codes, warnings } = await openMapper(db);
    mapper.recordUnmapped(newSighting());
    const closing = mapper.close();
    // From the call on: what is written by then would be chance.
    for (let at = 0; at < 3; at++) mapper.recordUnmapped(newSighting());
    await closing;
    mapper.recordUnmapped(newSighting({ occurrences: 4 }));
    expect(mapper.stats()).toMatchObject({ dropped: 7, pending: 0, flushed: 1 });
    expect(await mapper.flush()).toMatchObject({ recorded: 0, pending: 0, error: null });
    await eventually(() => expect(codes()).toEqual(['BUFFER_FULL']));
    expect(warnings[0]?.message).toContain('the mapper is closed');
    expect(await loggedCounts(db)).toEqual({ 60200: 1 });
  });
});

describe('where the database does not answer', () => {
  it('close ends all the same, says what could not be written, and holds up nobody', async () => {
    const { db: direct, url } = await databaseForThisTest();
    await createMapping(direct, newMapping());
    const proxy = await tcpProxyForThisTest(url);
    const db = connectTo(proxy.url);
    const { mapper, codes, warnings } = await openMapper(db, { listen: true });
    expect(mapper.stats().propagation).toBe('listening');
    // Connections to spare: a new one would be knex's to wait for.
    await Promise.all(Array.from({ length: 4 }, () => db.raw('select pg_sleep(0.1)')));
    proxy.swallow();
    mapper.recordUnmapped(newSighting({ occurrences: 5 }));
    mapper.recordUnmapped(newSighting({ externalMarketId: 'other', occurrences: 2 }));
    const refreshing = mapper.refresh().catch(() => {});
    expect(await durationOf(mapper.close())).toBeLessThan(CLOSE_LIMIT_MS);
    // Told by the time it ends: the process may end next.
    expect(codes()).toContain('NOT_WRITTEN');
    expect(warnings.find(({ code }) => code === 'NOT_WRITTEN')?.message).toContain('7 sightings of 2 unmapped markets');
    expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft');
    expect(mapper.stats().pending).toBe(7);
    expect(await mapper.flush()).toMatchObject({ recorded: 0, pending: 7, error: { code: 'DATABASE' } });
    await refreshing;
    // No statement of the mapper's is waited for any more.
    expect(await durationOf(db.destroy())).toBeLessThan(CLOSE_LIMIT_MS);
  });

  it('a flush ends after ten seconds, and the scraper goes on meanwhile', async () => {
    const { url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    const { mapper } = await openMapper(connectTo(proxy.url));
    proxy.swallow();
    mapper.recordUnmapped(newSighting());
    const flushing = mapper.flush();
    mapper.recordUnmapped(newSighting());
    expect(mapper.stats().pending).toBe(2);
    expect(await flushing).toMatchObject({ recorded: 0, pending: 2, error: { code: 'DATABASE' } });
    expect(await durationOf(mapper.close())).toBeLessThan(CLOSE_LIMIT_MS);
  });

  it('close ends where nobody listens on the port any more', async () => {
    const { url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    const { mapper, warnings } = await openMapper(connectTo(proxy.url), { listen: true });
    await proxy.stop();
    mapper.recordUnmapped(newSighting());
    expect(await durationOf(mapper.close())).toBeLessThan(CLOSE_LIMIT_MS);
    const told = warnings.find(({ code }) => code === 'NOT_WRITTEN');
    expect(told?.error).toMatchObject({ code: 'DATABASE' });
  });
});

describe('a process with a mapper', () => {
  it('ends by itself though nobody closed the mapper', async () => {
    const { db, url } = await databaseForThisTest();
    // Its timers are far away: one that fires while the pool is being destroyed would warn, and rightly so.
    const child = await startChildMapper(url, { refreshIntervalMs: 600_000, flushIntervalMs: 600_000 });
    expect(await child.ask({ do: 'stats' })).toMatchObject({ propagation: 'listening' });
    // It has said who it is by now, and knex has nothing to complain of when its pool is destroyed.
    await expect.poll(() => listMappers(db)).toHaveLength(1);
    await expect.poll(() => countBusy(db)).toBe(0);
    await child.ask({ do: 'leave' });
    expect(await child.ended()).toEqual({ code: 0, errors: '' });
    await expect.poll(() => listeningBackends(db)).toEqual([]);
  });

  it('ends by itself when the mapper is closed, though the pool is not destroyed', async () => {
    const { db, url } = await databaseForThisTest();
    const child = await startChildMapper(url);
    await child.ask({ do: 'record', externalMarketId: 'a', times: 3 });
    await child.ask({ do: 'close' });
    expect(await loggedCounts(db)).toEqual({ a: 3 });
    await child.ask({ do: 'leave' });
    expect(await child.ended()).toEqual({ code: 0, errors: '' });
  });

  it('ends when the mapper is closed, though the host it was to listen on says nothing', async () => {
    const { url } = await databaseForThisTest();
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const child = await startChildMapper(url, { listen: `postgres://postgres@127.0.0.1:${port}/postgres` });
    await child.ask({ do: 'close' });
    await child.ask({ do: 'leave' });
    // The driver's own timeout would come seven seconds later.
    expect(await durationOf(child.ended())).toBeLessThan(4_000);
  });

  it('does not end while it waits for the mapper, though it has nothing else open', async () => {
    const { url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    // Its pool closes a connection at once; what is left is the listener's, which has to wait.
    proxy.holdNext('listen market_mapping');
    const child = await startChildMapper(url, { listen: proxy.url });
    expect(await child.ask({ do: 'stats' })).toMatchObject({ propagation: 'listening' });
  });

  it('that is killed loses at most what it had not flushed, and costs the others nothing', async () => {
    const { db, url } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { flushIntervalMs: 20 });
    const killed = await startChildMapper(url, NEVER);
    const other = await startChildMapper(url, NEVER);
    await killed.ask({ do: 'record', externalMarketId: 'shared', times: 10 });
    expect(await killed.ask({ do: 'flush' })).toMatchObject({ recorded: 10 });
    await killed.ask({ do: 'record', externalMarketId: 'shared', times: 7 });
    await killed.ask({ do: 'record', externalMarketId: 'only there', times: 5 });
    await other.ask({ do: 'record', externalMarketId: 'shared', times: 3 });
    for (let at = 0; at < 100; at++) mapper.recordUnmapped(newSighting({ externalMarketId: 'shared' }));
    await killed.kill();
    expect(await other.ask({ do: 'flush' })).toMatchObject({ recorded: 3, error: null });
    await other.ask({ do: 'close' });
    await mapper.close();
    expect(await loggedCounts(db)).toEqual({ shared: 10 + 3 + 100 });
    // Its number alone is left, for a month.
    const { rows } = await db.raw('select last_flush::int from market_mapping_recorders');
    expect(rows).toEqual([{ last_flush: 1 }]);
  });

  it('that is killed in the middle of a flush has written all of it or nothing', async () => {
    const { db, url } = await databaseForThisTest();
    const lock = await connectTo(url).transaction();
    await lock.raw(`lock table ${UNMAPPED} in access exclusive mode`);
    const killed = await startChildMapper(url, NEVER);
    for (const externalMarketId of ['a', 'b', 'c']) await killed.ask({ do: 'record', externalMarketId, times: 4 });
    void killed.ask({ do: 'flush' }).catch(() => {});
    await expect.poll(() => countWaiting(lock)).toBeGreaterThan(0);
    await killed.kill();
    await lock.commit();
    // The server may or may not have noticed; either way the counts are whole.
    await expect.poll(() => countWaiting(db)).toBe(0);
    await expect
      .poll(async () => {
        const { rows } = await db.raw(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and state = 'active' and query like 'with claimed%'`,
        );
        return rows[0].count;
      })
      .toBe(0);
    const counts = await loggedCounts(db);
    expect([{}, { a: 4, b: 4, c: 4 }]).toContainEqual(counts);
  });
});

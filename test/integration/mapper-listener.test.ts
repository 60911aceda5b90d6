import type { Knex } from 'knex';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createMapping, updateMapping } from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { startChildMapper } from '../support/child-mapper.js';
import { ALTERNATIVE_SCHEMA, databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import {
  connectTo,
  expectOneAnOutage,
  listeningBackends,
  loggedCounts,
  openMapper,
  type WatchedMapper,
} from '../support/mappers.js';
import { type Pgbouncer, skipWithoutPgbouncer, startPgbouncer } from '../support/pgbouncer.js';
import { tcpProxyForThisTest } from '../support/tcp-proxy.js';

// The refresh interval of these mappers is an hour: what they see they were notified of.
const PATIENCE = { timeout: 20_000 };

function nameOf({ mapper }: WatchedMapper): string | undefined {
  return mapper.resolve('sportybet', '29')?.name;
}

/** Changes the mapping, and waits until the mapper has it. */
async function expectPropagation(db: Knex, watched: WatchedMapper, name: string): Promise<void> {
  await updateMapping(db, 'btts_ft', { name });
  await vi.waitFor(() => expect(nameOf(watched)).toBe(name), PATIENCE);
}

async function terminate(db: Knex, pids: readonly number[]): Promise<void> {
  for (const pid of pids) await db.raw('select pg_terminate_backend(?)', [pid]);
}

describe('a mapper that listens', () => {
  it('sees what another process has committed, without asking', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    expect(watched.mapper.stats().propagation).toBe('listening');
    const other = await startChildMapper(url);
    for (const name of ['first', 'second', 'third']) {
      await other.ask({ do: 'update', canonicalId: 'btts_ft', name });
      await vi.waitFor(() => expect(nameOf(watched)).toBe(name), PATIENCE);
    }
    expect(watched.codes()).toEqual([]);
  });

  it('sees what a person changes by hand', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    await db.raw(`update user_market_mappings set name = 'by hand'`);
    await vi.waitFor(() => expect(nameOf(watched)).toBe('by hand'), PATIENCE);
    await db.raw('truncate user_market_mappings cascade');
    await vi.waitFor(() => expect(nameOf(watched)).toBeUndefined(), PATIENCE);
  });

  it('sees nothing of what is rolled back', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    // The look that follows the start of listening.
    await watched.mapper.refresh();
    const trx = await db.transaction();
    await updateMapping(trx, 'btts_ft', { name: 'never' });
    await trx.rollback();
    await expectPropagation(db, watched, 'changed');
    expect(watched.refreshed()).toBe(1);
  });

  it('is not disturbed by changes in another schema', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping(), { schema: ALTERNATIVE_SCHEMA });
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    await watched.mapper.refresh();
    await updateMapping(db, 'btts_ft', { name: 'elsewhere' }, { schema: ALTERNATIVE_SCHEMA });
    await expectPropagation(db, watched, 'here');
    expect(watched.refreshed()).toBe(1);
  });

  it('takes one connection beside the pool, and gives it back when closed', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { listen: true });
    expect(await listeningBackends(db)).toHaveLength(1);
    expect(db.client.pool.numUsed()).toBe(0);
    await mapper.close();
    await expect.poll(() => listeningBackends(db)).toEqual([]);
    expect(mapper.stats().propagation).toBe('polling');
  });

  it('takes none where it is told not to listen', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, codes } = await openMapper(db, { listen: false });
    expect(mapper.stats().propagation).toBe('polling');
    expect(await listeningBackends(db)).toEqual([]);
    expect(codes()).toEqual([]);
  });

  it('comes back after its connection was terminated, with one warning, and has what it missed', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    for (let outage = 1; outage <= 3; outage++) {
      const before = await listeningBackends(db);
      expect(before).toHaveLength(1);
      await terminate(db, before);
      await vi.waitFor(async () => expect(await listeningBackends(db)).not.toEqual(before), PATIENCE);
      await vi.waitFor(() => expectOneAnOutage(watched.codes(), 'LISTEN_LOST', outage), PATIENCE);
      await updateMapping(db, 'btts_ft', { name: `missed ${outage}` });
      await vi.waitFor(() => expect(nameOf(watched)).toBe(`missed ${outage}`), PATIENCE);
      await vi.waitFor(() => expect(watched.mapper.stats().propagation).toBe('listening'), PATIENCE);
      await expectPropagation(db, watched, `told ${outage}`);
    }
    await expect.poll(() => listeningBackends(db)).toHaveLength(1);
  });

  it('tries on quietly where nobody answers, and works by polling', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const nobody = 'postgres://postgres@127.0.0.1:1/nobody';
    const watched = await openMapper(db, { listen: nobody, refreshIntervalMs: 20 });
    expect(watched.mapper.stats().propagation).toBe('polling');
    await expectPropagation(db, watched, 'polled');
    // More than one attempt has failed by now.
    await eventually(() => expect(watched.mapper.stats().snapshotAgeMs).toBeLessThan(1000));
    expect(watched.codes()).toEqual(['LISTEN_LOST']);
  });

  it('gives up, with one warning, where the connection it is given leads to another database', async () => {
    const { db } = await databaseForThisTest();
    const watched = await openMapper(db, { listen: inject('serverUrl') });
    await eventually(() => expect(watched.codes()).toEqual(['LISTEN_UNAVAILABLE']));
    expect(watched.mapper.stats().propagation).toBe('polling');
  });

  it('connects with the password, which knex hides', async () => {
    const { url } = await databaseForThisTest();
    const { hostname: host, port, username, password: given, pathname } = new URL(url);
    // A server that trusts everybody takes any.
    const [user, password] = [decodeURIComponent(username), decodeURIComponent(given) || 'secret'];
    const connection = { host, port: Number(port || 5432), user, password, database: pathname.slice(1) };
    const db = connectTo('', { connection });
    const seen: unknown[] = [];
    class Client extends pg.Client {
      constructor(config: pg.ClientConfig) {
        super(config);
        seen.push(this.password);
      }
    }
    db.client.driver = { ...db.client.driver, Client };
    const { mapper } = await openMapper(db, { listen: true });
    expect(mapper.stats().propagation).toBe('listening');
    // The pool's connection and the listener's, and one more where the mapper tells of itself at the same moment.
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(new Set(seen)).toEqual(new Set([password]));
  });

  it('can be closed at any moment of its start', async () => {
    const { db, url } = await databaseForThisTest();
    // Nobody answers on this connection, then only the first words.
    for (const silence of ['user', 'listen market_mapping']) {
      const proxy = await tcpProxyForThisTest(url);
      proxy.silenceNext(silence);
      const { mapper, codes } = await openMapper(db, { listen: proxy.url });
      expect(mapper.stats().propagation).toBe('polling');
      await mapper.close();
      expect(codes()).toEqual([]);
    }
    await expect.poll(() => listeningBackends(db)).toEqual([]);
  });
});

describe('a notification that is late', () => {
  it('is not taken for lost: it comes before the next answer, and only then is there no hope', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const proxy = await tcpProxyForThisTest(url);
    proxy.holdNext('listen market_mapping');
    const watched = await openMapper(db, { listen: proxy.url });
    expect(watched.mapper.stats().propagation).toBe('listening');
    await expectPropagation(db, watched, 'changed');
    expect(watched.codes()).toEqual([]);
  });
});

describe.skipIf(skipWithoutPgbouncer())('through PgBouncer in transaction mode', () => {
  let pooler: Pgbouncer;
  beforeAll(async () => {
    pooler = await startPgbouncer(inject('serverUrl'), { poolSize: 2 });
  });
  afterAll(() => pooler?.stop());

  const through = (url: string): Knex => connectTo(pooler.url(new URL(url).pathname.slice(1)));

  it('everything works, by polling, with one warning', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(through(url), { listen: true, refreshIntervalMs: 50, flushIntervalMs: 50 });
    expect(watched.mapper.stats().propagation).toBe('polling');
    await expectPropagation(db, watched, 'changed');
    watched.mapper.recordUnmapped(newSighting({ occurrences: 3 }));
    await vi.waitFor(() => expect(watched.mapper.stats().flushed).toBe(3), PATIENCE);
    watched.mapper.recordUnmapped(newSighting({ occurrences: 2 }));
    await watched.mapper.close();
    expect(await loggedCounts(db)).toEqual({ 60200: 5 });
    expect(watched.codes()).toEqual(['LISTEN_UNAVAILABLE']);
    expect(watched.discovered).toHaveLength(1);
  });

  it('several mappers record at once, and the counts are exact', async () => {
    const { db, url } = await databaseForThisTest();
    const mappers = await Promise.all(
      Array.from({ length: 4 }, () => openMapper(through(url), { flushIntervalMs: 10 })),
    );
    for (let round = 0; round < 50; round++) {
      for (const { mapper } of mappers) mapper.recordUnmapped(newSighting({ externalMarketId: `m${round % 7}` }));
      await new Promise(setImmediate);
    }
    await Promise.all(mappers.map(({ mapper }) => mapper.close()));
    const counts = await loggedCounts(db);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(4 * 50);
    expect(counts.m0).toBe(4 * 8);
  });

  it.each([
    ['a connection string', (url: string) => url],
    ["the driver's settings", (url: string) => ({ connectionString: url, application_name: 'listener' })],
  ])('%s that reach the server directly listen', async (_, listen) => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(through(url), { listen: listen(url) });
    expect(watched.mapper.stats().propagation).toBe('listening');
    await expectPropagation(db, watched, 'changed');
    expect(watched.codes()).toEqual([]);
  });
});

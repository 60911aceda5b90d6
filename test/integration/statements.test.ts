import type { Knex } from 'knex';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { query } from '../../src/database/query.js';
import {
  checkSchema,
  createMapping,
  fromPool,
  getMapping,
  getStats,
  listMappings,
  listUnmappedMarkets,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { connectTo, openMapper } from '../support/mappers.js';
import { UNMAPPED } from '../support/repository-suite.js';

const SHORT_MS = 150;

async function lockLog({ url }: TestDatabase): Promise<Knex.Transaction> {
  const trx = await connectTo(url).transaction();
  await trx.raw(`lock table ${UNMAPPED} in access exclusive mode`);
  return trx;
}

async function countBackends(db: Knex): Promise<number> {
  const { rows } = await db.raw(`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`);
  return rows[0].count;
}

async function nameOf(db: Knex): Promise<string> {
  const { rows } = await db.raw('select quote_ident(current_database()) as name');
  return rows[0].name;
}

/** What a service does of everything: written and read again. */
async function expectToWork(db: Knex): Promise<void> {
  await runMigrations(db);
  await createMapping(db, newMapping());
  await updateMapping(db, 'btts_ft', { name: 'Renamed' });
  expect(await getMapping(db, 'btts_ft')).toMatchObject({ name: 'Renamed', createdAt: expect.any(Date), priority: 0 });
  for (let round = 1; round <= 2; round++) {
    expect(await recordUnmappedMarket(db, newSighting({ sampleOutcomes: [{ id: '1' }] }))).toMatchObject({
      occurrenceCount: round,
      sampleOutcomes: [{ id: '1' }],
      lastSeenAt: expect.any(Date),
    });
  }
  await recordUnmappedMarkets(db, [newSighting({ externalMarketId: 'another' })]);
  expect((await listUnmappedMarkets(db)).items).toHaveLength(2);
  expect((await getStats(db)).unmapped.total).toBe(2);
  expect((await checkSchema(db)).differences).toEqual([]);
}

describe('a statement that takes longer than its limit', () => {
  it('is cancelled on the server, says that it was our limit, and leaves nobody waiting', async () => {
    const database = await databaseForThisTest();
    const lock = await lockLog(database);
    const services = Array.from({ length: 16 }, () => connectTo(database.url, { pool: { min: 0, max: 1 } }));
    for (let attempt = 0; attempt < 3; attempt++) {
      const results = await Promise.allSettled(
        services.map(db => query(db, 'public', `select from ${UNMAPPED}`, [], { timeoutMs: SHORT_MS })),
      );
      for (const result of results) {
        expect(result).toMatchObject({
          status: 'rejected',
          reason: {
            code: 'DATABASE',
            message: expect.stringContaining(`after ${SHORT_MS} ms, the library's own limit`),
          },
        });
      }
      await expect.poll(() => countBackends(database.db), { timeout: 10_000 }).toBe(0);
    }
    await lock.rollback();
    expect(await query(services[0] ?? database.db, 'public', `select 1 as one from ${UNMAPPED} limit 0`)).toEqual([]);
  });

  it('is cancelled through a pool of pg too, and when whoever waits for it leaves', async () => {
    const database = await databaseForThisTest();
    const lock = await lockLog(database);
    const pool = new pg.Pool({ connectionString: database.url });
    onTestFinished(() => pool.end());
    const db = fromPool(pool);
    const leaving = new AbortController();
    const waiting = query(db, 'public', `select from ${UNMAPPED}`, [], { signal: leaving.signal });
    waiting.catch(() => {});
    await expect.poll(() => countBackends(database.db)).toBe(1);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'DATABASE' });
    await expect.poll(() => countBackends(database.db), { timeout: 10_000 }).toBe(0);
    await lock.rollback();
  });
});

describe('a driver or session that is set up otherwise', () => {
  it('with binary results works', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    await expectToWork(
      connectTo(url, { connection: { connectionString: url, binary: true } as Knex.PgConnectionConfig }),
    );
  });

  it.each([
    ['intervalstyle', 'sql_standard'],
    ['quote_all_identifiers', 'on'],
    ['array_nulls', 'off'],
    ['timezone', 'Asia/Kathmandu'],
    ['default_transaction_isolation', 'serializable'],
  ])('with %s = %s works', async (setting, value) => {
    const { db, url } = await databaseForThisTest({ empty: true });
    await db.raw(`alter database ${await nameOf(db)} set ${setting} = '${value}'`);
    await expectToWork(connectTo(url));
  });

  it('with a DateStyle that days and months can be confused in is refused by name, before anything is written', async () => {
    const { db, url } = await databaseForThisTest();
    await db.raw(`alter database ${await nameOf(db)} set datestyle = 'SQL, DMY'`);
    await expect(recordUnmappedMarket(connectTo(url), newSighting())).rejects.toMatchObject({
      code: 'VALIDATION',
      field: 'db',
      message: expect.stringContaining('DateStyle'),
    });
    expect(await db(UNMAPPED)).toEqual([]);
  });

  it('that ignores the type parsers of a statement, as the native one does, is refused by name, before anything is written', async () => {
    const { db, url } = await databaseForThisTest();
    const pool = new pg.Pool({ connectionString: url });
    onTestFinished(() => pool.end());
    const connect = pool.connect.bind(pool);
    Object.assign(pool, {
      connect: async () => {
        const client = await connect();
        const { query: send } = client;
        const without = ({ types: _, ...statement }: { types?: unknown }, ...rest: unknown[]) =>
          Reflect.apply(send, client, [statement, ...rest]);
        return Object.assign(client, { query: without });
      },
    });
    const calls = [() => recordUnmappedMarket(fromPool(pool), newSighting()), () => runMigrations(fromPool(pool))];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'VALIDATION', field: 'db' });
    }
    expect(await db(UNMAPPED)).toEqual([]);
  });

  it('of a tracer that changes every text goes without prepared statements', async () => {
    const { db } = await databaseForThisTest();
    const { client } = db;
    const send = client.query;
    let trace = 0;
    client.query = function (this: Knex.Client, connection: unknown, statement: { sql: string }) {
      return Reflect.apply(send, this, [connection, { ...statement, sql: `${statement.sql} /* trace ${++trace} */` }]);
    };
    const { mapper } = await openMapper(db);
    for (let round = 0; round < 4; round++) {
      mapper.recordUnmapped(newSighting());
      expect(await mapper.flush()).toMatchObject({ recorded: 1, pending: 0, error: null });
    }
  });
});

describe('an error of the database says what to do', () => {
  it('where a right is missing, with the role and the statement that gives it', async () => {
    const { db, url } = await databaseForThisTest();
    const role = `r${Math.random().toString(36).slice(2)}`;
    await db.raw(`create role ${role} login; grant usage on schema public to ${role}`);
    const limited = connectTo(url.replace('postgres@', `${role}@`));
    const failure = await recordUnmappedMarkets(limited, [newSighting()]).then(
      () => null,
      error => error,
    );
    expect(failure).toMatchObject({ code: 'DATABASE', sqlState: '42501' });
    const [, grant = ''] = /As the owner, run: (grant .*)$/.exec(failure.message) ?? [];
    expect(grant).toContain(role);
    await db.raw(grant);
    const next = await recordUnmappedMarkets(limited, [newSighting()]).then(
      () => null,
      error => error,
    );
    expect(next?.message).not.toBe(failure.message);
    await limited.destroy();
    await db.raw(`drop owned by ${role}; drop role ${role}`);
  });

  it.each([
    ['nobody listens', (url: string) => url.replace(/:\d+\//, ':1/'), /nobody listens there/],
    [
      'there is no such host',
      (url: string) => url.replace(/@[^:]+:/, '@no-such-host.invalid:'),
      /no such host|looked up/,
    ],
    ['there is no such database', (url: string) => `${url}_not`, /create the database/],
    ['there is no such role', (url: string) => url.replace('postgres@', 'nobody_here@'), /whether the role exists/],
  ])('where %s', async (_, change, message) => {
    const { url } = await databaseForThisTest({ empty: true });
    await expect(getStats(connectTo(change(url)))).rejects.toMatchObject({
      code: 'DATABASE',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['Drizzle', { $client: {}, session: {} }],
    ['Kysely', { selectFrom: () => {}, getExecutor: () => {} }],
    ['pg', { connect: () => {}, query: () => {} }],
  ])('where the db is one of %s', async (name, db) => {
    await expect(getStats(db as never)).rejects.toMatchObject({
      code: 'VALIDATION',
      message: expect.stringMatching(new RegExp(`of ${name}: give fromPool`)),
    });
  });

  it('where an option is given one argument too early, or is none', async () => {
    const { db } = await databaseForThisTest();
    await expect(listMappings(db, { schema: 'odds' } as never)).rejects.toMatchObject({
      message: 'schema: is an option, not a field of the filter: give it in the object after the filter',
    });
    await expect(runMigrations(db, { lockTimeoutMS: 1 } as never)).rejects.toMatchObject({
      code: 'VALIDATION',
      message: 'options.lockTimeoutMS: is not an option of this function; it has lockTimeoutMs, schema',
    });
  });
});

import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Kysely, sql as kyselySql, PostgresDialect } from 'kysely';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  checkSchema,
  createMapping,
  createMarketMapper,
  type Db,
  deleteMapping,
  exportMappings,
  fromClient,
  fromPool,
  fromQueryable,
  getMapping,
  getStats,
  importMappings,
  listAuditLog,
  listMappers,
  listMappings,
  listUnmappedMarkets,
  mapUnmappedMarket,
  planMigrations,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  runMigrations,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { errorOf } from '../support/repository-suite.js';

/** The oid of the type. */
const TEXT = 25;

/** Ends a transaction without an error of anybody's. */
class Undo extends Error {}

/** Begins a transaction by one library, and gives what it makes of it to `work`; committed where that comes to its end. */
type Begin = (pool: pg.Pool, work: (db: Db) => Promise<unknown>) => Promise<unknown>;

const viaClient: Begin = async (pool, work) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(fromClient(client));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

const viaText: Begin = async (pool, work) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(fromQueryable(async ({ text, values }) => (await client.query(text, [...values])).rows));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

const viaDrizzle: Begin = (pool, work) =>
  drizzle(pool).transaction(tx =>
    work(fromQueryable(({ strings, params }) => tx.execute(drizzleSql(strings, ...params)))),
  );

const viaKysely: Begin = (pool, work) =>
  new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
    .transaction()
    .execute(trx => work(fromQueryable(({ strings, params }) => kyselySql(strings, ...params).execute(trx))));

/** A pool whose type parsers are a nuisance: whoever goes by them reads nonsense of all but text. */
async function openPool({ empty = false } = {}): Promise<pg.Pool> {
  const { url } = await databaseForThisTest({ empty });
  const types = { getTypeParser: (oid: number) => (text: string) => (oid === TEXT ? text : `parsed ${text}`) };
  const pool = new pg.Pool({ connectionString: url, max: 2, types });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  return pool;
}

describe.each([
  ['a client of pg', viaClient],
  ['anything that runs text', viaText],
  ['a transaction of Drizzle', viaDrizzle],
  ['a transaction of Kysely', viaKysely],
])('%s', (_, begin) => {
  it('commits a change with its audit row, and other tables beside it', async () => {
    const pool = await openPool();
    await begin(pool, async db => {
      const created = await createMapping(db, newMapping(), { actor: 'ada' });
      expect(created).toMatchObject({
        canonicalId: 'btts_ft',
        priority: 0,
        isActive: true,
        createdAt: expect.any(Date),
      });
      expect(await getMapping(db, 'btts_ft')).toEqual(created);
    });
    const after = fromPool(pool);
    expect(await exportMappings(after)).toHaveLength(1);
    expect((await listAuditLog(after)).items).toMatchObject([{ action: 'CREATE', createdBy: 'ada' }]);
  });

  it('undoes the change, its audit row and what it did to the log, by a rollback of the caller', async () => {
    const pool = await openPool();
    const outside = fromPool(pool);
    await recordUnmappedMarket(outside, newSighting({ externalMarketId: '29' }));
    const work = begin(pool, async db => {
      await createMapping(db, newMapping());
      await updateMapping(db, 'btts_ft', { name: 'Another' });
      expect((await getStats(db)).unmapped.byStatus).toMatchObject({ NEW: 0, MAPPED: 1 });
      throw new Undo();
    });
    await expect(work).rejects.toThrow(Undo);
    expect(await exportMappings(outside)).toEqual([]);
    expect((await listAuditLog(outside)).items).toEqual([]);
    expect((await getStats(outside)).unmapped.byStatus).toMatchObject({ NEW: 1, MAPPED: 0 });
  });

  it('runs every function', async () => {
    const pool = await openPool({ empty: true });
    await begin(pool, async db => {
      await planMigrations(db);
      expect((await runMigrations(db)).applied).not.toEqual([]);
      expect(await checkSchema(db)).toMatchObject({ ok: true });
      await importMappings(db, [newMapping(), bet9jaMapping('S_1X2'), bet9jaMapping('S_"OU", \\ {x}')]);
      expect((await listMappings(db, { limit: 2 })).items).toHaveLength(2);
      const market = { source: 'bet9ja', externalMarketId: 'S_1X2@1_X' } as const;
      expect(await resolveMapping(db, market)).toMatchObject({ canonicalId: 'S_1X2' });
      const sightings = [
        newSighting({ sampleOutcomes: [{ name: "It's $1" }] }),
        newSighting({ externalMarketId: 'b' }),
      ];
      expect(await recordUnmappedMarkets(db, sightings)).toMatchObject({ recorded: 2 });
      const { items, nextCursor } = await listUnmappedMarkets(db, { limit: 1, search: '60200' });
      expect(items).toMatchObject([{ sampleOutcomes: [{ name: "It's $1" }], lastSeenAt: expect.any(Date) }]);
      expect(nextCursor).toBeNull();
      const first = await listUnmappedMarkets(db, { limit: 1, sortBy: 'lastSeenAt' });
      const second = await listUnmappedMarkets(db, { limit: 1, sortBy: 'lastSeenAt', cursor: first.nextCursor ?? '' });
      expect(second.items).toHaveLength(1);
      expect(second.items).not.toEqual(first.items);
      const id = items[0]?.id ?? 0;
      expect(await updateUnmappedMarket(db, id, { notes: 'seen' })).toMatchObject({ notes: 'seen' });
      await mapUnmappedMarket(db, id, { create: { canonicalId: 'new', name: 'New', outcomeMapping: [] } });
      expect(await getStats(db)).toMatchObject({ mappings: { total: 4, active: 4 }, unmapped: { total: 2 } });
      expect(await listMappers(db)).toEqual([]);
      await deleteMapping(db, 'btts_ft');
      expect((await listAuditLog(db, { action: 'DELETE' })).items).toMatchObject([{ canonicalId: 'btts_ft' }]);
    });
  });

  it('tells an error by its code, after which a savepoint of the caller goes on', async () => {
    const pool = await openPool();
    await begin(pool, async db => {
      await createMapping(db, newMapping());
      const again = db.transaction(trx => createMapping(trx, newMapping()));
      expect(await errorOf(again)).toMatchObject({ code: 'MAPPING_EXISTS' });
      const failing = db.transaction(trx => trx.raw('select 1 / 0'));
      await expect(failing).rejects.toThrow();
      // Several at once follow one another.
      await Promise.all(['a', 'b', 'c'].map(id => db.transaction(trx => createMapping(trx, bet9jaMapping(`S_${id}`)))));
    });
    expect(await exportMappings(fromPool(pool))).toHaveLength(4);
  });

  it('tells what the database says where it refuses', async () => {
    const pool = await openPool();
    const work = begin(pool, async db => {
      await getStats(db, { schema: 'nowhere' });
    });
    expect(await errorOf(work)).toMatchObject({ code: 'SCHEMA_MISSING' });
  });

  it('prepares nothing', async () => {
    const pool = await openPool();
    await begin(pool, async db => {
      await recordUnmappedMarket(db, newSighting());
      await updateMapping(db, 'nothing', { name: 'x' }).catch(() => {});
      await resolveMapping(db, { source: 'betpawa', externalMarketId: '1' });
    });
    const { rows } = await pool.query('select name from pg_prepared_statements');
    expect(rows).toEqual([]);
  });

  it('is nothing for a mapper', async () => {
    const pool = await openPool();
    await begin(pool, async db => {
      expect(await errorOf(createMarketMapper(db as never))).toMatchObject({ code: 'VALIDATION', field: 'db' });
    });
  });
});

describe('fromClient', () => {
  it('says so where the client is in no transaction', async () => {
    const pool = await openPool();
    const client = await pool.connect();
    onTestFinished(() => client.release());
    const error = await errorOf(importMappings(fromClient(client), [newMapping()]));
    expect(error).toMatchObject({
      code: 'DATABASE',
      sqlState: '25P01',
      message: expect.stringContaining('begin one first'),
    });
  });

  it('takes nothing but a client', async () => {
    const pool = await openPool();
    for (const other of [null, undefined, {}, 'postgres://', pool, drizzle(pool)]) {
      expect(() => fromClient(other as never)).toThrow(/must be a Client or PoolClient of pg/);
    }
  });

  it('is the same for the same client', async () => {
    const pool = await openPool();
    const client = await pool.connect();
    onTestFinished(() => client.release());
    expect(fromClient(client)).toBe(fromClient(client));
  });
});

describe('fromQueryable', () => {
  it.each([
    ['nothing', () => undefined],
    ['rows as arrays', () => [['{}']]],
    ['something else', () => 'rows'],
  ])('refuses a function that returns %s', async (_, run) => {
    expect(await errorOf(getStats(fromQueryable(run as never)))).toMatchObject({ code: 'VALIDATION', field: 'run' });
  });

  it('takes nothing but a function', () => {
    expect(() => fromQueryable({} as never)).toThrow(/must be a function/);
  });
});

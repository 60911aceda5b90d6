import { once } from 'node:events';
import pg from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createMapping,
  createMarketMapper,
  exportMappings,
  fromPool,
  getStats,
  importMappings,
  runMigrations,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { NEVER } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';

async function openPool({ empty = false, ...config }: pg.PoolConfig & { empty?: boolean } = {}): Promise<pg.Pool> {
  const { url } = await databaseForThisTest({ empty });
  const pool = new pg.Pool({ connectionString: url, max: 3, ...config });
  onTestFinished(async () => {
    if (!pool.ended) await pool.end();
  });
  return pool;
}

describe('fromPool', () => {
  it('migrates, on a pool of one too', async () => {
    const db = fromPool(await openPool({ empty: true, max: 1 }));
    expect((await runMigrations(db)).applied).not.toEqual([]);
    await createMapping(db, newMapping());
    expect((await getStats(db)).mappings.total).toBe(1);
  });

  it('writes several changes together or not at all', async () => {
    const db = fromPool(await openPool());
    const failure = new Error('not after all');
    const work = db.transaction(async trx => {
      await createMapping(trx, newMapping());
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await exportMappings(db)).toEqual([]);
    await importMappings(db, [newMapping()]);
    expect(await exportMappings(db)).toHaveLength(1);
  });

  it('lets a mapper listen, on a connection beside the pool with its settings', async () => {
    const pool = await openPool();
    const mapper = await createMarketMapper(fromPool(pool), NEVER);
    onTestFinished(() => mapper.close());
    expect(mapper.stats().propagation).toBe('listening');
    const refreshed = new Promise(resolve => mapper.on('refreshed', resolve));
    await createMapping(fromPool(pool), newMapping());
    await refreshed;
    expect(mapper.resolve('betpawa', '3795')?.canonicalId).toBe('btts_ft');
  });

  it('writes what a mapper recorded', async () => {
    const pool = await openPool();
    const mapper = await createMarketMapper(fromPool(pool), { ...NEVER, listen: false });
    mapper.recordUnmapped({ source: 'betpawa', externalMarketId: '1' });
    await mapper.close();
    expect((await getStats(fromPool(pool))).unmapped.total).toBe(1);
  });

  it('survives a connection that breaks while it is in use, and throws it away', async () => {
    const pool = await openPool({ max: 1 });
    const db = fromPool(pool);
    pool.on('error', () => {});
    const removed = once(pool, 'remove');
    const lost = await db
      .transaction(async trx => {
        await getStats(trx);
        await trx.raw('select pg_terminate_backend(pg_backend_pid())');
      })
      .catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(Error);
    await removed;
    expect((await getStats(db)).mappings.total).toBe(0);
  });

  it('leaves the pool to its owner', async () => {
    const pool = await openPool();
    const db = fromPool(pool);
    await getStats(db);
    await db.destroy();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
    expect(await errorOf(getStats(db))).toMatchObject({ code: 'DATABASE', message: expect.stringContaining('end') });
  });

  it('is the same for the same pool', async () => {
    const pool = await openPool();
    expect(fromPool(pool)).toBe(fromPool(pool));
    expect(fromPool(pool)).not.toBe(fromPool(await openPool()));
  });

  it('takes nothing but a pool', async () => {
    const pool = await openPool();
    const client = await pool.connect();
    onTestFinished(() => client.release());
    for (const other of [null, undefined, {}, 'postgres://', client]) {
      expect(() => fromPool(other as pg.Pool)).toThrow(/must be a Pool of pg/);
    }
  });

  it('says why where the database is away, and asks the pool again the next time', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' });
    const connect = vi.spyOn(pool, 'connect');
    expect(await errorOf(getStats(fromPool(pool)))).toMatchObject({
      code: 'DATABASE',
      cause: { code: 'ECONNREFUSED' },
    });
    await errorOf(getStats(fromPool(pool)));
    expect(connect).toHaveBeenCalledTimes(2);
  });
});

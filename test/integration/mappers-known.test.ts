import { hostname } from 'node:os';
import type { Knex } from 'knex';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createMapping,
  createMarketMapper,
  fromPool,
  listMappers,
  type MapperRecovery,
  updateMapping,
} from '../../src/index.js';
import { PACKAGE_VERSION } from '../../src/model/package-version.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { connectTo, NEVER, openMapper } from '../support/mappers.js';
import { tcpProxyForThisTest } from '../support/tcp-proxy.js';

const RECORDERS = 'market_mapping_recorders';

async function recorders(db: Knex): Promise<{ id: string; seen_at: Date | null }[]> {
  return (await db.raw(`select id, seen_at from ${RECORDERS} order by id`)).rows;
}

describe('a running mapper', () => {
  it('is known as soon as it is there, and gone as soon as it is closed', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const service = connectTo(url, { connection: { connectionString: url, application_name: 'odds-scraper' } });
    const { mapper } = await openMapper(service);
    const [info, ...others] = await listMappers(db);
    expect(others).toEqual([]);
    expect(info).toMatchObject({
      application: 'odds-scraper',
      host: hostname(),
      pid: process.pid,
      packageVersion: PACKAGE_VERSION,
      mappingsNumber: 2,
      mappingsVersion: expect.stringMatching(/^[0-9a-f-]{36}$/),
      isStale: false,
      behind: 0,
      behindSince: null,
      lastFlushAt: null,
      stats: { snapshotSize: 1, propagation: 'polling', buffered: 0 },
    });
    for (const at of [info?.startedAt, info?.seenAt, info?.checkedAt]) expect(at).toBeInstanceOf(Date);
    await mapper.close();
    expect(await listMappers(db)).toEqual([]);
    expect(await recorders(db)).toEqual([]);
  });

  it('says when it last wrote, and counts what it writes once however it is known', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped({ source: 'betpawa', externalMarketId: '1' });
    await mapper.flush();
    const [info] = await listMappers(db);
    expect(info?.lastFlushAt).toBeInstanceOf(Date);
    const { rows } = await db.raw(`select last_flush::int from ${RECORDERS}`);
    expect(rows).toEqual([{ last_flush: 1 }]);
    await mapper.close();
    expect(await recorders(db)).toEqual([]);
  });

  it('is stale where the mappings have changed since, and tells soon when it holds them', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db);
    await updateMapping(db, 'btts_ft', { name: 'Another' });
    await updateMapping(db, 'btts_ft', { name: 'Yet another' });
    expect(await listMappers(db)).toMatchObject([{ isStale: true, behind: 2, behindSince: expect.any(Date) }]);
    await mapper.refresh();
    await expect.poll(() => listMappers(db)).toMatchObject([{ isStale: false, behind: 0, behindSince: null }]);
  });

  it('is one of several, in one process too', async () => {
    const { db, url } = await databaseForThisTest();
    await openMapper(db);
    await openMapper(db);
    const pool = new pg.Pool({ connectionString: url, application_name: 'with a pool' });
    onTestFinished(() => pool.end());
    const mapper = await createMarketMapper(fromPool(pool), { ...NEVER, listen: false });
    expect((await listMappers(db)).map(({ application }) => application)).toEqual(['with a pool', null, null]);
    await mapper.close();
    expect(await listMappers(db)).toHaveLength(2);
  });

  it('is not shown when it has told nothing for minutes, but its number stays', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped({ source: 'betpawa', externalMarketId: '1' });
    await mapper.flush();
    await openMapper(db);
    await db.raw(`update ${RECORDERS} set seen_at = now() - interval '170 seconds'`);
    expect(await listMappers(db)).toHaveLength(2);
    await db.raw(
      `update ${RECORDERS} set seen_at = now() - interval '11 minutes', flushed_at = now() - interval '1 hour'`,
    );
    expect(await listMappers(db)).toEqual([]);
    // The next one that starts removes what nobody needs any more: the row of the one that has never written.
    await openMapper(db);
    expect(await listMappers(db)).toHaveLength(1);
    expect(await recorders(db)).toHaveLength(2);
    await db.raw(
      `update ${RECORDERS} set seen_at = now() - interval '31 days', flushed_at = now() - interval '31 days'`,
    );
    await openMapper(db);
    expect(await recorders(db)).toHaveLength(1);
  });

  it('is not in the way of what an older release writes', async () => {
    const { db } = await databaseForThisTest();
    await db.raw(`insert into ${RECORDERS} (id, last_flush) values (gen_random_uuid(), 7)`);
    await openMapper(db);
    expect(await listMappers(db)).toHaveLength(1);
    expect(await recorders(db)).toHaveLength(2);
  });

  it('works where its role may not write the table, and says so once, to debug', async () => {
    const { db, url } = await databaseForThisTest();
    await db.raw(`revoke all on ${RECORDERS} from public`);
    const role = `mm_reader_${process.pid}_${Date.now()}`;
    await db.raw(`create role ${role} login password 'secret'`);
    await db.raw(`grant select on all tables in schema public to ${role}`);
    const reader = connectTo(Object.assign(new URL(url), { username: role, password: 'secret' }).toString());
    const said: string[] = [];
    const warnings: string[] = [];
    const logger = { warn: (line: string) => void warnings.push(line), debug: (line: string) => void said.push(line) };
    const mapper = await createMarketMapper(reader, { ...NEVER, listen: false, logger });
    expect(said).toEqual([expect.stringContaining('not in listMappers')]);
    expect(warnings).toEqual([]);
    expect(await listMappers(reader)).toEqual([]);
    await mapper.close();
    expect(warnings).toEqual([]);
    await reader.destroy();
    await db.raw(`drop owned by ${role}`);
    await db.raw(`drop role ${role}`);
  });
});

describe('an outage', () => {
  it('ends with an event for each warning, and is a reason not to be healthy while it lasts', async () => {
    const { url } = await databaseForThisTest();
    const proxy = await tcpProxyForThisTest(url);
    const { mapper, codes } = await openMapper(connectTo(proxy.url), { listen: true });
    const recoveries: MapperRecovery[] = [];
    mapper.on('recovered', recovery => recoveries.push(recovery));
    expect(mapper.health()).toEqual({ ok: true });
    await proxy.stop();
    await expect(mapper.refresh()).rejects.toMatchObject({ code: 'DATABASE' });
    mapper.recordUnmapped({ source: 'betpawa', externalMarketId: '1' });
    const flushing = mapper.flush();
    await expect.poll(() => new Set(codes())).toEqual(new Set(['LISTEN_LOST', 'REFRESH_FAILED', 'FLUSH_FAILED']));
    expect(mapper.health()).toMatchObject({
      ok: false,
      reasons: [{ code: 'REFRESH_FAILED' }, { code: 'FLUSH_FAILED' }],
      degraded: [{ code: 'LISTEN_LOST' }],
    });
    expect(recoveries).toEqual([]);
    await proxy.resume();
    await flushing;
    await mapper.flush();
    await mapper.refresh();
    const over = () => recoveries.map(({ code }) => code).sort();
    await expect.poll(over).toEqual(['FLUSH_FAILED', 'LISTEN_LOST', 'REFRESH_FAILED']);
    for (const { outageMs, message } of recoveries) {
      expect(outageMs).toBeGreaterThan(0);
      expect(message).toContain('again after');
    }
    expect(mapper.health()).toEqual({ ok: true });
    await mapper.close();
    expect(mapper.health()).toMatchObject({ ok: false, reasons: [{ code: 'CLOSED' }] });
  });
});

import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import {
  activateMapping,
  checkSchema,
  createMapping,
  deactivateMapping,
  deleteMapping,
  getMapping,
  getStats,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  mapUnmappedMarket,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  runMigrations,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { type Pgbouncer, skipWithoutPgbouncer, startPgbouncer } from '../support/pgbouncer.js';
import { countMigrationLocks, countOtherSessions, MIGRATIONS, otherSession, tablesOf } from './catalogue.js';

const CALLERS = 12;
const POOL_SIZE = 2;

describe.skipIf(skipWithoutPgbouncer())('through PgBouncer in transaction mode', () => {
  let pooler: Pgbouncer;
  beforeAll(async () => {
    pooler = await startPgbouncer(inject('serverUrl'), { poolSize: POOL_SIZE });
  });
  afterAll(() => pooler?.stop());

  /** A service's own knex through the pooler, ended with the test. */
  function service(databaseUrl: string, config: Partial<Knex.Config> = {}): Knex {
    const connection = pooler.url(new URL(databaseUrl).pathname.slice(1));
    const db = createKnex({ client: 'pg', connection, pool: { min: 0, max: 3 }, ...config });
    onTestFinished(() => db.destroy());
    return db;
  }

  test(`${CALLERS} services that start at once all succeed, and one of them does the work`, async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const services = Array.from({ length: CALLERS }, () => service(url));
    await Promise.all(services.map(each => each.raw('select 1')));
    const results = await Promise.all(services.map(each => runMigrations(each)));
    expect(results.map(result => result.applied).filter(applied => applied.length > 0)).toEqual([MIGRATIONS]);
    expect(await checkSchema(service(url))).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    expect(await countMigrationLocks(db)).toBe(0);
    // All of them went through the few connections of the pooler, else this test would prove nothing.
    const connections = await countOtherSessions(db);
    expect(connections).toBeGreaterThan(0);
    expect(connections).toBeLessThanOrEqual(POOL_SIZE);
  });

  test('the timeouts of a migration stay on none of the shared connections', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const db = service(url);
    await runMigrations(db, { lockTimeoutMs: 12_345 });
    const seen = await Promise.all(
      Array.from({ length: 6 }, () =>
        db.raw(`select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`),
      ),
    );
    expect(seen.map(({ rows }) => rows[0])).toEqual(seen.map(() => ({ lock: '0', statement: '0' })));
  });

  test('in a schema of its own, and within a transaction of the caller', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const through = service(url);
    const trx = await otherSession(through);
    expect((await runMigrations(trx, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    await trx.rollback();
    expect(await tablesOf(db, 'odds')).toEqual([]);
    expect((await runMigrations(through, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    expect(await checkSchema(through, { schema: 'odds' })).toMatchObject({ ok: true });
  });

  test('the repository functions work', async () => {
    const { url } = await databaseForThisTest();
    const db = service(url);
    const input = { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] };
    await createMapping(db, input, { actor: 'ada' });
    expect(await resolveMapping(db, { source: 'betpawa', externalMarketId: '3743' })).toMatchObject({ name: '1X2' });
    await updateMapping(db, '1x2_ft', { name: 'Match result' });
    await deactivateMapping(db, '1x2_ft');
    await activateMapping(db, '1x2_ft');

    const { recorded, discovered } = await recordUnmappedMarkets(db, [
      { source: 'bet9ja', externalMarketId: 'S_OUA', occurrences: 16 },
      { source: 'sportybet', externalMarketId: '60200', marketName: '1X2 - 1UP' },
    ]);
    expect([recorded, discovered.length]).toEqual([2, 2]);
    const again = await recordUnmappedMarket(db, { source: 'bet9ja', externalMarketId: 'S_OUA' });
    expect(again).toMatchObject({ occurrenceCount: 17, isNew: false });
    await updateUnmappedMarket(db, again.id, { status: 'ACKNOWLEDGED', notes: 'Asian' });
    await mapUnmappedMarket(db, again.id, { to: '1x2_ft' });
    expect((await listUnmappedMarkets(db, { status: 'MAPPED' })).items).toMatchObject([{ notes: 'Asian' }]);
    expect((await listMappings(db, { source: 'bet9ja' })).items).toMatchObject([{ bet9jaKey: 'S_OUA' }]);
    expect(await getStats(db)).toMatchObject({ mappings: { total: 1, active: 1 }, unmapped: { total: 2 } });
    await deleteMapping(db, '1x2_ft');
    expect(await getMapping(db, '1x2_ft')).toBeNull();
    const { items } = await listAuditLog(db, { canonicalId: '1x2_ft' });
    expect(items.map(entry => entry.action).sort()).toEqual([
      'ACTIVATE',
      'CREATE',
      'DEACTIVATE',
      'DELETE',
      'UPDATE',
      'UPDATE',
    ]);
  });

  test('many services write at once, and none of it is lost', async () => {
    const { url } = await databaseForThisTest();
    const services = Array.from({ length: CALLERS }, () => service(url));
    const [first] = services;
    if (!first) throw new Error('no services');
    await createMapping(first, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
    const markets = Array.from({ length: 50 }, (_, at) => ({ source: 'bet9ja' as const, externalMarketId: `S_${at}` }));
    await Promise.all(
      services.map(async (each, at) => {
        await updateMapping(each, '1x2_ft', { priority: at + 1 });
        const batch = at % 2 === 0 ? markets : [...markets].reverse();
        expect((await recordUnmappedMarkets(each, batch)).recorded).toBe(markets.length);
      }),
    );
    const { items } = await listUnmappedMarkets(first, { limit: 100 });
    expect(items.map(item => item.occurrenceCount)).toEqual(markets.map(() => CALLERS));
    const trail = (await listAuditLog(first, { canonicalId: '1x2_ft', action: 'UPDATE' })).items;
    expect(trail).toHaveLength(CALLERS);
    const inOrder = trail.sort((a, b) => a.id - b.id);
    for (const [at, entry] of inOrder.entries()) {
      if (at > 0) expect(entry.oldValue).toEqual(inOrder[at - 1]?.newValue);
    }
  });

  test('a transaction of the caller is joined, and its rollback undoes the change with its audit row', async () => {
    const { url } = await databaseForThisTest();
    const db = service(url);
    const trx = await otherSession(db);
    await createMapping(trx, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
    expect(await getMapping(trx, '1x2_ft')).not.toBeNull();
    await trx.rollback();
    expect(await getMapping(db, '1x2_ft')).toBeNull();
    expect((await listAuditLog(db)).items).toEqual([]);
  });
});

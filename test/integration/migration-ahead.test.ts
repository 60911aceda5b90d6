import type { Knex } from 'knex';
import { describe, expect, test } from 'vitest';
import {
  checkSchema,
  createMapping,
  deactivateMapping,
  deleteMapping,
  getMapping,
  getStats,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  runMigrations,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { everythingIn, MIGRATIONS } from './catalogue.js';

const MAPPING_FIELDS = [
  ...[
    'id',
    'canonicalId',
    'name',
    'betpawaId',
    'sportybetId',
    'bet9jaKey',
    'sourceIds',
    'outcomeMapping',
    'priority',
    'isActive',
  ],
  ...['createdAt', 'updatedAt', 'createdBy', 'sport'],
];
const UNMAPPED_FIELDS = [
  ...['id', 'source', 'externalMarketId', 'marketName', 'sampleOutcomes', 'firstSeenAt', 'lastSeenAt'],
  ...['occurrenceCount', 'status', 'notes', 'reason', 'sightingsByDay'],
];
const FUTURE = ['900_of_a_newer_release', '901_of_a_newer_release'];

describe('a database that a newer release has migrated', () => {
  test('is reported, and left as it is', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await migrateToTheFuture(db);
    const before = await everythingIn(db);
    expect(await runMigrations(db)).toEqual({ applied: [], adopted: [], ahead: FUTURE });
    expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: FUTURE, differences: [] });
    expect(await everythingIn(db)).toEqual(before);
    expect(await db('market_mapping_migrations').orderBy('id').pluck('name')).toEqual([...MIGRATIONS, ...FUTURE]);
  });

  test('is reported within a transaction and in another schema, too', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db, { schema: 'odds' });
    await migrateToTheFuture(db, 'odds');
    await db.transaction(async trx => {
      expect((await runMigrations(trx, { schema: 'odds' })).ahead).toEqual(FUTURE);
    });
    expect((await checkSchema(db, { schema: 'odds' })).ahead).toEqual(FUTURE);
    expect((await runMigrations(db)).ahead).toEqual([]);
  });

  test('what this release needs is still checked', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await migrateToTheFuture(db);
    await db.raw('alter table user_market_mappings drop column priority');
    expect(await checkSchema(db)).toEqual({
      ok: false,
      pending: [],
      ahead: FUTURE,
      differences: ['user_market_mappings: column priority integer not null default 0 is missing'],
    });
  });

  test('without the history of the newer release, its additions are differences', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await migrateToTheFuture(db);
    await db.raw('delete from market_mapping_migrations where name = any(?)', [FUTURE]);
    const { ok, differences } = await checkSchema(db);
    expect(ok).toBe(false);
    expect(differences).toContain('user_market_mappings: column season text is not expected');
  });

  test('serves the mapping functions, whose results have only the fields of this release', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await migrateToTheFuture(db);

    const created = await createMapping(db, {
      canonicalId: '1x2_ft',
      name: '1X2',
      betpawaId: '3743',
      outcomeMapping: [],
    });
    expect(Object.keys(created)).toEqual(MAPPING_FIELDS);
    await db.raw(`update user_market_mappings set season = 'football'`);
    const updated = await updateMapping(db, '1x2_ft', { priority: 3 });
    expect(Object.keys(updated)).toEqual(MAPPING_FIELDS);
    expect((await db.raw('select season, priority from user_market_mappings')).rows).toEqual([
      { season: 'football', priority: 3 },
    ]);
    expect(await resolveMapping(db, { source: 'betpawa', externalMarketId: '3743' })).toEqual(updated);
    expect((await listMappings(db)).items).toEqual([updated]);
    await deactivateMapping(db, '1x2_ft');
    expect(await getMapping(db, '1x2_ft')).toMatchObject({ isActive: false });
    await deleteMapping(db, '1x2_ft');

    const { items } = await listAuditLog(db);
    expect(items.map(entry => entry.action).sort()).toEqual(['CREATE', 'DEACTIVATE', 'DELETE', 'UPDATE', 'UPDATE']);
    const update = items.find(entry => entry.action === 'UPDATE' && entry.origin === 'library');
    expect(update?.oldValue).toMatchObject({ season: 'football', priority: 0 });
    expect(update?.newValue).toMatchObject({ season: 'football', priority: 3 });
  });

  test('serves the unmapped log', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await migrateToTheFuture(db);

    const market = await recordUnmappedMarket(db, { source: 'bet9ja', externalMarketId: 'S_OUA' });
    expect(Object.keys(market)).toEqual([...UNMAPPED_FIELDS, 'isNew']);
    await db.raw(`update unmapped_market_log set season = 'football'`);
    const { recorded, discovered } = await recordUnmappedMarkets(db, [
      { source: 'bet9ja', externalMarketId: 'S_OUA', occurrences: 4 },
      { source: 'bet9ja', externalMarketId: 'S_DCA' },
    ]);
    expect([recorded, discovered.map(each => each.externalMarketId)]).toEqual([2, ['S_DCA']]);
    await updateUnmappedMarket(db, market.id, { status: 'IGNORED' });
    const { items } = await listUnmappedMarkets(db);
    expect(items.map(item => [item.externalMarketId, item.occurrenceCount, item.status])).toEqual([
      ['S_OUA', 5, 'IGNORED'],
      ['S_DCA', 1, 'NEW'],
    ]);
    for (const item of items) expect(Object.keys(item)).toEqual(UNMAPPED_FIELDS);
    expect((await db.raw(`select season from unmapped_market_log where external_market_id = 'S_OUA'`)).rows).toEqual([
      { season: 'football' },
    ]);
    expect(await getStats(db)).toMatchObject({ unmapped: { total: 2 } });
  });
});

/** Additive changes as a later release may make them: columns, defaults, an index, a check, a trigger, a table. */
async function migrateToTheFuture(db: Knex, schema = 'public'): Promise<void> {
  await db.transaction(async trx => {
    await trx.raw('set local search_path = ??', [schema]);
    await trx.raw(`
      alter table user_market_mappings add column season text;
      alter table mapping_audit_log add column ticket varchar(40);
      alter table unmapped_market_log add column season text, add column weight integer not null default 1;
      create index idx_of_the_future on unmapped_market_log (weight);
      alter table unmapped_market_log add constraint of_the_future check (weight >= 0);
      create table of_the_future (id serial primary key);
      create function of_the_future() returns trigger language plpgsql as 'begin return new; end';
      create trigger of_the_future before insert or update on user_market_mappings
        for each row execute function of_the_future();
    `);
    await trx('market_mapping_migrations').insert(
      FUTURE.map(name => ({ name, batch: 2, migration_time: new Date('2027-01-01T00:00:00Z') })),
    );
  });
}

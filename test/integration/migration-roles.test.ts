import type { Knex } from 'knex';
import { describe, expect, test } from 'vitest';
import {
  checkSchema,
  createMapping,
  createMarketMapper,
  DatabaseError,
  deactivateMapping,
  deleteMapping,
  grantStatements,
  listAuditLog,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { admin, type TestDatabase } from '../support/databases.js';
import { errorOf } from '../support/repository-suite.js';
import { databaseWithRoles, newRole } from '../support/roles.js';
import { everythingIn, MIGRATIONS, tablesOf } from './catalogue.js';

describe('a role that may not CREATE SCHEMA', () => {
  test('migrates a schema that it owns', async () => {
    const { database, role, as } = await databaseWithRole();
    await database.db.raw(`create schema odds authorization ${role}`);
    expect((await runMigrations(as, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    expect(await checkSchema(as, { schema: 'odds' })).toMatchObject({ ok: true });
  });

  test('migrates a schema that it may create in', async () => {
    const { database, role, as } = await databaseWithRole();
    await database.db.raw(`create schema odds; grant usage, create on schema odds to ${role}`);
    expect((await runMigrations(as, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    expect(await checkSchema(as, { schema: 'odds' })).toMatchObject({ ok: true });
    expect((await runMigrations(as, { schema: 'odds' })).applied).toEqual([]);
  });

  test('migrates public, where it may create', async () => {
    const { database, role, as } = await databaseWithRole();
    await database.db.raw(`grant create on schema public to ${role}`);
    expect((await runMigrations(as)).applied).toEqual(MIGRATIONS);
    expect(await checkSchema(as)).toMatchObject({ ok: true });
  });

  test('is refused a schema that does not exist, and leaves nothing behind', async () => {
    const { database, role, as } = await databaseWithRole();
    const before = await everythingIn(database.db);
    const error = await errorOf(runMigrations(as, { schema: 'odds' }));
    expect(error).toMatchObject({
      code: 'MIGRATION_NOT_PERMITTED',
      schema: 'odds',
      role,
      pending: MIGRATIONS,
      command: "npx market-mapping migrate --schema 'odds'",
      cause: { cause: { code: '42501' } },
    });
    for (const part of [role, MIGRATIONS[0], "migrate --schema 'odds'", 'permission denied']) {
      expect(error).toMatchObject({ message: expect.stringContaining(part ?? '') });
    }
    expect(await everythingIn(database.db)).toEqual(before);
  });

  test('is refused a schema in which it may not create, and leaves nothing behind', async () => {
    const { database, role, as } = await databaseWithRole();
    await database.db.raw(`create schema odds; grant usage on schema odds to ${role}`);
    await expect(runMigrations(as, { schema: 'odds' })).rejects.toMatchObject({
      code: 'MIGRATION_NOT_PERMITTED',
      role,
    });
    expect(await tablesOf(database.db, 'odds')).toEqual([]);
  });
});

test('a role that may only read the history starts on an up-to-date database', async () => {
  const { database, role, as } = await databaseWithRole();
  await runMigrations(database.db, { schema: 'odds' });
  await database.db.raw(
    `grant usage on schema odds to ${role}; grant select on odds.market_mapping_migrations to ${role}`,
  );
  expect(await runMigrations(as, { schema: 'odds' })).toEqual({ applied: [], adopted: [], ahead: [] });
  expect(await checkSchema(as, { schema: 'odds' })).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
  await expect(listAuditLog(as, {}, { schema: 'odds' })).rejects.toMatchObject({ sqlState: '42501' });
});

/** The least of it that a scraper needs. */
const SMALLEST_GRANTS = [
  'usage on schema odds',
  'select on odds.market_mapping_migrations',
  'select on odds.user_market_mappings',
  'select on odds.unmapped_market_log',
  'select on odds.unmapped_ignore_rules',
  'insert on odds.unmapped_market_log',
  'update on odds.unmapped_market_log',
  'select on odds.market_mapping_changes',
  'select, insert, update on odds.market_mapping_recorders',
  'usage on sequence odds.unmapped_market_log_id_seq',
];

describe('the role of a scraper', () => {
  test.each([
    ['the grants of grantStatements', scraperGrants],
    ['the smallest set of grants', smallestGrants],
  ])('with %s: starts, resolves, records, and changes no mapping', async (_, grantsTo) => {
    const { database, role, as } = await databaseWithRole();
    await prepareForScraper(database, grantsTo(role));
    await scrape(as);

    const refused = { code: 'DATABASE', sqlState: '42501' };
    const schema = 'odds';
    const error = await updateMapping(as, '1x2_ft', { priority: 9 }, { schema }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ ...refused, cause: { code: '42501' } });
    await expect(createMapping(as, MAPPING, { schema })).rejects.toMatchObject(refused);
    await expect(deactivateMapping(as, '1x2_ft', { schema })).rejects.toMatchObject(refused);
    await expect(deleteMapping(as, '1x2_ft', { schema })).rejects.toMatchObject(refused);
    const { rows } = await database.db.raw('select canonical_id, priority, is_active from odds.user_market_mappings');
    expect(rows).toEqual([{ canonical_id: '1x2_ft', priority: 0, is_active: true }]);
    expect((await listAuditLog(database.db, {}, { schema })).items).toHaveLength(1);
  });

  test('may read the audit log with the grants of grantStatements', async () => {
    const { database, role, as } = await databaseWithRole();
    await prepareForScraper(database, scraperGrants(role));
    expect((await listAuditLog(as, {}, { schema: 'odds' })).items).toMatchObject([{ action: 'CREATE' }]);
  });

  test.each(SMALLEST_GRANTS)('without "%s" it does not get far', async missing => {
    const { database, role, as } = await databaseWithRole();
    await prepareForScraper(database, smallestGrants(role, missing));
    const isOfHistory = missing.startsWith('usage on schema') || missing.endsWith('_migrations');
    await expect(scrape(as)).rejects.toMatchObject(
      isOfHistory
        ? { code: 'MIGRATION_NOT_PERMITTED', role, pending: null, message: expect.stringContaining(`to "${role}"`) }
        : { code: 'DATABASE', sqlState: '42501' },
    );
  });
});

const MAPPING = { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] };

function smallestGrants(role: string, missing?: string): string {
  return SMALLEST_GRANTS.filter(grant => grant !== missing)
    .map(grant => `grant ${grant} to ${role};`)
    .join('\n');
}

function scraperGrants(role: string): string {
  return grantStatements({ scraper: role, schema: 'odds' }).join(';\n');
}

async function prepareForScraper({ db, url }: TestDatabase, grants: string): Promise<void> {
  await runMigrations(db, { schema: 'odds' });
  await createMapping(db, MAPPING, { schema: 'odds' });
  await admin(url, grants);
}

/** What a scraper does in its life. */
async function scrape(db: Knex): Promise<void> {
  const options = { schema: 'odds' };
  expect(await runMigrations(db, options)).toEqual({ applied: [], adopted: [], ahead: [] });
  expect(await checkSchema(db, options)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
  const mapping = await resolveMapping(db, { source: 'betpawa', externalMarketId: '3743' }, options);
  expect(mapping).toMatchObject({ canonicalId: '1x2_ft' });
  const sighting = { source: 'bet9ja' as const, externalMarketId: 'S_OUA' };
  expect(await recordUnmappedMarket(db, sighting, options)).toMatchObject({ isNew: true });
  expect(await recordUnmappedMarket(db, sighting, options)).toMatchObject({ isNew: false, occurrenceCount: 2 });
  const { recorded, discovered } = await recordUnmappedMarkets(
    db,
    [sighting, { source: 'sportybet', externalMarketId: '60200' }],
    options,
  );
  expect([recorded, discovered.length]).toEqual([2, 1]);

  await using mapper = await createMarketMapper(db, { ...options, logger: { warn: () => {} } });
  expect(mapper.resolve('betpawa', '3743')).toMatchObject({ canonicalId: '1x2_ft' });
  mapper.recordUnmapped(sighting);
  const flushed = await mapper.flush();
  if (flushed.error) throw flushed.error;
  expect(flushed.recorded).toBe(1);
}

/** An empty database, and a new role that may do nothing there but connect; both gone with the test. */
async function databaseWithRole(): Promise<{ database: TestDatabase; role: string; as: Knex }> {
  const { database, logins } = await databaseWithRoles([newRole('role')]);
  const [login] = logins;
  if (!login) throw new Error('the role is missing');
  return { database, ...login };
}

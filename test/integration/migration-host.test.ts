import createKnex, { type Knex } from 'knex';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkSchema, runMigrations } from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { MIGRATIONS, tablesOf } from './catalogue.js';

describe("the consumer's knex", () => {
  test('its wrapIdentifier, postProcessResponse and migrations config are neither used nor changed', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const host = hostConfig(url);
    const theirs = knexFor(host);
    const [given, resolved] = [deepCopy(host), deepCopy(theirs.client.config)];

    expect(await runMigrations(theirs)).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
    expect(await runMigrations(theirs)).toEqual({ applied: [], adopted: [], ahead: [] });
    expect(await checkSchema(theirs)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });

    expect(hooksOf(host).flatMap(hook => hook.mock.calls)).toEqual([]);
    expect(host).toEqual(given);
    expect(theirs.client.config).toEqual(resolved);
    expect(theirs.userParams).toEqual({});
    expect(await tablesOf(db)).toEqual(
      [
        'market_mapping_changes',
        'market_mapping_history_start',
        'market_mapping_dismissals',
        'market_mapping_journal',
        'market_mapping_migrations',
        'market_mapping_recorders',
        'mapping_audit_log',
        'unmapped_history',
        'unmapped_ignore_rules',
        'unmapped_market_log',
        'user_market_mappings',
      ].sort(),
    );
    expect(await checkSchema(db)).toMatchObject({ ok: true });
  });

  test("goes on to treat the consumer's own queries as before", async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const theirs = knexFor(hostConfig(url));
    await runMigrations(theirs);
    expect(theirs('shoes').toSQL().sql).toBe('select * from "SHOES"');
    expect(await theirs.raw('select 1')).toBe('garbage');
    await theirs.transaction(async trx => {
      await runMigrations(trx, { schema: 'odds' });
      expect(trx('shoes').toSQL().sql).toBe('select * from "SHOES"');
      expect(await trx.raw('select 1')).toBe('garbage');
    });
    expect(theirs('shoes').toSQL().sql).toBe('select * from "SHOES"');
    expect(await theirs.raw('select 1')).toBe('garbage');
  });

  test('within a transaction nothing of it is used or changed either', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const host = hostConfig(url);
    const theirs = knexFor(host);
    const resolved = deepCopy(theirs.client.config);
    await theirs.transaction(async trx => {
      const ofTransaction = deepCopy(trx.client.config);
      expect(await runMigrations(trx)).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
      expect(await checkSchema(trx)).toMatchObject({ ok: true });
      expect(trx.client.config).toEqual(ofTransaction);
    });
    expect(hooksOf(host).flatMap(hook => hook.mock.calls)).toEqual([]);
    expect(theirs.client.config).toEqual(resolved);
    expect(await checkSchema(db)).toMatchObject({ ok: true });
  });

  test('is still open afterwards, also after a refusal', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const theirs = knexFor({ ...hostConfig(url), pool: { min: 0, max: 1 } });
    await db.raw('create table unmapped_market_log (line text)');
    await expect(runMigrations(theirs)).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
    await db.raw('drop table unmapped_market_log');
    expect((await runMigrations(theirs)).applied).toEqual(MIGRATIONS);
    expect(await theirs.raw('select 1')).toBe('garbage');
  });

  test('may be a withUserParams copy of another', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const theirs = knexFor(hostConfig(url)).withUserParams({ tenant: 'a' });
    expect((await runMigrations(theirs)).applied).toEqual(MIGRATIONS);
    expect(theirs.userParams).toEqual({ tenant: 'a' });
  });
});

/** What a service might have set up for its own queries and migrations; none of it is our business. */
function hostConfig(url: string) {
  const fail = () => {
    throw new Error('a hook of the consumer ran');
  };
  return {
    client: 'pg',
    connection: url,
    pool: { min: 0, max: 4 },
    wrapIdentifier: (value: string, wrap: (value: string) => string) => wrap(value.toUpperCase()),
    postProcessResponse: () => 'garbage',
    migrations: {
      tableName: 'their_migrations',
      schemaName: 'theirs',
      directory: './nowhere',
      disableTransactions: true,
      beforeAll: vi.fn(fail),
      afterAll: vi.fn(fail),
      beforeEach: vi.fn(fail),
      afterEach: vi.fn(fail),
    },
  };
}

function hooksOf({ migrations }: ReturnType<typeof hostConfig>) {
  return [migrations.beforeAll, migrations.afterAll, migrations.beforeEach, migrations.afterEach];
}

function knexFor(config: Knex.Config): Knex {
  const db = createKnex(config);
  onTestFinished(() => db.destroy());
  return db;
}

/** Functions stay the same ones, so that equality still tells a replaced one. */
function deepCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deepCopy(inner)]));
}

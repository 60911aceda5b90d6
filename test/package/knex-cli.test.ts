import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSchema, runMigrations } from '../../src/index.js';
import { type Consumer, makeConsumer } from '../support/consumer.js';
import { databaseForThisTest } from '../support/databases.js';
import { onlyBlock } from '../support/documents.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
  await consumer.write(
    'migrations/20260101000000_shoes.cjs',
    `exports.up = knex => knex.schema.createTable('shoes', table => table.increments());
     exports.down = knex => knex.schema.dropTable('shoes');`,
  );
  await consumer.write('knexfile.js', onlyBlock('docs/reference.md', 'js'));
});
afterAll(() => consumer.remove());

function knex(url: string, ...args: string[]): Promise<string> {
  return consumer.node(['node_modules/knex/bin/cli.js', ...args], { DATABASE_URL: url, NODE_ENV: 'development' });
}

describe('the knex CLI of a consumer with migrations of its own', () => {
  it.each([
    ['before', ['migrate:latest', 'migrate:latest --env marketMapping']],
    ['after', ['migrate:latest --env marketMapping', 'migrate:latest']],
  ])('brings our tables with theirs migrated %s, and neither history knows of the other', async (_, commands) => {
    const { db, url } = await databaseForThisTest({ empty: true });
    for (const command of commands) await knex(url, ...command.split(' '));
    expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    expect(await runMigrations(db)).toMatchObject({ applied: [] });
    expect(await db('knex_migrations').pluck('name')).toEqual(['20260101000000_shoes.cjs']);
    expect(await db('market_mapping_migrations').pluck('name')).not.toContain('20260101000000_shoes.cjs');
    expect(await knex(url, 'migrate:latest', '--env', 'marketMapping')).toContain('Already up to date');
  });

  it('lists and rolls back what runMigrations applied, and leaves their tables', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    await knex(url, 'migrate:latest');
    const { applied } = await runMigrations(db);
    const listed = await knex(url, 'migrate:list', '--env', 'marketMapping');
    for (const name of applied) expect(listed).toContain(name);
    await knex(url, 'migrate:rollback', '--all', '--env', 'marketMapping');
    expect(await db.schema.hasTable('user_market_mappings')).toBe(false);
    expect(await db.schema.hasTable('shoes')).toBe(true);
    expect((await runMigrations(db)).applied).toEqual(applied);
  });
});

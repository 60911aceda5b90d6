import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compile, releases } from '../../migrations/index.js';
import {
  checkSchema,
  createMapping,
  createMigrationSource,
  getMapping,
  migrationSource,
  planMigrations,
  recordUnmappedMarkets,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { connectTo, openMapper } from '../support/mappers.js';
import { countWaitingForLocks, everythingIn, MIGRATIONS, otherSession } from './catalogue.js';

const HISTORY = 'market_mapping_migrations';
const WELL = { ok: true, pending: [], ahead: [], differences: [] };
const NOTHING_DONE = { applied: [], adopted: [], ahead: [] };

/** A knex as a role that may do nothing but connect; the role is gone with the test. */
async function connectAsNobody(db: Knex, url: string): Promise<{ as: Knex; role: string }> {
  const role = `mm_nobody_${randomBytes(6).toString('hex')}`;
  await db.raw(`create role ${role} login`);
  onTestFinished(async () => {
    await db.raw(`drop owned by ${role}`);
    await db.raw(`drop role ${role}`);
  });
  const its = new URL(url);
  its.username = role;
  return { as: connectTo(its.toString()), role };
}

describe('what tells mappers of changes', () => {
  const FAULTS: [what: string, change: string, told: string][] = [
    ['a disabled trigger', 'alter table user_market_mappings disable trigger user', '(disabled)'],
    [
      'a trigger that a restore enabled for ordinary sessions only',
      'alter table user_market_mappings enable trigger market_mapping_tell_change',
      '(not enabled always)',
    ],
    ['a dropped trigger', 'drop trigger market_mapping_tell_change on user_market_mappings', 'is missing'],
    [
      'a trigger that is another one',
      `drop trigger market_mapping_tell_change on user_market_mappings;
       create trigger market_mapping_tell_change after insert on user_market_mappings for each row execute function market_mapping_tell_change()`,
      'is expected',
    ],
    [
      'a function that was replaced',
      `create or replace function market_mapping_tell_change() returns trigger language plpgsql as 'begin return null; end'`,
      'function market_mapping_tell_change() is',
    ],
    [
      'a function that anybody may execute',
      'grant execute on function market_mapping_tell_change() to public',
      'which PUBLIC may execute',
    ],
    ['a function that was dropped', 'drop function market_mapping_tell_change() cascade', 'is missing'],
  ];

  test.each(FAULTS)(
    '%s is a difference, and is put right where nothing else is to be done',
    async (_, change, told) => {
      const { db } = await databaseForThisTest();
      await createMapping(db, newMapping());
      await db.raw(change);
      const { ok, differences } = await checkSchema(db);
      expect(ok).toBe(false);
      expect(differences.join('\n')).toContain(told);
      const { pending, sql } = await planMigrations(db);
      expect(pending).toEqual([]);
      expect(sql).not.toBe('');
      expect(await runMigrations(db)).toEqual({ ...NOTHING_DONE, repaired: differences });
      expect(await checkSchema(db)).toEqual(WELL);
      expect(await runMigrations(db)).toEqual(NOTHING_DONE);
      const { mapper } = await openMapper(db);
      await updateMapping(db, 'btts_ft', { name: 'changed' });
      await mapper.refresh();
      expect(mapper.resolve('sportybet', '29')?.name).toBe('changed');
    },
  );

  test('is named, and no error, where the role may not put it right', async () => {
    const { db, url } = await databaseForThisTest();
    const { as, role } = await connectAsNobody(db, url);
    await db.raw(`grant select on ${HISTORY} to ${role}`);
    await db.raw('alter table user_market_mappings disable trigger user');
    const { differences } = await checkSchema(db);
    expect(await runMigrations(as)).toEqual({ ...NOTHING_DONE, differences });
  });

  test('is named, and no error, where somebody holds the table', async () => {
    const { db } = await databaseForThisTest();
    await db.raw('alter table user_market_mappings disable trigger user');
    const { differences } = await checkSchema(db);
    const holder = await otherSession(db);
    await holder.raw('lock table user_market_mappings in share mode');
    expect(await runMigrations(db, { lockTimeoutMs: 300 })).toEqual({ ...NOTHING_DONE, differences });
    await holder.rollback();
    expect(await runMigrations(db)).toMatchObject({ repaired: differences });
  });

  test('is left alone where a newer release has been', async () => {
    const { db } = await databaseForThisTest();
    await db(HISTORY).insert({ name: '900_of_a_newer_release', batch: 2, migration_time: new Date() });
    await db.raw(FAULTS[4]?.[1] ?? '');
    const before = await everythingIn(db);
    expect(await runMigrations(db)).toEqual({ ...NOTHING_DONE, ahead: ['900_of_a_newer_release'] });
    expect(await everythingIn(db)).toEqual(before);
  });

  test('can be attached to no other table by a role without rights, and no such function can', async () => {
    const { db, url } = await databaseForThisTest();
    const { as } = await connectAsNobody(db, url);
    const attach = `create temp table user_market_mappings (id int);
      create trigger t after insert on user_market_mappings for each row execute function public.market_mapping_tell_change()`;
    await expect(as.raw(attach)).rejects.toMatchObject({ code: '42501' });
    const { rows } = await db.raw(
      `select p.proname from pg_proc p
       where p.prosecdef and p.pronamespace = 'public'::regnamespace and has_function_privilege('public', p.oid, 'execute')`,
    );
    expect(rows).toEqual([]);
  });
});

describe('a schema that was renamed', () => {
  test('goes on: changes work and are seen', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db, { schema: 'odds' });
    await createMapping(db, newMapping(), { schema: 'odds' });
    await db.raw('alter schema odds rename to odds_2026');
    const schema = 'odds_2026';
    expect(await runMigrations(db, { schema })).toEqual(NOTHING_DONE);
    expect(await checkSchema(db, { schema })).toEqual(WELL);
    const { mapper } = await openMapper(db, { schema, listen: true });
    await updateMapping(db, 'btts_ft', { name: 'changed' }, { schema });
    await eventually(() => expect(mapper.resolve('sportybet', '29')?.name).toBe('changed'));
  });

  test('beside one that has its old name: each is heard of its own changes, in sessions that knew it before', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    // One connection, so that what it has planned for the old names is what is asked again.
    const db = connectTo(url, { pool: { min: 1, max: 1 } });
    await runMigrations(db, { schema: 'odds' });
    await createMapping(db, newMapping(), { schema: 'odds' });
    await db.raw('alter schema odds rename to odds_2026');
    await runMigrations(db, { schema: 'odds' });
    await createMapping(db, newMapping({ name: 'new' }), { schema: 'odds' });
    const stateOf = async (schema: string) =>
      (await db.raw(`select number, version from ${schema}.market_mapping_changes`)).rows[0];
    const renamed = await openMapper(db, { schema: 'odds_2026' });
    const before = [await stateOf('odds'), await stateOf('odds_2026')];
    await updateMapping(db, 'btts_ft', { name: 'changed' }, { schema: 'odds_2026' });
    expect(await stateOf('odds')).toEqual(before[0]);
    expect(await stateOf('odds_2026')).not.toEqual(before[1]);
    await renamed.mapper.refresh();
    expect(renamed.mapper.resolve('sportybet', '29')?.name).toBe('changed');
    expect((await getMapping(db, 'btts_ft', { schema: 'odds' }))?.name).toBe('new');
  });
});

describe('tables that were dumped and restored', () => {
  test('read the same when Postgres has read its own text of them again', async () => {
    const { db } = await databaseForThisTest();
    const { rows } = await db.raw<{ rows: { ddl: string }[] }>(`
      select format('alter table %s drop constraint %I; alter table %s add constraint %I %s',
        conrelid::regclass, conname, conrelid::regclass, conname, pg_get_constraintdef(oid)) as ddl
      from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace
      union all
      select format('drop index %s; %s', indexrelid::regclass, pg_get_indexdef(indexrelid))
      from pg_index where indrelid::regclass::text ~ '^(user_market|mapping_audit|unmapped_market)'
        and not exists (select from pg_constraint c where c.conindid = indexrelid)
      union all
      select format('alter table %s alter column %I set default %s', adrelid::regclass, attname, pg_get_expr(adbin, adrelid))
      from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum
      where adrelid::regclass::text ~ '^(user_market|mapping_audit|unmapped_market|market_mapping)' and attgenerated = ''`);
    expect(rows.length).toBeGreaterThan(20);
    for (const { ddl } of rows) await db.raw(ddl.replaceAll('?', '\\?'));
    expect(await checkSchema(db)).toEqual(WELL);
  });

  test.each([
    ['with', ''],
    ['without', 'drop function market_mapping_tell_change() cascade;'],
  ])('without the history, and %s the function and its triggers, are adopted whole', async (_, lost) => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await db.raw(`${lost} drop table ${HISTORY}`);
    expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: MIGRATIONS, ahead: [] });
    expect(await checkSchema(db)).toEqual(WELL);
    expect((await updateMapping(db, 'btts_ft', { name: 'changed' })).name).toBe('changed');
  });

  test('whose sequences were left behind: each is a difference that says what to do, and doing so is enough', async () => {
    const { db } = await databaseForThisTest();
    const sighting = (at: number) => ({ source: 'betpawa' as const, externalMarketId: `${at}` });
    await recordUnmappedMarkets(db, [sighting(1), sighting(2), sighting(3)]);
    await createMapping(db, newMapping());
    expect(await checkSchema(db)).toEqual(WELL);
    for (const table of ['unmapped_market_log', 'user_market_mappings', 'mapping_audit_log']) {
      await db.raw(`select setval('${table}_id_seq', 1, false)`);
    }
    const { ok, differences } = await checkSchema(db);
    expect(ok).toBe(false);
    expect(differences).toEqual([
      expect.stringMatching(/^mapping_audit_log: sequence public\.mapping_audit_log_id_seq is behind/),
      'unmapped_market_log: sequence public.unmapped_market_log_id_seq is behind (it is at 1, the highest id is 3); ' +
        "select setval('public.unmapped_market_log_id_seq', 3)",
      expect.stringContaining("select setval('public.user_market_mappings_id_seq', 1)"),
    ]);
    for (const difference of differences) await db.raw(difference.slice(difference.indexOf('; ') + 2));
    expect(await checkSchema(db)).toEqual(WELL);
  });

  test('say nothing of sequences to a role that may not read them', async () => {
    const { db, url } = await databaseForThisTest();
    const { as, role } = await connectAsNobody(db, url);
    await db.raw(`grant select on ${HISTORY} to ${role}`);
    expect(await checkSchema(as)).toEqual(WELL);
  });
});

describe('a rollback by the knex CLI', () => {
  const config = { migrationSource, tableName: HISTORY };

  test.each([
    ['user_market_mappings', (db: Knex) => createMapping(db, newMapping())],
    ['unmapped_market_log', (db: Knex) => recordUnmappedMarkets(db, [{ source: 'betpawa', externalMarketId: '1' }])],
  ])('is refused while %s holds rows, and changes nothing', async (table, fill) => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await fill(db);
    const ours = async () => (await everythingIn(db)).filter(thing => !thing.includes(`${HISTORY}_lock`));
    const before = await ours();
    await expect(db.migrate.rollback(config)).rejects.toMatchObject({
      code: 'ROLLBACK_REFUSED',
      tables: expect.arrayContaining([table]),
      message: expect.stringContaining('dropTables: true'),
    });
    expect(await ours()).toEqual(before);
    expect(await db(HISTORY).pluck('name')).toEqual(MIGRATIONS);
  });

  test('drops everything where it is told that this is meant', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await createMapping(db, newMapping());
    await db.migrate.rollback({ ...config, migrationSource: createMigrationSource({ dropTables: true }) });
    expect(await db(HISTORY).pluck('name')).toEqual([]);
    expect((await everythingIn(db)).filter(thing => thing.includes('user_market_mappings'))).toEqual([]);
  });

  test('takes for the option nothing but true and false', () => {
    const options = { dropTables: 'no' } as unknown as { dropTables: boolean };
    expect(() => createMigrationSource(options)).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field: 'dropTables' }),
    );
  });
});

describe('migrating tables that are in use', () => {
  test('lets readers by while it waits for one who holds a table', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const target = { schema: 'public', present: new Set<string>() };
    for (const { migration } of releases.slice(0, 4)) await db.raw(compile(migration, 'up', target, db));
    await db.raw(`create table ${HISTORY} (id serial primary key, name text, batch int, migration_time timestamptz)`);
    await db(HISTORY).insert(MIGRATIONS.slice(0, 4).map(name => ({ name, batch: 1 })));
    const idle = await otherSession(db);
    await idle.raw('select from user_market_mappings');
    const migrating = runMigrations(connectTo(url));
    const reader = connectTo(url);
    for (let waits = 0; waits < 3; waits++) {
      await expect.poll(() => countWaitingForLocks(db), { interval: 5, timeout: 20_000 }).toBeGreaterThan(0);
      // It would wait as long as the idle one otherwise.
      await reader.raw('select from user_market_mappings');
      await expect.poll(() => countWaitingForLocks(db), { interval: 5, timeout: 20_000 }).toBe(0);
    }
    await idle.rollback();
    expect((await migrating).applied).toEqual(MIGRATIONS.slice(4));
  });
});

describe('a release before 005', () => {
  /** What it sends, in the form in which it was: no column of 005 in it. */
  const ITS_COLUMNS =
    'id, canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, is_active, created_at, updated_at, ' +
    'created_by, line_kind, line_conventions';

  test('works on a database that this one has migrated, and what it writes is read here', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    await db.raw(
      `with saved as (
         insert into user_market_mappings (canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, created_by, line_kind)
         values ('old', 'Old', '1', '2', 'S_OLD', '[]', 3, 'old release', 'total') returning ${ITS_COLUMNS}
       )
       insert into mapping_audit_log (mapping_id, canonical_id, action, new_value) select id, canonical_id, 'CREATE', to_jsonb(saved) from saved`,
    );
    await db.raw(
      `insert into unmapped_market_log as u (source, external_market_id, market_name, occurrence_count) values ('betpawa', 'x', 'X', 2)
       on conflict (source, external_market_id) do update set occurrence_count = u.occurrence_count + excluded.occurrence_count`,
    );
    await db.raw(`update user_market_mappings set name = 'Older', updated_at = now() where canonical_id = 'old'`);
    await mapper.refresh();
    expect(mapper.resolve('betpawa', '1')).toMatchObject({ name: 'Older', lineKind: 'total' });
    expect(await getMapping(db, 'old')).toMatchObject({ name: 'Older', priority: 3 });
    const { rows } = await db.raw(`select ${ITS_COLUMNS} from user_market_mappings`);
    expect(rows).toMatchObject([{ canonical_id: 'old', created_by: 'old release' }]);
    const state = await db.raw(
      'select source_ids, sport from user_market_mappings union all select null, sport from unmapped_market_log',
    );
    expect(state.rows).toEqual([
      { source_ids: null, sport: null },
      { source_ids: null, sport: null },
    ]);
  });

  test.each(releases.map(({ migration: { name } }, at) => [name, at + 1] as const))(
    'with its rows is brought to this one from %s',
    async (_, count) => {
      const { db } = await databaseForThisTest({ empty: true });
      const target = { schema: 'public', present: new Set<string>() };
      for (const { migration } of releases.slice(0, count)) await db.raw(compile(migration, 'up', target, db));
      await db.raw(`create table ${HISTORY} (id serial primary key, name text, batch int, migration_time timestamptz)`);
      await db(HISTORY).insert(MIGRATIONS.slice(0, count).map(name => ({ name, batch: 1 })));
      await db.raw(
        `insert into user_market_mappings (canonical_id, name, sportybet_id, outcome_mapping) values ('btts_ft', 'old', '29', '[]')`,
      );
      await db.raw(`insert into unmapped_market_log (source, external_market_id) values ('betpawa', 'x')`);
      expect((await runMigrations(db)).applied).toEqual(MIGRATIONS.slice(count));
      expect(await checkSchema(db)).toEqual(WELL);
      const { mapper } = await openMapper(db);
      expect(mapper.resolve('sportybet', '29')?.name).toBe('old');
      await updateMapping(db, 'btts_ft', { name: 'new' });
      await mapper.refresh();
      expect(mapper.resolve('sportybet', '29')?.name).toBe('new');
      expect(await db('unmapped_market_log').pluck('external_market_id')).toEqual(['x']);
    },
  );
});

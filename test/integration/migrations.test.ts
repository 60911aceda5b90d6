import createKnex, { type Knex } from 'knex';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { compile, currentSchema, releases } from '../../migrations/index.js';
import {
  checkSchema,
  createMapping,
  createMigrationSource,
  getMapping,
  isMarketMappingError,
  MigrationLockTimeoutError,
  migrationSource,
  runMigrations,
  SchemaMissingError,
  ValidationError,
} from '../../src/index.js';
import { describeSchema } from '../../src/schema/describe-schema.js';
import { databaseForThisTest } from '../support/databases.js';
import {
  countWaitingForMigrationLock,
  everythingIn,
  holdMigrationLock,
  MIGRATIONS,
  otherSession,
  tablesOf,
} from './catalogue.js';

const TABLES = ['mapping_audit_log', 'unmapped_market_log', 'user_market_mappings'];
const HISTORY = 'market_mapping_migrations';
/** What later migrations add beside them. */
const HELPERS = [
  'market_mapping_changes',
  'market_mapping_dismissals',
  'market_mapping_history_start',
  'market_mapping_journal',
  'market_mapping_recorders',
  'unmapped_history',
  'unmapped_ignore_rules',
];

async function databaseAfterFirstMigration(): Promise<Knex> {
  const { db } = await databaseForThisTest({ empty: true });
  await db.raw(compile(releases[0].migration, 'up', { schema: 'public', present: new Set() }, db));
  return db;
}

describe('the tables after the first migration', () => {
  test('have exactly the columns of the contract', async () => {
    const db = await databaseAfterFirstMigration();
    expect(await columnsOf(db, 'user_market_mappings')).toEqual([
      "id integer not null default nextval('user_market_mappings_id_seq'::regclass)",
      'canonical_id character varying(100) not null',
      'name character varying(255) not null',
      'betpawa_id character varying(50)',
      'sportybet_id character varying(50)',
      'bet9ja_key character varying(50)',
      'outcome_mapping jsonb not null',
      'priority integer not null default 0',
      'is_active boolean not null default true',
      'created_at timestamp with time zone not null default now()',
      'updated_at timestamp with time zone not null default now()',
      'created_by character varying(100)',
    ]);
    expect(await columnsOf(db, 'mapping_audit_log')).toEqual([
      "id integer not null default nextval('mapping_audit_log_id_seq'::regclass)",
      'mapping_id integer',
      'canonical_id character varying(100) not null',
      'action character varying(20) not null',
      'old_value jsonb',
      'new_value jsonb',
      'reason text',
      'created_at timestamp with time zone not null default now()',
      'created_by character varying(100)',
    ]);
    expect(await columnsOf(db, 'unmapped_market_log')).toEqual([
      "id integer not null default nextval('unmapped_market_log_id_seq'::regclass)",
      'source character varying(20) not null',
      'external_market_id character varying(100) not null',
      'market_name character varying(255)',
      'sample_outcomes jsonb',
      'first_seen_at timestamp with time zone not null default now()',
      'last_seen_at timestamp with time zone not null default now()',
      'occurrence_count integer not null default 1',
      "status character varying(20) not null default 'NEW'::character varying",
      'notes text',
    ]);
  });

  test('have exactly the indexes of the contract', async () => {
    const db = await databaseAfterFirstMigration();
    const { rows } = await db.raw(
      `select indexdef from pg_indexes where schemaname = 'public' and tablename = any(?) order by indexname`,
      [TABLES],
    );
    expect(rows.map((row: { indexdef: string }) => row.indexdef)).toEqual([
      'CREATE INDEX idx_audit_log_action ON public.mapping_audit_log USING btree (action)',
      'CREATE INDEX idx_audit_log_canonical ON public.mapping_audit_log USING btree (canonical_id)',
      'CREATE INDEX idx_audit_log_created ON public.mapping_audit_log USING btree (created_at)',
      'CREATE INDEX idx_audit_log_mapping ON public.mapping_audit_log USING btree (mapping_id)',
      'CREATE INDEX idx_unmapped_last_seen ON public.unmapped_market_log USING btree (last_seen_at DESC)',
      'CREATE INDEX idx_unmapped_occurrences ON public.unmapped_market_log USING btree (occurrence_count DESC)',
      'CREATE INDEX idx_unmapped_source ON public.unmapped_market_log USING btree (source)',
      'CREATE INDEX idx_unmapped_status ON public.unmapped_market_log USING btree (status)',
      'CREATE INDEX idx_user_mappings_active ON public.user_market_mappings USING btree (is_active) WHERE (is_active = true)',
      'CREATE INDEX idx_user_mappings_bet9ja ON public.user_market_mappings USING btree (bet9ja_key) WHERE (bet9ja_key IS NOT NULL)',
      'CREATE INDEX idx_user_mappings_betpawa ON public.user_market_mappings USING btree (betpawa_id) WHERE (betpawa_id IS NOT NULL)',
      'CREATE INDEX idx_user_mappings_sportybet ON public.user_market_mappings USING btree (sportybet_id) WHERE (sportybet_id IS NOT NULL)',
      'CREATE UNIQUE INDEX mapping_audit_log_pkey ON public.mapping_audit_log USING btree (id)',
      'CREATE UNIQUE INDEX unmapped_market_log_pkey ON public.unmapped_market_log USING btree (id)',
      'CREATE UNIQUE INDEX uq_unmapped_source_market ON public.unmapped_market_log USING btree (source, external_market_id)',
      'CREATE UNIQUE INDEX user_market_mappings_canonical_id_unique ON public.user_market_mappings USING btree (canonical_id)',
      'CREATE UNIQUE INDEX user_market_mappings_pkey ON public.user_market_mappings USING btree (id)',
    ]);
  });

  test('have exactly the constraints of the contract', async () => {
    const db = await databaseAfterFirstMigration();
    const { rows } = await db.raw(
      `select concat_ws(' ', c.table_name, c.constraint_type,
         (select string_agg(k.column_name, ',' order by k.ordinal_position) from information_schema.key_column_usage k
          where (k.constraint_schema, k.constraint_name) = (c.constraint_schema, c.constraint_name)),
         (select concat('references ', u.table_name, '.', u.column_name, ' on delete ', r.delete_rule, ' on update ', r.update_rule)
          from information_schema.referential_constraints r
          join information_schema.constraint_column_usage u
            on (u.constraint_schema, u.constraint_name) = (r.constraint_schema, r.constraint_name)
          where (r.constraint_schema, r.constraint_name) = (c.constraint_schema, c.constraint_name))) as told
       from information_schema.table_constraints c
       where c.table_schema = 'public' and c.table_name = any(?) and c.constraint_name not like '%_not_null'
       order by c.table_name, c.constraint_type, 1`,
      [TABLES],
    );
    expect(rows.map((row: { told: string }) => row.told)).toEqual([
      'mapping_audit_log FOREIGN KEY mapping_id references user_market_mappings.id on delete SET NULL on update NO ACTION',
      'mapping_audit_log PRIMARY KEY id',
      'unmapped_market_log PRIMARY KEY id',
      'unmapped_market_log UNIQUE source,external_market_id',
      'user_market_mappings PRIMARY KEY id',
      'user_market_mappings UNIQUE canonical_id',
    ]);
  });

  test('come with their history, the change trigger and what the mapper needs, and nothing else: no lock table', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    expect(await tablesOf(db)).toEqual([...TABLES, ...HELPERS, HISTORY].sort());
    expect((await everythingIn(db)).filter(thing => thing.startsWith('function'))).toEqual([
      'function public market_mapping_guard_audit',
      'function public market_mapping_keep_history',
      'function public market_mapping_raise_updated_at',
      'function public market_mapping_restart_history',
      'function public market_mapping_take_told',
      'function public market_mapping_tell_change',
    ]);
    expect((await db.raw('select tgname from pg_trigger where not tgisinternal order by tgname')).rows).toEqual([
      { tgname: 'market_mapping_guard_audit' },
      { tgname: 'market_mapping_keep_history' },
      { tgname: 'market_mapping_raise_updated_at' },
      { tgname: 'market_mapping_restart_history' },
      { tgname: 'market_mapping_take_told' },
      { tgname: 'market_mapping_tell_change' },
      { tgname: 'market_mapping_tell_truncate' },
    ]);
    expect((await db.raw(`select relname from pg_class where relkind = 'S' order by relname`)).rows).toEqual(
      [...TABLES, HISTORY, 'market_mapping_dismissals', 'unmapped_history', 'unmapped_ignore_rules']
        .sort()
        .map(table => ({ relname: `${table}_id_seq` })),
    );
  });

  test('have got, by the later ones, what says how to read a line, and further sources and the sport', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const before = await columnsOf(await databaseAfterFirstMigration(), 'user_market_mappings');
    await runMigrations(db);
    expect((await columnsOf(db, 'user_market_mappings')).filter(column => !before.includes(column))).toEqual([
      'line_kind character varying(20)',
      'line_conventions jsonb',
      'source_ids jsonb',
      'sport character varying(20)',
    ]);
    const insert = `insert into user_market_mappings (canonical_id, name, outcome_mapping, line_kind) values (?, 'A', '[]', ?)`;
    await db.raw(insert, ['a', 'total']);
    await expect(db.raw(insert, ['b', 'totals'])).rejects.toThrow('user_market_mappings_line_kind');
  });

  test('of an older release, which lack a column, are told apart from a database that is at fault', async () => {
    const { db } = await databaseForThisTest();
    await db.raw('alter table user_market_mappings drop column line_kind');
    const error = await getMapping(db, '1x2_ft').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SchemaMissingError);
    expect(error).toMatchObject({ code: 'SCHEMA_MISSING', message: expect.stringContaining('runMigrations') });
  });

  test('are described after each migration as its committed description says', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    for (const { migration, after } of releases) {
      await db.raw(compile(migration, 'up', { schema: 'public', present: new Set() }, db));
      expect(await describeSchema(db, 'public'), migration.name).toEqual(after);
    }
    for (const { migration } of [...releases].reverse()) {
      await db.raw(compile(migration, 'down', { schema: 'public', present: new Set() }, db));
    }
    expect(await everythingIn(db)).toEqual(['schema public']);
  });

  test('keep an audit row, without its mapping, when the mapping is deleted', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db.raw(
      `insert into user_market_mappings (id, canonical_id, name, outcome_mapping) values (7, 'a', 'A', '[]')`,
    );
    await db.raw('delete from user_market_mappings');
    expect((await db.raw('select action, mapping_id, canonical_id from mapping_audit_log order by id')).rows).toEqual([
      { action: 'CREATE', mapping_id: null, canonical_id: 'a' },
      { action: 'DELETE', mapping_id: null, canonical_id: 'a' },
    ]);
  });
});

describe('runMigrations', () => {
  test('tells what it applied, and writes it into a history like knex keeps', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
    const history = await db(HISTORY).select();
    expect(history).toEqual(
      MIGRATIONS.map((name, at) => ({ id: at + 1, name, batch: 1, migration_time: expect.any(Date) })),
    );
    const [done, pending] = await db.migrate.list({ migrationSource, tableName: HISTORY });
    expect(done).toMatchObject(MIGRATIONS.map(name => ({ name })));
    expect(pending).toEqual([]);
  });

  test('applies nothing the second time, and changes nothing', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    const before = [await everythingIn(db), await db(HISTORY).select()];
    expect(await runMigrations(db)).toEqual({ applied: [], adopted: [], ahead: [] });
    expect([await everythingIn(db), await db(HISTORY).select()]).toEqual(before);
  });

  test('takes at most six round trips where nothing is to be done', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    const sent: string[] = [];
    db.on('query', ({ sql }: { sql: string }) => sent.push(sql));
    await runMigrations(db);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThanOrEqual(6);
  });

  test('needs no lock where nothing is to be done', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    const holder = await holdMigrationLock(db);
    await holder.raw('lock table user_market_mappings, mapping_audit_log, unmapped_market_log');
    expect(await runMigrations(db, { lockTimeoutMs: 1 })).toEqual({ applied: [], adopted: [], ahead: [] });
  });

  test('needs no right to write where nothing is to be done, as on a read-only replica', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db.transaction(
      async trx => expect(await runMigrations(trx)).toEqual({ applied: [], adopted: [], ahead: [] }),
      { readOnly: true },
    );
  });

  test('works with a pool of one connection', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const db = knexOn(url, { pool: { min: 0, max: 1 } });
    expect((await runMigrations(db)).applied).toEqual(MIGRATIONS);
    expect((await runMigrations(db)).applied).toEqual([]);
    expect((await checkSchema(db)).ok).toBe(true);
  });

  test('refuses a database that is not Postgres', async () => {
    const db = createKnex({ client: 'redshift' });
    onTestFinished(() => db.destroy());
    await expect(runMigrations(db)).rejects.toMatchObject({ code: 'VALIDATION', field: 'db' });
  });
});

describe("within the caller's transaction", () => {
  test('a rollback undoes everything', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const before = await everythingIn(db);
    const trx = await otherSession(db);
    expect((await runMigrations(trx, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    expect((await checkSchema(trx, { schema: 'odds' })).ok).toBe(true);
    await trx.rollback();
    expect(await everythingIn(db)).toEqual(before);
  });

  test('a commit keeps the tables together with what the caller did', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.transaction(async trx => {
      await trx.raw('create table theirs (id int)');
      await runMigrations(trx);
      await createMapping(trx, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
    });
    expect(await tablesOf(db)).toContain('theirs');
    expect(await getMapping(db, '1x2_ft')).toMatchObject({ name: '1X2' });
  });

  test('lock_timeout and statement_timeout are afterwards what they were before', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const db = knexOn(url, { pool: { min: 0, max: 1 } });
    await db.raw(`set lock_timeout = '5s'`);
    await db.transaction(async trx => {
      await trx.raw(`set local lock_timeout = '7s'`);
      await trx.raw(`set local statement_timeout = '8min'`);
      await runMigrations(trx, { lockTimeoutMs: 1234 });
      expect(await timeoutsOf(trx)).toEqual({ lock_timeout: '7s', statement_timeout: '8min' });
    });
    expect(await timeoutsOf(db)).toEqual({ lock_timeout: '5s', statement_timeout: '0' });
  });

  test('after a lock timeout the transaction still works, with its own timeouts', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const holder = await holdMigrationLock(db);
    await db.transaction(async trx => {
      await trx.raw(`set local lock_timeout = '7s'`);
      await trx.raw('create table theirs (id int)');
      await expect(runMigrations(trx, { lockTimeoutMs: 20 })).rejects.toThrow(MigrationLockTimeoutError);
      expect(await timeoutsOf(trx)).toEqual({ lock_timeout: '7s', statement_timeout: '0' });
      await holder.rollback();
      expect((await runMigrations(trx)).applied).toEqual(MIGRATIONS);
    });
    expect(await tablesOf(db)).toEqual([...TABLES, ...HELPERS, HISTORY, 'theirs'].sort());
  });

  test("the session's timeouts are untouched when runMigrations opens the transaction itself", async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const db = knexOn(url, { pool: { min: 0, max: 1 } });
    await db.raw(`set lock_timeout = '7s'`);
    await db.raw(`set statement_timeout = '8min'`);
    await runMigrations(db);
    expect(await timeoutsOf(db)).toEqual({ lock_timeout: '7s', statement_timeout: '8min' });
  });

  test('a short statement_timeout of the session does not cut the wait for the lock short', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const holder = await holdMigrationLock(db);
    const hurried = knexOn(url, { pool: { min: 0, max: 1 } });
    await hurried.raw(`set statement_timeout = '1s'`);
    const [{ since }] = (await db.raw('select clock_timestamp()::text as since')).rows;
    const result = runMigrations(hurried);
    await vi.waitFor(
      async () => {
        const { rows } = await db.raw(`select clock_timestamp() > ?::timestamptz + interval '1200ms' as over`, [since]);
        expect(rows).toEqual([{ over: true }]);
        expect(await countWaitingForMigrationLock(db)).toBe(1);
      },
      { timeout: 30_000, interval: 100 },
    );
    await holder.rollback();
    expect((await result).applied).toEqual(MIGRATIONS);
  });
});

describe('checkSchema', () => {
  test('of an empty database: everything is pending and missing', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    expect(await checkSchema(db)).toEqual({
      ok: false,
      pending: MIGRATIONS,
      ahead: [],
      differences: [
        'user_market_mappings: the table is missing',
        'mapping_audit_log: the table is missing',
        'unmapped_market_log: the table is missing',
        'market_mapping_changes: the table is missing',
        'market_mapping_journal: the table is missing',
        'market_mapping_recorders: the table is missing',
        'market_mapping_history_start: the table is missing',
        'unmapped_ignore_rules: the table is missing',
        'unmapped_history: the table is missing',
        'market_mapping_dismissals: the table is missing',
      ],
    });
  });

  test('of a migrated database: all is well', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
  });

  test('of a database ahead of this release: well, and it says by what', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db(HISTORY).insert({ name: '900_of_a_newer_release', batch: 2, migration_time: new Date() });
    expect(await checkSchema(db)).toEqual({
      ok: true,
      pending: [],
      ahead: ['900_of_a_newer_release'],
      differences: [],
    });
  });

  test.each([
    [
      'an index that was dropped',
      'drop index idx_unmapped_status',
      ['unmapped_market_log: index idx_unmapped_status btree (status) is missing'],
    ],
    [
      'a column that was altered',
      'alter table user_market_mappings alter column name type varchar(200)',
      [
        'user_market_mappings: column name is "character varying(200) not null" where "character varying(255) not null" is expected',
      ],
    ],
    [
      'a default that was dropped',
      'alter table unmapped_market_log alter column occurrence_count drop default',
      [
        'unmapped_market_log: column occurrence_count is "integer not null" where "integer not null default 1" is expected',
      ],
    ],
    [
      'a column that was added',
      'alter table mapping_audit_log add column ticket text',
      ['mapping_audit_log: column ticket text is not expected'],
    ],
    ['a table that was dropped', 'drop table unmapped_market_log', ['unmapped_market_log: the table is missing']],
    [
      'a unique constraint that was dropped',
      'alter table unmapped_market_log drop constraint uq_unmapped_source_market',
      ['unmapped_market_log: unique (source, external_market_id) named uq_unmapped_source_market is missing'],
    ],
    [
      'an index that a failed REINDEX CONCURRENTLY left invalid',
      `update pg_index set indisvalid = false where indexrelid = 'idx_unmapped_status'::regclass`,
      ['unmapped_market_log: index idx_unmapped_status is "btree (status) invalid" where "btree (status)" is expected'],
    ],
  ])('finds %s', async (_, change, differences) => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db.raw(change);
    expect(await checkSchema(db)).toEqual({ ok: false, pending: [], ahead: [], differences });
  });

  test('finds every difference, not only the first', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db.raw(
      'drop index idx_unmapped_status; alter table mapping_audit_log add column ticket text, drop column reason',
    );
    const { differences } = await checkSchema(db);
    expect(differences).toEqual([
      'mapping_audit_log: column reason text is missing',
      'mapping_audit_log: column ticket text is not expected',
      'unmapped_market_log: index idx_unmapped_status btree (status) is missing',
    ]);
  });

  test('writes nothing', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const before = await everythingIn(db);
    await checkSchema(db);
    await db.transaction(trx => checkSchema(trx), { readOnly: true });
    expect(await everythingIn(db)).toEqual(before);
  });
});

describe('beside the migrations of the consumer', () => {
  test('the history of the consumer is untouched, and their migrations go on as before', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const theirs = consumersMigrations(['001_theirs']);
    await db.migrate.latest({ migrationSource: theirs });
    const before = await db('knex_migrations').select();
    await runMigrations(db);
    expect(await db('knex_migrations').select()).toEqual(before);
    expect(await db('knex_migrations_lock').select()).toEqual([{ index: 1, is_locked: 0 }]);

    const [batch, applied] = await db.migrate.latest({
      migrationSource: consumersMigrations(['001_theirs', '002_theirs']),
    });
    expect([batch, applied]).toEqual([2, ['002_theirs']]);
    expect(await runMigrations(db)).toEqual({ applied: [], adopted: [], ahead: [] });
    expect(await db(HISTORY).pluck('name')).toEqual(MIGRATIONS);
  });

  test('knex takes the migrations by migrationSource, down and up again', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    const config = { migrationSource, tableName: HISTORY };
    await db.migrate.rollback(config);
    expect((await tablesOf(db)).filter(table => TABLES.includes(table))).toEqual([]);
    expect((await checkSchema(db)).pending).toEqual(MIGRATIONS);
    await db.migrate.latest(config);
    expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    expect(await runMigrations(db)).toEqual({ applied: [], adopted: [], ahead: [] });
  });

  test('after a rollback by knex, runMigrations brings the tables back too', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db.migrate.rollback({ migrationSource, tableName: HISTORY });
    expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
    expect((await checkSchema(db)).ok).toBe(true);
  });

  test('a consumer who ran migrationSource into a history of their own is adopted', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.migrate.latest({ migrationSource, tableName: 'their_migrations' });
    await createMapping(db, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
    expect(await checkSchema(db)).toEqual({ ok: false, pending: MIGRATIONS, ahead: [], differences: [] });
    expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: MIGRATIONS, ahead: [] });
    expect((await checkSchema(db)).ok).toBe(true);
    expect(await getMapping(db, '1x2_ft')).not.toBeNull();
    expect(await db('their_migrations').pluck('name')).toEqual(MIGRATIONS);
  });

  test('createMigrationSource takes them to another schema', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw('create schema odds');
    const config = {
      migrationSource: createMigrationSource({ schema: 'odds' }),
      tableName: HISTORY,
      schemaName: 'odds',
    };
    await db.migrate.latest(config);
    expect(await checkSchema(db, { schema: 'odds' })).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    expect(await runMigrations(db, { schema: 'odds' })).toEqual({ applied: [], adopted: [], ahead: [] });
    expect(await tablesOf(db)).toEqual([]);
    await db.migrate.rollback(config);
    expect((await tablesOf(db, 'odds')).filter(table => TABLES.includes(table))).toEqual([]);
  });
});

describe('in a schema of the consumer’s choice', () => {
  test.each(['odds', 'Odds_$1', 'a$$b', 'select', '_', 'x'.repeat(63)])(
    'creates the missing schema %s',
    async schema => {
      const { db } = await databaseForThisTest({ empty: true });
      expect(await runMigrations(db, { schema })).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
      expect(await runMigrations(db, { schema })).toEqual({ applied: [], adopted: [], ahead: [] });
      expect(await checkSchema(db, { schema })).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
      expect(await describeSchema(db, schema)).toEqual(currentSchema);
      expect(await tablesOf(db, schema)).toEqual([...TABLES, ...HELPERS, HISTORY].sort());
      expect(await tablesOf(db)).toEqual([]);
    },
  );

  test('uses a schema that exists, with what is in it', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw('create schema odds; create table odds.theirs (id int)');
    await runMigrations(db, { schema: 'odds' });
    expect(await tablesOf(db, 'odds')).toEqual([...TABLES, ...HELPERS, HISTORY, 'theirs'].sort());
  });

  test('and in public at once, each with rows and a history of its own', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    expect((await checkSchema(db, { schema: 'odds' })).pending).toEqual(MIGRATIONS);
    expect((await runMigrations(db, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    for (const schema of ['public', 'odds']) {
      expect(await checkSchema(db, { schema })).toMatchObject({ ok: true });
      expect(await referencedSchema(db, schema)).toBe(schema);
    }
    await createMapping(
      db,
      { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] },
      { schema: 'odds' },
    );
    expect(await getMapping(db, '1x2_ft')).toBeNull();
    expect(await getMapping(db, '1x2_ft', { schema: 'odds' })).not.toBeNull();
    await db.raw('drop schema odds cascade');
    expect(await checkSchema(db)).toMatchObject({ ok: true });
  });

  test.each([
    ['in search_path', ['odds', 'public']],
    ['not in search_path', ['public']],
    ['and a search_path that leads nowhere', ['nowhere']],
  ])('%s: the tables are found and described alike', async (_, searchPath) => {
    const { url } = await databaseForThisTest({ empty: true });
    const db = knexOn(url, { searchPath });
    expect((await runMigrations(db, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    expect(await describeSchema(db, 'odds')).toEqual(currentSchema);
    expect(await checkSchema(db, { schema: 'odds' })).toMatchObject({ ok: true });
  });

  test.each([
    'pg_catalog',
    'PG_temp',
    'pg_mine',
    '',
    ' ',
    'a b',
    'a.b',
    'a-b',
    '1a',
    '$a',
    'a"b',
    "a'b",
    'a;drop table x',
    'a\0',
    'a\n',
    'odds\u2028',
    'märkte',
    'x'.repeat(64),
  ])('refuses the unsafe schema name %j', async schema => {
    const { db, sent } = knexToNowhere();
    for (const call of [() => runMigrations(db, { schema }), () => checkSchema(db, { schema })]) {
      await expect(call()).rejects.toMatchObject({ code: 'VALIDATION', field: 'schema' });
    }
    expect(() => createMigrationSource({ schema })).toThrow(ValidationError);
    expect(sent).not.toHaveBeenCalled();
  });

  test('a repository function on a schema without tables says to call runMigrations, with its option', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await expect(getMapping(db, 'x', { schema: 'odds' })).rejects.toThrow(SchemaMissingError);
    await expect(getMapping(db, 'x', { schema: 'odds' })).rejects.toThrow(`runMigrations(db, { schema: 'odds' })`);
  });
});

describe('invalid options', () => {
  test.each<[field: string, value: unknown]>([
    ['lockTimeoutMs', -1],
    ['lockTimeoutMs', 1.5],
    ['lockTimeoutMs', Number.NaN],
    ['lockTimeoutMs', Number.POSITIVE_INFINITY],
    ['lockTimeoutMs', 2147483648],
    ['lockTimeoutMs', '1000'],
    ['lockTimeoutMs', null],
    ['lockTimeoutMs', 5n],
    ['lockTimeoutMs', {}],
    ['schema', null],
    ['schema', 5],
    ['schema', {}],
    ['schema', ['public']],
    ['schema', Symbol('public')],
  ])('%s: %s is refused before any SQL', async (field, value) => {
    const { db, sent } = knexToNowhere();
    const error = await runMigrations(db, { [field]: value }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValidationError);
    expect(isMarketMappingError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'VALIDATION', field });
    expect(sent).not.toHaveBeenCalled();
  });
});

describe('lockTimeoutMs', () => {
  test('ends the wait for another migrating process with nothing written, and the next call works', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const before = await everythingIn(db);
    const holder = await holdMigrationLock(db);
    const error = await runMigrations(db, { lockTimeoutMs: 50, schema: 'odds' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MigrationLockTimeoutError);
    expect(error).toMatchObject({ code: 'MIGRATION_LOCK_TIMEOUT', cause: { sqlState: '55P03' } });
    expect(await everythingIn(db)).toEqual(before);
    await holder.rollback();
    expect((await runMigrations(db, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
  });

  test('ends the wait for a locked table, too', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const before = await everythingIn(db);
    const holder = await otherSession(db);
    await holder.raw('create table unmapped_market_log (id int)');
    await expect(runMigrations(db, { lockTimeoutMs: 50 })).rejects.toThrow(MigrationLockTimeoutError);
    await holder.rollback();
    expect(await everythingIn(db)).toEqual(before);
    expect((await runMigrations(db)).applied).toEqual(MIGRATIONS);
  });

  test.each([undefined, 0, 2147483647])('%s: waits until the other process is done', async lockTimeoutMs => {
    const { db } = await databaseForThisTest({ empty: true });
    const holder = await holdMigrationLock(db);
    const result = runMigrations(db, { lockTimeoutMs });
    await vi.waitFor(async () => expect(await countWaitingForMigrationLock(db)).toBe(1), { timeout: 30_000 });
    await holder.rollback();
    expect((await result).applied).toEqual(MIGRATIONS);
  });
});

/** A knex of a service's own, ended with the test. */
function knexOn(url: string, config: Partial<Knex.Config>): Knex {
  const db = createKnex({ client: 'pg', connection: url, ...config });
  onTestFinished(() => db.destroy());
  return db;
}

/** A knex that has no database to talk to, and what it is asked all the same. */
function knexToNowhere() {
  const db = createKnex({ client: 'pg' });
  const sent = vi.fn();
  db.on('query', sent);
  return { db, sent };
}

async function columnsOf(db: Knex, table: string): Promise<string[]> {
  const { rows } = await db.raw(
    `select concat(column_name, ' ', data_type, '(' || character_maximum_length || ')',
       case is_nullable when 'NO' then ' not null' end, ' default ' || column_default) as told
     from information_schema.columns where table_schema = 'public' and table_name = ? order by ordinal_position`,
    [table],
  );
  return rows.map((row: { told: string }) => row.told);
}

async function timeoutsOf(db: Knex): Promise<{ lock_timeout: string; statement_timeout: string }> {
  const { rows } = await db.raw(
    `select current_setting('lock_timeout') as lock_timeout, current_setting('statement_timeout') as statement_timeout`,
  );
  return rows[0];
}

/** The schema of the mappings that a schema's audit log refers to. */
async function referencedSchema(db: Knex, schema: string): Promise<string> {
  const { rows } = await db.raw(
    `select n.nspname from pg_constraint c join pg_class r on r.oid = c.confrelid join pg_namespace n on n.oid = r.relnamespace
     where c.contype = 'f' and c.connamespace = (select oid from pg_namespace where nspname = ?)`,
    [schema],
  );
  return rows[0].nspname;
}

function consumersMigrations(names: string[]): Knex.MigrationSource<string> {
  return {
    getMigrations: async () => names,
    getMigrationName: name => name,
    getMigration: async name => ({
      up: async knex => void (await knex.schema.createTable(`of_${name}`, table => void table.increments())),
      down: async knex => void (await knex.schema.dropTable(`of_${name}`)),
    }),
  };
}

import createKnex, { type Knex } from 'knex';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  checkSchema,
  listAuditLog,
  recordUnmappedMarket,
  resolveMapping,
  runMigrations,
  SchemaMismatchError,
  updateMapping,
} from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { ADOPTABLE, everythingIn, MIGRATIONS, tablesOf } from './catalogue.js';

/** What migrations after the first add. */
const ADDED_LATER =
  /market_mapping_|user_market_mappings.* line_|user_market_mappings_line|idx_unmapped_(open|by_|closed_)|source_ids| (sport|parameter|reason) character|missing_outcomes|closed_(by|at)|idx_dismissals|idx_audit_log_(change|kept|renamed)|mapping_audit_log.* (change_id|kept_mapping_id|origin|xact_id)|unmapped_(history|ignore_rules)|unmapped_market_log.* (sightings_|regressed_at|ignored_by|reopened_at|told_at)/;

/** As a Python service that writes its SQL by hand makes the tables. */
const MAPPINGS = `
  CREATE TABLE user_market_mappings (
    id SERIAL PRIMARY KEY,
    canonical_id VARCHAR(100) NOT NULL UNIQUE,
    name VARCHAR(255) NOT NULL,
    betpawa_id VARCHAR(50),
    sportybet_id VARCHAR(50),
    bet9ja_key VARCHAR(50),
    outcome_mapping JSONB NOT NULL,
    priority INTEGER NOT NULL DEFAULT 0,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    created_by VARCHAR(100)
  );
  CREATE INDEX idx_user_mappings_active ON user_market_mappings (is_active) WHERE is_active = TRUE;
  CREATE INDEX idx_user_mappings_betpawa ON user_market_mappings (betpawa_id) WHERE betpawa_id IS NOT NULL;
  CREATE INDEX idx_user_mappings_sportybet ON user_market_mappings (sportybet_id) WHERE sportybet_id IS NOT NULL;
  CREATE INDEX idx_user_mappings_bet9ja ON user_market_mappings (bet9ja_key) WHERE bet9ja_key IS NOT NULL;
`;
const AUDIT_LOG = `
  CREATE TABLE mapping_audit_log (
    id SERIAL PRIMARY KEY,
    mapping_id INTEGER REFERENCES user_market_mappings(id) ON DELETE SET NULL,
    canonical_id VARCHAR(100) NOT NULL,
    action VARCHAR(20) NOT NULL,
    old_value JSONB,
    new_value JSONB,
    reason TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    created_by VARCHAR(100)
  );
  CREATE INDEX idx_audit_log_mapping ON mapping_audit_log (mapping_id);
  CREATE INDEX idx_audit_log_canonical ON mapping_audit_log (canonical_id);
  CREATE INDEX idx_audit_log_action ON mapping_audit_log (action);
  CREATE INDEX idx_audit_log_created ON mapping_audit_log (created_at);
`;
const UNMAPPED_LOG = `
  CREATE TABLE unmapped_market_log (
    id SERIAL PRIMARY KEY,
    source VARCHAR(20) NOT NULL,
    external_market_id VARCHAR(100) NOT NULL,
    market_name VARCHAR(255),
    sample_outcomes JSONB,
    first_seen_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    last_seen_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    occurrence_count INTEGER NOT NULL DEFAULT 1,
    status VARCHAR(20) NOT NULL DEFAULT 'NEW',
    notes TEXT,
    CONSTRAINT uq_unmapped_source_market UNIQUE (source, external_market_id)
  );
  CREATE INDEX idx_unmapped_source ON unmapped_market_log (source);
  CREATE INDEX idx_unmapped_status ON unmapped_market_log (status);
  CREATE INDEX idx_unmapped_occurrences ON unmapped_market_log (occurrence_count DESC);
  CREATE INDEX idx_unmapped_last_seen ON unmapped_market_log (last_seen_at DESC);
`;
const BY_HAND = MAPPINGS + AUDIT_LOG + UNMAPPED_LOG;

/** As SQLAlchemy's create_all and Alembic write the same tables, with a convention for the names of constraints. */
const BY_ALEMBIC = `
  CREATE TABLE user_market_mappings (
    id SERIAL NOT NULL,
    canonical_id VARCHAR(100) NOT NULL,
    name VARCHAR(255) NOT NULL,
    betpawa_id VARCHAR(50),
    sportybet_id VARCHAR(50),
    bet9ja_key VARCHAR(50),
    outcome_mapping JSONB NOT NULL,
    priority INTEGER DEFAULT '0' NOT NULL,
    is_active BOOLEAN DEFAULT 'true' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by VARCHAR(100),
    CONSTRAINT pk_user_market_mappings PRIMARY KEY (id),
    CONSTRAINT uq_user_market_mappings_canonical_id UNIQUE (canonical_id)
  );
  CREATE INDEX idx_user_mappings_active ON user_market_mappings (is_active) WHERE is_active = true;
  CREATE INDEX idx_user_mappings_betpawa ON user_market_mappings (betpawa_id) WHERE betpawa_id IS NOT NULL;
  CREATE INDEX idx_user_mappings_sportybet ON user_market_mappings (sportybet_id) WHERE sportybet_id IS NOT NULL;
  CREATE INDEX idx_user_mappings_bet9ja ON user_market_mappings (bet9ja_key) WHERE bet9ja_key IS NOT NULL;
  CREATE TABLE mapping_audit_log (
    id SERIAL NOT NULL,
    mapping_id INTEGER,
    canonical_id VARCHAR(100) NOT NULL,
    action VARCHAR(20) NOT NULL,
    old_value JSONB,
    new_value JSONB,
    reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by VARCHAR(100),
    CONSTRAINT pk_audit PRIMARY KEY (id),
    CONSTRAINT fk_audit_mapping FOREIGN KEY(mapping_id) REFERENCES user_market_mappings (id) ON DELETE SET NULL
  );
  CREATE INDEX idx_audit_log_mapping ON mapping_audit_log (mapping_id);
  CREATE INDEX idx_audit_log_canonical ON mapping_audit_log (canonical_id);
  CREATE INDEX idx_audit_log_action ON mapping_audit_log (action);
  CREATE INDEX idx_audit_log_created ON mapping_audit_log (created_at);
  CREATE TABLE unmapped_market_log (
    id SERIAL NOT NULL,
    source VARCHAR(20) NOT NULL,
    external_market_id VARCHAR(100) NOT NULL,
    market_name VARCHAR(255),
    sample_outcomes JSONB,
    first_seen_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    occurrence_count INTEGER DEFAULT '1' NOT NULL,
    status VARCHAR(20) DEFAULT 'NEW' NOT NULL,
    notes TEXT,
    PRIMARY KEY (id)
  );
  ALTER TABLE unmapped_market_log ADD CONSTRAINT uq_unmapped_source_market UNIQUE (source, external_market_id);
  CREATE INDEX idx_unmapped_source ON unmapped_market_log USING btree (source);
  CREATE INDEX idx_unmapped_status ON unmapped_market_log USING btree (status ASC);
  CREATE INDEX idx_unmapped_occurrences ON unmapped_market_log (occurrence_count DESC NULLS FIRST);
  CREATE INDEX idx_unmapped_last_seen ON unmapped_market_log (last_seen_at DESC);
`;

/** The same, only that columns and indexes were made in another order and the serial taken apart, as pg_dump does. */
const BY_PG_DUMP = `${MAPPINGS}${AUDIT_LOG}
  CREATE TABLE unmapped_market_log (
    notes text,
    status character varying(20) DEFAULT 'NEW'::character varying NOT NULL,
    occurrence_count integer DEFAULT 1 NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    sample_outcomes jsonb,
    market_name character varying(255),
    external_market_id character varying(100) NOT NULL,
    source character varying(20) NOT NULL,
    id integer NOT NULL
  );
  CREATE SEQUENCE sightings_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
  ALTER SEQUENCE sightings_seq OWNED BY unmapped_market_log.id;
  ALTER TABLE ONLY unmapped_market_log ALTER COLUMN id SET DEFAULT nextval('sightings_seq'::regclass);
  CREATE UNIQUE INDEX uq_unmapped_source_market ON unmapped_market_log (source, external_market_id);
  CREATE INDEX idx_unmapped_last_seen ON unmapped_market_log USING btree (last_seen_at DESC);
  CREATE INDEX idx_unmapped_occurrences ON unmapped_market_log USING btree (occurrence_count DESC);
  CREATE INDEX idx_unmapped_status ON unmapped_market_log USING btree (status);
  CREATE INDEX idx_unmapped_source ON unmapped_market_log USING btree (source);
  ALTER TABLE ONLY unmapped_market_log ADD CONSTRAINT their_pkey PRIMARY KEY (id);
`;

const ROWS = `
  INSERT INTO user_market_mappings (canonical_id, name, betpawa_id, outcome_mapping, created_by) VALUES ('1x2_ft', '1X2', '3743',
    '[{"canonical_id":"home","betpawa_name":"1","sportybet_desc":"Home","bet9ja_suffix":"1","position":0}]', 'python');
  INSERT INTO mapping_audit_log (mapping_id, canonical_id, action, created_by) VALUES (1, '1x2_ft', 'CREATE', 'python');
  INSERT INTO unmapped_market_log (source, external_market_id, occurrence_count) VALUES ('bet9ja', 'S_OUA', 16);
`;

describe('tables that another service made as this release would', () => {
  test.each([
    ['by hand', BY_HAND],
    ['by SQLAlchemy', BY_ALEMBIC],
    ['by a restored dump', BY_PG_DUMP],
  ])('%s are adopted with their rows', async (_, ddl) => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw(ddl + ROWS);
    expect(await checkSchema(db)).toMatchObject({ ok: false, pending: MIGRATIONS, ahead: [] });
    const before = await everythingIn(db);

    expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: ADOPTABLE, ahead: [] });

    expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    const added = (await everythingIn(db)).filter(thing => !before.includes(thing));
    expect(added.filter(thing => !ADDED_LATER.test(thing))).toEqual([]);
    expect(await everythingIn(db)).toEqual(expect.arrayContaining(before));
    expect(await runMigrations(db)).toEqual({ applied: [], adopted: [], ahead: [] });

    const mapping = await resolveMapping(db, { source: 'betpawa', externalMarketId: '3743' });
    expect(mapping).toMatchObject({
      canonicalId: '1x2_ft',
      createdBy: 'python',
      outcomeMapping: [{ betpawaName: '1' }],
    });
    await updateMapping(db, '1x2_ft', { priority: 5 });
    expect((await listAuditLog(db, { canonicalId: '1x2_ft' })).items.map(entry => entry.action).sort()).toEqual([
      'CREATE',
      'UPDATE',
    ]);
    expect(await recordUnmappedMarket(db, { source: 'bet9ja', externalMarketId: 'S_OUA' })).toMatchObject({
      occurrenceCount: 17,
      isNew: false,
    });
    expect(await recordUnmappedMarket(db, { source: 'bet9ja', externalMarketId: 'S_DCA' })).toMatchObject({
      isNew: true,
    });
  });

  test.each([
    ['only the mappings', MAPPINGS],
    ['the mappings and their audit log', MAPPINGS + AUDIT_LOG],
    ['only the unmapped log', UNMAPPED_LOG],
    ['all but the audit log', MAPPINGS + UNMAPPED_LOG],
  ])('%s: the others are created beside them', async (_, ddl) => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw(ddl);
    const before = await everythingIn(db);
    expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
    expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    expect(await everythingIn(db)).toEqual(expect.arrayContaining(before));
  });

  test('rows stay where only some of the tables are there', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw(UNMAPPED_LOG);
    await db.raw(`INSERT INTO unmapped_market_log (source, external_market_id) VALUES ('bet9ja', 'S_OUA')`);
    await runMigrations(db);
    expect(await db('unmapped_market_log').select('id', 'external_market_id')).toEqual([
      { id: 1, external_market_id: 'S_OUA' },
    ]);
  });
});

const REFUSALS: [what: string, change: string, differences: string[]][] = [
  [
    'a varchar of another length',
    'ALTER TABLE user_market_mappings ALTER COLUMN betpawa_id TYPE VARCHAR(64)',
    ['user_market_mappings: column betpawa_id is "character varying(64)" where "character varying(50)" is expected'],
  ],
  [
    'text for varchar',
    'ALTER TABLE user_market_mappings ALTER COLUMN name TYPE TEXT',
    ['user_market_mappings: column name is "text not null" where "character varying(255) not null" is expected'],
  ],
  [
    'json for jsonb',
    'ALTER TABLE user_market_mappings ALTER COLUMN outcome_mapping TYPE JSON',
    ['user_market_mappings: column outcome_mapping is "json not null" where "jsonb not null" is expected'],
  ],
  [
    'a timestamp without time zone',
    'ALTER TABLE mapping_audit_log ALTER COLUMN created_at TYPE TIMESTAMP',
    [
      'mapping_audit_log: column created_at is "timestamp without time zone not null default now()" where "timestamp with time zone not null default now()" is expected',
    ],
  ],
  [
    'a missing NOT NULL',
    'ALTER TABLE unmapped_market_log ALTER COLUMN status DROP NOT NULL',
    [
      `unmapped_market_log: column status is "character varying(20) default 'NEW'::character varying" where "character varying(20) not null default 'NEW'::character varying" is expected`,
    ],
  ],
  [
    'a NOT NULL too many',
    'ALTER TABLE mapping_audit_log ALTER COLUMN reason SET NOT NULL',
    ['mapping_audit_log: column reason is "text not null" where "text" is expected'],
  ],
  [
    'another default',
    'ALTER TABLE user_market_mappings ALTER COLUMN is_active SET DEFAULT FALSE',
    [
      'user_market_mappings: column is_active is "boolean not null default false" where "boolean not null default true" is expected',
    ],
  ],
  [
    'a column too many',
    'ALTER TABLE unmapped_market_log ADD COLUMN sport VARCHAR(20)',
    ['unmapped_market_log: column sport character varying(20) is not expected'],
  ],
  [
    'a missing column',
    'ALTER TABLE mapping_audit_log DROP COLUMN created_by',
    ['mapping_audit_log: column created_by character varying(100) is missing'],
  ],
  [
    'a missing index',
    'DROP INDEX idx_audit_log_created',
    ['mapping_audit_log: index idx_audit_log_created btree (created_at) is missing'],
  ],
  [
    'an index too many',
    'CREATE INDEX theirs ON mapping_audit_log (created_by)',
    ['mapping_audit_log: index theirs btree (created_by) is not expected'],
  ],
  [
    'an index without its WHERE',
    'DROP INDEX idx_user_mappings_bet9ja; CREATE INDEX idx_user_mappings_bet9ja ON user_market_mappings (bet9ja_key)',
    [
      'user_market_mappings: index idx_user_mappings_bet9ja is "btree (bet9ja_key)" where "btree (bet9ja_key) WHERE (bet9ja_key IS NOT NULL)" is expected',
    ],
  ],
  [
    'an index in the other direction',
    'DROP INDEX idx_unmapped_occurrences; CREATE INDEX idx_unmapped_occurrences ON unmapped_market_log (occurrence_count)',
    [
      'unmapped_market_log: index idx_unmapped_occurrences is "btree (occurrence_count)" where "btree (occurrence_count DESC)" is expected',
    ],
  ],
  [
    'an index that is unique',
    'DROP INDEX idx_audit_log_action; CREATE UNIQUE INDEX idx_audit_log_action ON mapping_audit_log (action)',
    [
      'mapping_audit_log: index idx_audit_log_action btree (action) is missing',
      'mapping_audit_log: unique (action) named idx_audit_log_action is not expected',
    ],
  ],
  [
    'canonical ids that need not be unique',
    'ALTER TABLE user_market_mappings DROP CONSTRAINT user_market_mappings_canonical_id_key',
    ['user_market_mappings: unique (canonical_id) is missing'],
  ],
  [
    'unmapped markets that need not be unique',
    'ALTER TABLE unmapped_market_log DROP CONSTRAINT uq_unmapped_source_market',
    ['unmapped_market_log: unique (source, external_market_id) named uq_unmapped_source_market is missing'],
  ],
  [
    'unmapped markets that are unique under another name',
    'ALTER TABLE unmapped_market_log RENAME CONSTRAINT uq_unmapped_source_market TO unmapped_once',
    [
      'unmapped_market_log: unique (source, external_market_id) is "named unmapped_once" where "named uq_unmapped_source_market" is expected',
    ],
  ],
  [
    'a unique constraint that may be deferred, which ON CONFLICT cannot use',
    `ALTER TABLE unmapped_market_log DROP CONSTRAINT uq_unmapped_source_market,
       ADD CONSTRAINT uq_unmapped_source_market UNIQUE (source, external_market_id) DEFERRABLE`,
    [
      'unmapped_market_log: unique (source, external_market_id) is "named uq_unmapped_source_market deferrable" where "named uq_unmapped_source_market" is expected',
    ],
  ],
  [
    'canonical ids whose unique constraint may be deferred',
    `ALTER TABLE user_market_mappings DROP CONSTRAINT user_market_mappings_canonical_id_key,
       ADD CONSTRAINT theirs UNIQUE (canonical_id) DEFERRABLE`,
    ['user_market_mappings: unique (canonical_id) is " deferrable" where "" is expected'],
  ],
  [
    'a missing primary key',
    'ALTER TABLE unmapped_market_log DROP CONSTRAINT unmapped_market_log_pkey',
    ['unmapped_market_log: primary key (id) is missing'],
  ],
  [
    'a foreign key that deletes the audit trail',
    `ALTER TABLE mapping_audit_log DROP CONSTRAINT mapping_audit_log_mapping_id_fkey,
       ADD FOREIGN KEY (mapping_id) REFERENCES user_market_mappings (id) ON DELETE CASCADE`,
    [
      'mapping_audit_log: foreign key (mapping_id) is "references user_market_mappings (id) on delete cascade" where "references user_market_mappings (id) on delete set null" is expected',
    ],
  ],
  [
    'a foreign key that forbids the deletion',
    `ALTER TABLE mapping_audit_log DROP CONSTRAINT mapping_audit_log_mapping_id_fkey,
       ADD FOREIGN KEY (mapping_id) REFERENCES user_market_mappings (id)`,
    [
      'mapping_audit_log: foreign key (mapping_id) is "references user_market_mappings (id)" where "references user_market_mappings (id) on delete set null" is expected',
    ],
  ],
  [
    'a missing foreign key',
    'ALTER TABLE mapping_audit_log DROP CONSTRAINT mapping_audit_log_mapping_id_fkey',
    ['mapping_audit_log: foreign key (mapping_id) references user_market_mappings (id) on delete set null is missing'],
  ],
  [
    'a foreign key to the mappings of another schema',
    `CREATE SCHEMA other; CREATE TABLE other.user_market_mappings (id int primary key);
     ALTER TABLE mapping_audit_log DROP CONSTRAINT mapping_audit_log_mapping_id_fkey,
       ADD FOREIGN KEY (mapping_id) REFERENCES other.user_market_mappings (id) ON DELETE SET NULL`,
    [
      'mapping_audit_log: foreign key (mapping_id) is "references other.user_market_mappings (id) on delete set null" where "references user_market_mappings (id) on delete set null" is expected',
    ],
  ],
  [
    'bigserial ids',
    'ALTER TABLE unmapped_market_log ALTER COLUMN id TYPE BIGINT',
    ['unmapped_market_log: column id is "bigint not null serial" where "integer not null serial" is expected'],
  ],
  [
    'identity ids',
    `ALTER TABLE unmapped_market_log ALTER COLUMN id DROP DEFAULT;
     DROP SEQUENCE unmapped_market_log_id_seq;
     ALTER TABLE unmapped_market_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY`,
    [
      'unmapped_market_log: column id is "integer not null generated by default as identity" where "integer not null serial" is expected',
    ],
  ],
  [
    'ids without a sequence',
    'ALTER TABLE unmapped_market_log ALTER COLUMN id DROP DEFAULT',
    ['unmapped_market_log: column id is "integer not null" where "integer not null serial" is expected'],
  ],
  [
    'a check constraint',
    `ALTER TABLE unmapped_market_log ADD CONSTRAINT known_status CHECK (status <> 'LATER')`,
    ["unmapped_market_log: check known_status CHECK (((status)::text <> 'LATER'::text)) is not expected"],
  ],
  [
    'several differences at once, in several tables',
    `ALTER TABLE user_market_mappings ADD COLUMN a INT, ADD COLUMN b INT;
     ALTER TABLE unmapped_market_log DROP COLUMN notes`,
    [
      'user_market_mappings: column a integer is not expected',
      'user_market_mappings: column b integer is not expected',
      'unmapped_market_log: column notes text is missing',
    ],
  ],
];

describe('a table of the same name that differs is refused, and nothing is changed', () => {
  test.each(REFUSALS)('%s', async (_, change, differences) => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw(`${BY_HAND};${change}`);
    await expectRefusal(db, differences);
  });

  test.each(['VIEW', 'MATERIALIZED VIEW'])('a %s of that name', async kind => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw(`CREATE ${kind} user_market_mappings AS SELECT 1 AS id`);
    const differences = await expectRefusal(db);
    expect(differences[0]).toBe(
      `user_market_mappings: table is "${kind.toLowerCase()}" where "ordinary table" is expected`,
    );
  });

  test('a partitioned table of that name', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw('CREATE TABLE unmapped_market_log (source varchar(20) not null) PARTITION BY LIST (source)');
    const differences = await expectRefusal(db);
    expect(differences[0]).toBe('unmapped_market_log: table is "partitioned table" where "ordinary table" is expected');
  });

  test('an unrelated table of that name, where the other two are missing: they are not created', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw('CREATE TABLE unmapped_market_log (line text)');
    const differences = await expectRefusal(db);
    expect(differences).toContain('unmapped_market_log: column line text is not expected');
    expect(differences).toContain('unmapped_market_log: column source character varying(20) not null is missing');
    expect(differences.filter(difference => !difference.startsWith('unmapped_market_log: '))).toEqual([]);
    expect(await tablesOf(db)).toEqual(['unmapped_market_log']);
  });

  test('a transaction of the caller goes on after the refusal', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw('CREATE TABLE unmapped_market_log (line text)');
    await db.transaction(async trx => {
      await trx.raw('CREATE TABLE theirs (id int)');
      await expect(runMigrations(trx)).rejects.toThrow(SchemaMismatchError);
      expect((await runMigrations(trx, { schema: 'odds' })).applied).toEqual(MIGRATIONS);
    });
    expect(await tablesOf(db)).toEqual(['theirs', 'unmapped_market_log']);
    expect(await checkSchema(db, { schema: 'odds' })).toMatchObject({ ok: true });
  });

  test('once mended by hand, the tables are adopted', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    await db.raw(`${BY_HAND}${ROWS}ALTER TABLE user_market_mappings ADD COLUMN a INT`);
    await expectRefusal(db, ['user_market_mappings: column a integer is not expected']);
    await db.raw('ALTER TABLE user_market_mappings DROP COLUMN a');
    expect((await runMigrations(db)).adopted).toEqual(ADOPTABLE);
    expect(await checkSchema(db)).toMatchObject({ ok: true });
  });
});

describe('a history without its tables', () => {
  test.each([
    ['one table dropped', 'DROP TABLE unmapped_market_log', ['unmapped_market_log']],
    [
      'all tables dropped',
      'DROP TABLE unmapped_market_log, mapping_audit_log, user_market_mappings',
      ['user_market_mappings', 'mapping_audit_log', 'unmapped_market_log'],
    ],
  ])('%s: refused, and told which', async (_, change, missing) => {
    const { db } = await databaseForThisTest({ empty: true });
    await runMigrations(db);
    await db.raw(change);
    const differences = await expectRefusal(db);
    expect(differences.map(difference => difference.split(': ')[0])).toEqual(missing);
    for (const difference of differences) expect(difference).toContain('the table is missing');
  });
});

describe.each([
  ['with the schema in search_path', ['odds', 'public']],
  ['with the schema last in search_path', ['public', 'odds']],
  ['without the schema in search_path', ['public']],
  ['with a search_path that leads nowhere', ['nowhere']],
  ['with pg_catalog last in search_path', ['odds', 'pg_catalog']],
])('in a schema of its own, %s', (_, searchPath) => {
  test('tables made by hand are adopted', async () => {
    const db = await databaseWithSchema(BY_HAND + ROWS, searchPath);
    expect(await runMigrations(db, { schema: 'odds' })).toEqual({
      applied: MIGRATIONS,
      adopted: ADOPTABLE,
      ahead: [],
    });
    expect(await checkSchema(db, { schema: 'odds' })).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
    expect(
      await recordUnmappedMarket(db, { source: 'bet9ja', externalMarketId: 'S_OUA' }, { schema: 'odds' }),
    ).toMatchObject({ occurrenceCount: 17 });
    expect(await tablesOf(db)).toEqual([]);
  });

  test('those missing are created beside those that are there', async () => {
    const db = await databaseWithSchema(MAPPINGS, searchPath);
    expect(await runMigrations(db, { schema: 'odds' })).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
    expect(await checkSchema(db, { schema: 'odds' })).toMatchObject({ ok: true, differences: [] });
    expect(await tablesOf(db)).toEqual([]);
  });

  test('a difference is refused', async () => {
    const db = await databaseWithSchema(
      `${BY_HAND}; ALTER TABLE unmapped_market_log ALTER COLUMN id TYPE BIGINT; DROP INDEX idx_audit_log_created`,
      searchPath,
    );
    await expectRefusal(
      db,
      [
        'mapping_audit_log: index idx_audit_log_created btree (created_at) is missing',
        'unmapped_market_log: column id is "bigint not null serial" where "integer not null serial" is expected',
      ],
      'odds',
    );
  });

  test('tables of these names in public have no say', async () => {
    const db = await databaseWithSchema('CREATE TABLE public.user_market_mappings (theirs text)', searchPath);
    expect(await runMigrations(db, { schema: 'odds' })).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
    expect(await checkSchema(db, { schema: 'odds' })).toMatchObject({ ok: true });
    await expectRefusal(db, undefined, 'public');
  });
});

/** Runs the migrations and expects to be refused, with a database that stays as it is. */
async function expectRefusal(db: Knex, differences?: string[], schema = 'public'): Promise<readonly string[]> {
  const before = await everythingIn(db);
  const error = await runMigrations(db, { schema }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SchemaMismatchError);
  if (!(error instanceof SchemaMismatchError)) throw error;
  expect(error.code).toBe('SCHEMA_MISMATCH');
  if (differences) expect(error.differences).toEqual(differences);
  expect(error.differences).not.toEqual([]);
  for (const difference of error.differences) expect(error.message).toContain(difference);
  expect(await everythingIn(db)).toEqual(before);
  return error.differences;
}

/** A database with a schema `odds` in which the statements were run, and a knex on it with this search_path. */
async function databaseWithSchema(ddl: string, searchPath: string[]): Promise<Knex> {
  const { db, url } = await databaseForThisTest({ empty: true });
  await db.transaction(async trx => {
    await trx.raw('create schema odds');
    await trx.raw('set local search_path = odds');
    await trx.raw(ddl);
  });
  const other = createKnex({ client: 'pg', connection: url, searchPath });
  onTestFinished(() => other.destroy());
  return other;
}

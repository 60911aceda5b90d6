import type { Knex } from 'knex';
import { describe, expect, it } from 'vitest';
import { tableNames } from '../../migrations/index.js';
import { HISTORY_TABLE } from '../../src/database/tables.js';
import {
  activateMapping,
  checkSchema,
  createMapping,
  createMarketMapper,
  deactivateMapping,
  deleteMapping,
  exportMappings,
  getMapping,
  getStats,
  getUnmappedMarket,
  grantStatements,
  importMappings,
  listAuditLog,
  listMappers,
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
import { TABLE_RIGHTS } from '../../src/schema/table-rights.js';
import { bet9jaMapping, newMapping, newSighting } from '../support/builders.js';
import { onlyBlock } from '../support/documents.js';
import { NEVER } from '../support/mappers.js';
import { databaseWithRoles, type Login, newRole } from '../support/roles.js';
import { MIGRATIONS } from './catalogue.js';

const SCHEMA = 'odds';
const IN = { schema: SCHEMA };

it('has every table of the library in its list', () => {
  expect(Object.keys(TABLE_RIGHTS).sort()).toEqual([...tableNames, HISTORY_TABLE].sort());
});

interface Jobs {
  readonly owner: Knex;
  readonly migrator: Login;
  readonly editor: Login;
  readonly scraper: Login;
  readonly reader: Login;
}

/** A schema that the migrator has migrated, and has given the others what their jobs need. */
async function granted(): Promise<Jobs> {
  // The names of roles can be anything.
  const names = ['migrator', 'Edi"tor', 'scraper; drop', 'reader'].map(newRole);
  const { database, logins } = await databaseWithRoles(names);
  const [migrator, editor, scraper, reader] = logins;
  if (!migrator || !editor || !scraper || !reader) throw new Error('a role is missing');
  await database.db.raw(`create schema ${SCHEMA}`);
  await run(database.db, grantStatements({ migrator: migrator.role, ...IN }));
  expect((await runMigrations(migrator.as, IN)).applied).toEqual(MIGRATIONS);
  const roles = { editor: editor.role, scraper: scraper.role, reader: reader.role };
  await run(migrator.as, grantStatements({ ...roles, ...IN }));
  // Once more and all together, which changes nothing.
  await run(database.db, grantStatements({ migrator: migrator.role, ...roles, ...IN }));
  await createMapping(migrator.as, newMapping(), IN);
  await recordUnmappedMarket(migrator.as, newSighting(), IN);
  return { owner: database.db, migrator, editor, scraper, reader };
}

async function run(db: Knex, statements: readonly string[]): Promise<void> {
  // A question mark would be a placeholder of knex's.
  for (const statement of statements) await db.raw(statement.replaceAll('?', '\\?'));
}

const REFUSED = { code: 'DATABASE', sqlState: '42501' };
type Work = (db: Knex) => Promise<unknown>;

async function firstMarket(db: Knex): Promise<number> {
  return (await listUnmappedMarkets(db, {}, IN)).items[0]?.id ?? 0;
}

const READING: Readonly<Record<string, Work>> = {
  runMigrations: db => runMigrations(db, IN),
  checkSchema: async db => expect(await checkSchema(db, IN)).toMatchObject({ ok: true }),
  getMapping: async db => expect(await getMapping(db, 'btts_ft', IN)).not.toBeNull(),
  listMappings: db => listMappings(db, {}, IN),
  exportMappings: db => exportMappings(db, IN),
  resolveMapping: db => resolveMapping(db, { source: 'betpawa', externalMarketId: '3795' }, IN),
  getStats: db => getStats(db, IN),
  listMappers: db => listMappers(db, IN),
  listAuditLog: async db => expect((await listAuditLog(db, {}, IN)).items).not.toEqual([]),
  getUnmappedMarket: async db => getUnmappedMarket(db, await firstMarket(db), IN),
};

const EDITING: Readonly<Record<string, Work>> = {
  createMapping: db => createMapping(db, bet9jaMapping('S_ANOTHER'), IN),
  importMappings: db => importMappings(db, [bet9jaMapping('S_THIRD')], IN),
  updateMapping: db => updateMapping(db, 'btts_ft', { name: 'Another' }, IN),
  deactivateMapping: db => deactivateMapping(db, 'btts_ft', IN),
  activateMapping: db => activateMapping(db, 'btts_ft', IN),
  mapUnmappedMarket: async db =>
    mapUnmappedMarket(
      db,
      await firstMarket(db),
      { create: { canonicalId: 'fresh', name: 'Fresh', outcomeMapping: [] } },
      IN,
    ),
  deleteMapping: db => deleteMapping(db, 'btts_ft', IN),
};

const OF_LOG: Readonly<Record<string, Work>> = {
  updateUnmappedMarket: async db => updateUnmappedMarket(db, await firstMarket(db), { status: 'IGNORED' }, IN),
};

const RECORDING: Readonly<Record<string, Work>> = {
  recordUnmappedMarket: db => recordUnmappedMarket(db, newSighting(), IN),
  recordUnmappedMarkets: db => recordUnmappedMarkets(db, [newSighting({ externalMarketId: 'new' })], IN),
};

/** A whole mapper, which is known, hears of changes and writes what it counted. */
async function runMapper(db: Knex): Promise<void> {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const mapper = await createMarketMapper(db, { ...IN, ...NEVER, logger: { warn: say, debug: say } });
  mapper.recordUnmapped(newSighting({ externalMarketId: 'by the mapper' }));
  const { recorded, error } = await mapper.flush();
  if (error) throw error;
  expect(recorded).toBe(1);
  expect(await listMappers(db, IN)).toMatchObject([{ pid: process.pid, isStale: false }]);
  await mapper.close();
  expect(await listMappers(db, IN)).toEqual([]);
  expect(said).toEqual([]);
}

/** What nobody of them may, in plain SQL. */
const FORBIDDEN_SQL = [
  `truncate ${SCHEMA}.user_market_mappings cascade`,
  `update ${SCHEMA}.mapping_audit_log set reason = null`,
  `delete from ${SCHEMA}.mapping_audit_log`,
  `truncate ${SCHEMA}.mapping_audit_log`,
  `update ${SCHEMA}.market_mapping_changes set number = 0`,
  `delete from ${SCHEMA}.market_mapping_journal`,
  `insert into ${SCHEMA}.market_mapping_journal values (0, gen_random_uuid(), 1)`,
  `delete from ${SCHEMA}.${HISTORY_TABLE}`,
  `drop table ${SCHEMA}.unmapped_market_log`,
  `alter table ${SCHEMA}.user_market_mappings add column mine text`,
  `alter table ${SCHEMA}.user_market_mappings disable trigger user`,
  `create table ${SCHEMA}.mine (id integer)`,
  `select ${SCHEMA}.market_mapping_tell_change()`,
  `drop schema ${SCHEMA} cascade`,
];

async function mayAll(login: Login, works: Readonly<Record<string, Work>>): Promise<void> {
  for (const [name, work] of Object.entries(works)) {
    await work(login.as).catch(error => {
      throw new Error(`${login.role} may not ${name}`, { cause: error });
    });
  }
}

async function mayNone(login: Login, works: Readonly<Record<string, Work>>): Promise<void> {
  for (const [name, work] of Object.entries(works)) {
    const outcome = await work(login.as).then(
      () => 'done',
      (error: unknown) => error,
    );
    expect(outcome, `${login.role} and ${name}`).toMatchObject(REFUSED);
  }
}

async function mayNotSql(login: Login, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    const outcome = await login.as.raw(sql).then(
      () => 'done',
      (error: unknown) => error,
    );
    expect(outcome, `${login.role}: ${sql}`).toMatchObject({ code: '42501' });
  }
}

describe('the roles of grantStatements', () => {
  it('a reader reads, and nothing else', async () => {
    const { reader } = await granted();
    await mayAll(reader, READING);
    await mayNone(reader, { ...EDITING, ...OF_LOG, ...RECORDING });
    await mayNotSql(reader, [
      ...FORBIDDEN_SQL,
      `delete from ${SCHEMA}.market_mapping_recorders`,
      `delete from ${SCHEMA}.unmapped_market_log`,
      `select nextval('${SCHEMA}.unmapped_market_log_id_seq')`,
    ]);
  });

  it('a scraper reads and records, by calls and by a mapper, and changes no mapping', async () => {
    const { scraper } = await granted();
    await mayAll(scraper, { ...READING, ...RECORDING, runMapper });
    await mayNone(scraper, EDITING);
    await mayNotSql(scraper, [
      ...FORBIDDEN_SQL,
      `insert into ${SCHEMA}.mapping_audit_log (canonical_id, action) values ('a', 'CREATE')`,
      `delete from ${SCHEMA}.unmapped_market_log`,
      `select nextval('${SCHEMA}.mapping_audit_log_id_seq')`,
    ]);
  });

  it('an editor changes mappings and the log, but not what has been', async () => {
    const { editor } = await granted();
    await mayAll(editor, { ...READING, ...RECORDING, ...OF_LOG, ...EDITING });
    await mayNotSql(editor, [...FORBIDDEN_SQL, `update ${SCHEMA}.market_mapping_recorders set last_flush = 9`]);
    const { items } = await listAuditLog(editor.as, {}, IN);
    expect(items.length).toBeGreaterThan(5);
  });

  it('a migrator may do everything with what it has created', async () => {
    const { migrator } = await granted();
    await mayAll(migrator, { ...READING, ...RECORDING, ...OF_LOG, ...EDITING, runMapper });
  });

  it('a migrator that did not create the tables finds that they are up to date', async () => {
    const { database, logins } = await databaseWithRoles(['migrator', 'reader'].map(newRole));
    const [migrator, reader] = logins;
    await runMigrations(database.db, IN);
    await run(database.db, grantStatements({ migrator: migrator?.role, reader: reader?.role, ...IN }));
    if (migrator) await mayAll(migrator, { runMigrations: db => runMigrations(db, IN) });
  });

  it('leaves no function to PUBLIC', async () => {
    const { owner } = await granted();
    const { rows } = await owner.raw(
      `select p.proname as name from pg_proc p where p.pronamespace = '${SCHEMA}'::regnamespace
       and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)`,
    );
    expect(rows).toEqual([]);
    const { rows: all } = await owner.raw(
      `select count(*)::int as count from pg_proc where pronamespace = '${SCHEMA}'::regnamespace`,
    );
    expect(all[0].count).toBeGreaterThan(0);
  });
});

describe('row level security', () => {
  it('with the documented policies lets each do its job as before', async () => {
    const { migrator, editor, scraper, reader } = await granted();
    const quoted = (login: Login) => `"${login.role.replaceAll('"', '""')}"`;
    const sql = onlyBlock('docs/production.md', 'sql')
      .replaceAll('public.', `${SCHEMA}.`)
      .replaceAll(/\beditor\b(?=[,;\s])/g, () => quoted(editor))
      .replaceAll(/\bscraper\b(?=[,;\s])/g, () => quoted(scraper))
      .replaceAll(/\breader\b(?=[,;\s])/g, () => quoted(reader));
    await run(migrator.as, [sql]);
    await mayAll(reader, READING);
    await mayAll(scraper, { ...READING, ...RECORDING, runMapper });
    await mayAll(editor, { ...READING, ...RECORDING, ...OF_LOG, ...EDITING });
    await mayNone(scraper, { createMapping: db => createMapping(db, bet9jaMapping('S_X'), IN) });
  });
});

describe('grantStatements', () => {
  it('writes plain statements, with the names of roles quoted', () => {
    const statements = grantStatements({ reader: 'a"b', schema: SCHEMA });
    expect(statements).toContain(`grant usage on schema "odds" to "a""b"`);
    for (const statement of statements) expect(statement).toMatch(/^(grant|revoke) [^;]*$/);
    expect(grantStatements({ migrator: 'ada' })).toEqual([
      'grant create on schema "public" to "ada"',
      'grant usage on schema "public" to "ada" with grant option',
    ]);
  });

  it.each([
    [{ reader: '' }, 'reader'],
    [{ scraper: 'x'.repeat(64) }, 'scraper'],
    [{ editor: 'a\0b' }, 'editor'],
    [{ migrator: 7 }, 'migrator'],
    [{ writer: 'x' }, 'writer'],
    [{ schema: 'a"b' }, 'schema'],
  ])('refuses %j', (options, field) => {
    expect(() => grantStatements(options as never)).toThrow(expect.objectContaining({ code: 'VALIDATION', field }));
  });
});

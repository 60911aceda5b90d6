import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type PostgresServer, startPostgres, systemBinaries } from '../../dev/postgres-server.js';
import {
  checkSchema,
  createIgnoreRule,
  createMapping,
  deleteIgnoreRule,
  deleteMapping,
  exportMappings,
  listAuditLog,
  listMappings,
  recordUnmappedMarket,
  revertChange,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { admin } from '../support/databases.js';
import { codeBlocks } from '../support/documents.js';

const run = promisify(execFile);

/** Where pg_dump and a server of its own version are installed; the servers of the other tests come without any client. */
const bin = await systemBinaries();
const isMissing = !bin || !existsSync(path.join(bin, 'pg_dump'));
if (isMissing) console.log('Skipped: there is no pg_dump with its server (on Debian: apt-get install postgresql).');

describe.skipIf(isMissing && !process.env.CI)('the steps of docs/moving.md', () => {
  let servers: readonly PostgresServer[] = [];
  beforeAll(async () => {
    const place = { bin: bin ?? '' };
    servers = [await startPostgres({}, place), await startPostgres({}, place)];
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  let count = 0;
  async function emptyDatabase(at: number): Promise<{ url: string; db: Knex }> {
    const server = servers[at];
    if (!server) throw new Error('there is no server');
    const name = `moving_${++count}`;
    await admin(server.url(), `create database ${name}`);
    const db = createKnex({ client: 'pg', connection: server.url(name), pool: { min: 0, max: 2 } });
    onTestFinished(() => db.destroy());
    return { url: server.url(name), db };
  }

  /** A database with a history of every kind, on the first server. */
  async function inUse() {
    const { url, db } = await emptyDatabase(0);
    await runMigrations(db);
    await createMapping(db, newMapping(), { actor: 'ada' });
    await updateMapping(db, 'btts_ft', { priority: 3 }, { actor: 'ada' });
    await db.raw(`update user_market_mappings set name = 'By hand'`);
    await createMapping(db, newMapping({ canonicalId: 'gone', sport: 'tennis' }), { actor: 'ada' });
    await deleteMapping(db, 'gone');
    await recordUnmappedMarket(db, newSighting());
    const { id } = await createIgnoreRule(db, { source: 'betika', reason: 'noise' });
    await deleteIgnoreRule(db, id);
    return { url, db, audit: await listAuditLog(db), mappings: await listMappings(db) };
  }

  /** Runs a block as it stands there, in a folder of the servers' own programs. */
  async function follow(heading: string, at: number, env: Record<string, string>): Promise<void> {
    const blocks = codeBlocks('sh').filter(({ name }) => name.startsWith(`docs/moving.md, ${heading}: `));
    const steps = blocks[at]?.code;
    if (!steps) throw new Error(`docs/moving.md has no block ${at} of ${heading}`);
    const command = `"${process.execPath}" "${path.resolve('dist/cli.js')}"`;
    const script = `set -e\n${steps.replaceAll('npx market-mapping', command).replaceAll('odds.dump', '"$DUMP"')}`;
    const inherited = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    await run('/bin/sh', ['-c', script], {
      env: { ...inherited, ...env, DUMP: path.join(tmpdir(), `${env.NAME}.dump`) },
    });
  }

  async function expectSame({ db }: { db: Knex }, before: Awaited<ReturnType<typeof inUse>>): Promise<void> {
    expect(await checkSchema(db)).toMatchObject({ ok: true, pending: [] });
    expect(await listAuditLog(db)).toEqual(before.audit);
    expect(await listMappings(db)).toEqual(before.mappings);
    const { rows } = await db.raw('select id, external_market_id, status from unmapped_market_log');
    expect(rows).toEqual((await before.db.raw('select id, external_market_id, status from unmapped_market_log')).rows);
    // And it goes on: hand edits have their history, and nobody gets an id that the history has.
    await db.raw(`update user_market_mappings set priority = 9`);
    expect((await listAuditLog(db, { limit: 1 })).items).toMatchObject([{ origin: 'sql', newValue: { priority: 9 } }]);
    const gone = before.audit.items.find(({ action }) => action === 'DELETE');
    await createMapping(db, newMapping({ canonicalId: 'new', sport: 'football' }), { allowShared: true });
    await revertChange(db, gone?.id ?? 0, { allowShared: true });
    expect((await exportMappings(db)).map(({ canonicalId }) => canonicalId).sort()).toEqual(['btts_ft', 'gone', 'new']);
    expect((await createIgnoreRule(db, { source: 'betika', reason: 'noise' })).id).toBe(2);
  }

  it('a full dump is the same on another server', async () => {
    const before = await inUse();
    const after = await emptyDatabase(1);
    await follow('Backup and restore', 0, { DATABASE_URL: before.url, NEW_DATABASE_URL: after.url, NAME: 'full' });
    await expectSame(after, before);
  });

  it('so are rows alone, restored into tables that migrate has made', async () => {
    const before = await inUse();
    const [dumped, after] = [await emptyDatabase(1), await emptyDatabase(1)];
    await follow('Backup and restore', 0, { DATABASE_URL: before.url, NEW_DATABASE_URL: dumped.url, NAME: 'rows' });
    await follow('Backup and restore', 1, { NEW_DATABASE_URL: after.url, NAME: 'rows' });
    await expectSame(after, before);
  });

  it('a restored schema can get another name', async () => {
    const before = await inUse();
    const after = await emptyDatabase(1);
    await follow('Backup and restore', 0, { DATABASE_URL: before.url, NEW_DATABASE_URL: after.url, NAME: 'name' });
    await after.db.raw('alter schema public rename to odds');
    const schema = 'odds';
    expect(await checkSchema(after.db, { schema })).toMatchObject({ ok: true });
    await after.db.raw(`update odds.user_market_mappings set priority = 9`);
    expect((await listAuditLog(after.db, {}, { schema })).items.length).toBe(before.audit.items.length + 1);
  });
});

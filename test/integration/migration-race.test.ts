import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkSchema, type MigrationResult, runMigrations } from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { processFile } from '../support/process-file.js';
import {
  countMigrationLocks,
  countWaitingForLocks,
  countWaitingForMigrationLock,
  everythingIn,
  holdMigrationLock,
  MIGRATIONS,
  otherSession,
} from './catalogue.js';

const CALLERS = 12;
/** Starting many processes takes its time on a small machine. */
const PATIENCE = 180_000;
const SOON = { timeout: 60_000, interval: 20 };

describe('many processes that start at once', () => {
  test.each([1, 2, 3])(
    `${CALLERS} on an empty database all succeed, and one of them does the work (round %i)`,
    async () => {
      const { db, url } = await databaseForThisTest({ empty: true });
      const processes = await startProcesses(url, CALLERS);
      for (const each of processes) each.go();
      await expectOneToHaveMigrated(db, await Promise.all(processes.map(each => each.result())));
    },
    PATIENCE,
  );

  test(
    `${CALLERS} that have all found an empty database before any of them could begin`,
    async () => {
      const { db, url } = await databaseForThisTest({ empty: true });
      const holder = await holdMigrationLock(db);
      const processes = await startProcesses(url, CALLERS);
      for (const each of processes) each.go();
      await vi.waitFor(async () => expect(await countWaitingForMigrationLock(db)).toBe(CALLERS), SOON);
      await holder.rollback();
      await expectOneToHaveMigrated(db, await Promise.all(processes.map(each => each.result())));
    },
    PATIENCE,
  );
});

describe('many calls at once in one process', () => {
  test('20 calls on a pool of one connection all succeed', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const one = service(url);
    const results = await Promise.all(Array.from({ length: 20 }, () => runMigrations(one)));
    await expectOneToHaveMigrated(db, results);
  });

  test('calls for different schemas do not get in each other’s way', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const schemas = ['public', 'odds', 'more_odds'];
    const calls = [...schemas, ...schemas, ...schemas].map(schema => ({ schema, on: service(url) }));
    const results = await Promise.all(
      calls.map(async ({ schema, on }) => ({ schema, ...(await runMigrations(on, { schema })) })),
    );
    for (const schema of schemas) {
      const applied = results.filter(result => result.schema === schema && result.applied.length > 0);
      expect(applied).toEqual([{ schema, applied: MIGRATIONS, adopted: [], ahead: [] }]);
      expect(await checkSchema(db, { schema })).toMatchObject({ ok: true });
    }
  });
});

describe.each(['repeatable read', 'serializable'])('where the default isolation of the database is %s', isolation => {
  test(`${CALLERS} callers with pools of their own all succeed`, async () => {
    const { db, url } = await databaseWithDefaultIsolation(isolation);
    const services = Array.from({ length: CALLERS }, () => service(url));
    await Promise.all(services.map(each => each.raw('select 1')));
    await expectOneToHaveMigrated(db, await Promise.all(services.map(each => runMigrations(each))));
  });

  test(`${CALLERS} callers that have all found an empty database before any of them could begin`, async () => {
    const { db, url } = await databaseWithDefaultIsolation(isolation);
    const holder = await holdMigrationLock(db);
    const results = Promise.all(Array.from({ length: CALLERS }, () => runMigrations(service(url))));
    await vi.waitFor(async () => expect(await countWaitingForMigrationLock(db)).toBe(CALLERS), SOON);
    await holder.rollback();
    await expectOneToHaveMigrated(db, await results);
  });
});

describe('a process killed in the middle of its migration', () => {
  test(
    'leaves nothing behind, and the next start just works',
    async () => {
      const { db, url } = await databaseForThisTest({ empty: true });
      const before = await everythingIn(db);
      const { killed, release } = await killInTheMiddle(db, url);
      expect(killed).toBe('SIGKILL');
      await release();
      expect(await runMigrations(db)).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
      expect(await checkSchema(db)).toMatchObject({ ok: true });
      expect(before.length).toBeLessThan((await everythingIn(db)).length);
      await vi.waitFor(async () => expect(await countMigrationLocks(db)).toBe(0), SOON);
    },
    PATIENCE,
  );

  test(
    'lets those go on that waited for it',
    async () => {
      const { db, url } = await databaseForThisTest({ empty: true });
      const { release } = await killInTheMiddle(db, url);
      const results = Promise.all(Array.from({ length: 3 }, () => runMigrations(service(url))));
      // Of the four, the one that was killed may have been given up by the server already; the first of the others then is where it was.
      await vi.waitFor(async () => expect(await countWaitingForLocks(db)).toBeGreaterThanOrEqual(3), SOON);
      await release();
      await expectOneToHaveMigrated(db, await results);
    },
    PATIENCE,
  );

  test(
    'leaves an empty database, where nobody starts after it',
    async () => {
      const { db, url } = await databaseForThisTest({ empty: true });
      const before = await everythingIn(db);
      const { release } = await killInTheMiddle(db, url);
      await release();
      await vi.waitFor(async () => expect(await countMigrationLocks(db)).toBe(0), SOON);
      expect(await everythingIn(db)).toEqual(before);
    },
    PATIENCE,
  );
});

/**
 * Starts a process, has it wait in its last CREATE TABLE for one of the same name that another session has not committed, and
 * kills it there. `release` ends that session; until then the server doesn't notice that its client is gone.
 */
async function killInTheMiddle(db: Knex, url: string) {
  const blocker = await otherSession(db);
  await blocker.raw('create table unmapped_market_log (id int)');
  const [victim] = await startProcesses(url, 1);
  if (!victim) throw new Error('no process');
  victim.go();
  await vi.waitFor(async () => {
    expect(await countWaitingForLocks(db)).toBe(1);
    expect(await countMigrationLocks(db)).toBe(1);
  }, SOON);
  return { killed: await victim.kill(), release: () => blocker.rollback() };
}

async function expectOneToHaveMigrated(db: Knex, results: MigrationResult[]): Promise<void> {
  const [first, ...others] = [...results].sort((a, b) => b.applied.length - a.applied.length);
  expect(first).toEqual({ applied: MIGRATIONS, adopted: [], ahead: [] });
  expect(others).toEqual(others.map(() => ({ applied: [], adopted: [], ahead: [] })));
  expect(await checkSchema(db)).toEqual({ ok: true, pending: [], ahead: [], differences: [] });
  expect(await db('market_mapping_migrations').pluck('name')).toEqual(MIGRATIONS);
  // A server process lets go of its locks a moment after its client has the answer.
  await vi.waitFor(async () => expect(await countMigrationLocks(db)).toBe(0), SOON);
}

/** A service's own knex with a pool of one, ended with the test. */
function service(url: string): Knex {
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  onTestFinished(() => db.destroy());
  return db;
}

async function databaseWithDefaultIsolation(isolation: string) {
  const { db, url } = await databaseForThisTest({ empty: true });
  const name = new URL(url).pathname.slice(1);
  await db.raw(`alter database ${name} set default_transaction_isolation = '${isolation}'`);
  const fresh = service(url);
  expect((await fresh.raw('show transaction_isolation')).rows).toEqual([{ transaction_isolation: isolation }]);
  return { db, url };
}

interface MigratingProcess {
  /** Lets it begin: until then it waits, connected. */
  go(): void;
  result(): Promise<MigrationResult>;
  /** By SIGKILL; the signal it ended with. */
  kill(): Promise<NodeJS.Signals | null>;
}

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Processes that are connected and wait for their `go`; those still there when the test ends are killed. */
async function startProcesses(url: string, count: number): Promise<MigratingProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startProcess(url)));
}

async function startProcess(url: string): Promise<MigratingProcess> {
  const child = spawn(process.execPath, [await processFile('migrate-process')], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url },
  });
  const ended: Promise<[code: number | null, signal: NodeJS.Signals | null]> = new Promise(resolve =>
    child.once('exit', (code, signal) => resolve([code, signal])),
  );
  onTestFinished(async () => {
    if (isRunning(child)) child.kill('SIGKILL');
    await ended;
  });
  let printed = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  while (!printed.startsWith('ready\n')) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    if (!isRunning(child)) throw new Error(`The process did not start: ${complaints}`);
  }
  return {
    go: () => void child.stdin.write('go\n'),
    result: async () => {
      const [code] = await ended;
      if (code !== 0) throw new Error(`The process failed with code ${code}: ${complaints}`);
      return JSON.parse(printed.slice('ready\n'.length));
    },
    kill: async () => {
      child.kill('SIGKILL');
      return (await ended)[1];
    },
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

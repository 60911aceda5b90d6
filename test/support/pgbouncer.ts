import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, makeServerFolder, UNPRIVILEGED } from '../../dev/postgres-server.js';

/** A PgBouncer of the tests' own in front of the test server. */
export interface Pgbouncer {
  /** A connection string to a database of the server, through the pooler. */
  url(database: string): string;
  stop(): Promise<void>;
}

/**
 * Whether to skip tests that need PgBouncer, because it isn't installed here; says so in a line. In CI it must be, and a test
 * that is not skipped fails there when it starts one.
 */
export function skipWithoutPgbouncer(): boolean {
  if (process.env.CI || findPgbouncer()) return false;
  console.log('Skipped: pgbouncer is not installed (on Debian: apt-get install pgbouncer).');
  return true;
}

/**
 * Starts PgBouncer. Whoever connects to it is let in, and works as the user of the server's connection string.
 *
 * @param serverUrl The server behind it: `inject('serverUrl')`.
 * @param options `poolSize`: how many connections to the server all clients of one database share; 2 by default. `mode`: 'transaction' by default.
 */
export async function startPgbouncer(
  serverUrl: string,
  options: { poolSize?: number; mode?: 'transaction' | 'session' } = {},
): Promise<Pgbouncer> {
  const program = findPgbouncer();
  if (!program) throw new Error('pgbouncer is not installed (on Debian: apt-get install pgbouncer)');
  const folder = await makeServerFolder('market-mapping-pgbouncer-');
  const port = await freePort();
  const settings = path.join(folder, 'pgbouncer.ini');
  await writeFile(settings, settingsFor(new URL(serverUrl), port, { poolSize: 2, mode: 'transaction', ...options }));
  const child = spawn(program, ['-q', settings], { ...UNPRIVILEGED, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  let failure: Error | undefined;
  child.once('error', error => {
    failure = error;
  });
  // A run that is cut off must not leave a pooler behind.
  const cutOff = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', cutOff);
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
    process.off('exit', cutOff);
  };

  const url = (database: string) => `postgres://market_mapping@127.0.0.1:${port}/${database}`;
  try {
    await untilAnswering(url(databaseOf(new URL(serverUrl))), () => {
      if (failure) throw failure;
      if (child.exitCode !== null) throw new Error(`pgbouncer ended with code ${child.exitCode}: ${said}`);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

function settingsFor(server: URL, port: number, { poolSize, mode }: { poolSize: number; mode: string }): string {
  const target = Object.entries({
    host: server.hostname,
    port: server.port || '5432',
    user: decodeURIComponent(server.username) || 'postgres',
    password: decodeURIComponent(server.password),
  }).flatMap(([name, value]) => (value === '' ? [] : [`${name}='${value.replaceAll("'", "''")}'`]));
  return [
    '[databases]',
    `* = ${target.join(' ')}`,
    '[pgbouncer]',
    `pool_mode = ${mode}`,
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 200',
    'auth_type = any',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    '',
  ].join('\n');
}

function databaseOf(server: URL): string {
  return decodeURIComponent(server.pathname.slice(1)) || 'postgres';
}

/** It keeps nothing that a sudden end could lose, and a polite signal waits for its clients. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function untilAnswering(connectionString: string, check: () => void): Promise<void> {
  let last: unknown;
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(20)) {
    check();
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      last = error;
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error('pgbouncer did not answer within half a minute', { cause: last });
}

function findPgbouncer(): string | null {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map(folder => path.join(folder, 'pgbouncer')).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

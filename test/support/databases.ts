import { randomBytes } from 'node:crypto';
import createKnex, { type Knex } from 'knex';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { openEmbedded } from '../../src/database/open-embedded.js';
import { runMigrations } from '../../src/index.js';
import { type Pgbouncer, startPgbouncer } from './pgbouncer.js';

export const ALTERNATIVE_SCHEMA = 'odds_mapping';

/** Which schema this run of the tests uses: the suite runs once in `public` and once in another. */
export const SCHEMA = process.env.MARKET_MAPPING_TEST_SCHEMA ?? 'public';
/** The option every function under test is called with. */
export const IN_SCHEMA = SCHEMA === 'public' ? {} : { schema: SCHEMA };
/** Which engine this run uses: a server, or PGlite in process. */
export const IS_EMBEDDED = process.env.MARKET_MAPPING_TEST_ENGINE === 'pglite';

/** The mode of the PgBouncer that the tests of this run go through, if they do. */
const POOLER = process.env.MARKET_MAPPING_TEST_POOLER;
/** As many as the pools of the tests hold: in session mode each of their connections has one of its own. */
const POOLER_SIZE = 20;
let pooler: Promise<Pgbouncer> | undefined;

/** One for all databases of a test file. It ends with the process. */
function poolerFor(serverUrl: string): Promise<Pgbouncer> {
  const mode = POOLER === 'session' ? 'session' : 'transaction';
  pooler ??= startPgbouncer(serverUrl, { poolSize: POOLER_SIZE, mode });
  return pooler;
}

/** A database of a test's own. */
export interface TestDatabase {
  readonly db: Knex;
  /** Its connection string; empty where the engine has none. */
  readonly url: string;
  /** The name of a table, quoted, with the schema of this run. */
  table(name: string): string;
  drop(): Promise<void>;
}

/** A knex on one database of the server. */
export function connect(serverUrl: string, database: string, config: Partial<Knex.Config> = {}): Knex {
  return createKnex({ client: 'pg', connection: urlOf(serverUrl, database), pool: { min: 0, max: 10 }, ...config });
}

export interface DatabaseOptions {
  /** With nothing in it, not even the tables. */
  empty?: boolean;
  /** A copy of this one, to which nothing may be connected any more; of a server only. */
  copyOf?: TestDatabase;
}

/** A migrated database. */
export async function createDatabase(options: DatabaseOptions = {}): Promise<TestDatabase> {
  const table = (name: string) => `"${SCHEMA}"."${name}"`;
  if (IS_EMBEDDED) {
    const db = await openEmbedded();
    if (!options.empty) await runMigrations(db, IN_SCHEMA);
    return { db, url: '', table, drop: () => db.destroy() };
  }
  const serverUrl = inject('serverUrl');
  const name = `mm_${randomBytes(8).toString('hex')}`;
  const template = options.empty ? 'template0' : options.copyOf ? nameIn(options.copyOf.url) : inject('templateName');
  await admin(serverUrl, `create database ${name} template ${template}`);
  const url = POOLER ? (await poolerFor(serverUrl)).url(name) : urlOf(serverUrl, name);
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 10 } });
  return {
    db,
    url,
    table,
    drop: async () => {
      await db.destroy();
      await admin(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

/** How many wait for a lock in this database; other tests use the same server. */
export async function countWaiting(db: Knex): Promise<number> {
  // A transaction sees the sessions that were there when it first asked.
  await db.raw('select pg_stat_clear_snapshot()');
  const { rows } = await db.raw(
    `select count(*)::int as count from pg_locks join pg_stat_activity using (pid)
     where not granted and datname = current_database()`,
  );
  return rows[0].count;
}

/** A database for one test, dropped when the test has ended. */
export async function databaseForThisTest(options: DatabaseOptions = {}): Promise<TestDatabase> {
  const database = await createDatabase(options);
  onTestFinished(() => database.drop());
  return database;
}

export async function admin(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

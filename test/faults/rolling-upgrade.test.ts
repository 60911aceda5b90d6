import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type PostgresServer, startPostgres, systemBinaries } from '../../dev/postgres-server.js';
import * as list from '../../migrations/index.js';
import { createMigrationSource } from '../../src/index.js';
import { describeSchema } from '../../src/schema/describe-schema.js';
import { admin, connect, databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { reportFault } from './report-fault.js';

const run = promisify(execFile);
const { releases } = list;
const SCHEMA = 'public';
const ROWS = 2_000;
const WRITERS = 2;

/** What a release does at its start, whose list of migrations ends after so many. */
type Release = Pick<typeof import('../../src/index.js'), 'runMigrations' | 'checkSchema'>;

async function releaseWith(count: number): Promise<Release> {
  const known = releases.slice(0, count);
  const currentSchema = known.at(-1)?.after ?? {};
  vi.resetModules();
  vi.doMock('../../migrations/index.js', () => ({
    ...list,
    releases: known,
    currentSchema,
    tableNames: Object.keys(currentSchema),
  }));
  try {
    const [{ runMigrations }, { checkSchema }] = await Promise.all([
      import('../../src/schema/migrate.js'),
      import('../../src/schema/check-schema.js'),
    ]);
    return { runMigrations, checkSchema };
  } finally {
    vi.doUnmock('../../migrations/index.js');
    vi.resetModules();
  }
}

/** The columns that a release writes, each with a value for the row `n`; a release before a column was added leaves it out. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  user_market_mappings: {
    canonical_id: `'market_' || n`,
    name: `'Market ' || n`,
    betpawa_id: `'b' || n`,
    bet9ja_key: `'S_K' || n`,
    outcome_mapping: `'[{"canonical_id": "yes", "betpawa_name": "Yes", "sportybet_desc": null, "bet9ja_suffix": "Y", "position": 0}]'::jsonb`,
    priority: 'n % 3',
    created_by: `'loader'`,
    line_kind: `case n % 2 when 0 then 'total' end`,
    source_ids: `jsonb_build_object('msport', 'm' || n)`,
    sport: `'football'`,
  },
  unmapped_market_log: {
    source: `(array['betpawa', 'sportybet', 'bet9ja'])[n % 3 + 1]`,
    external_market_id: `'x' || n`,
    market_name: `'Market ' || n`,
    sample_outcomes: `'[{"name": "Yes"}]'::jsonb`,
    occurrence_count: 'n % 7 + 1',
    status: `(array['NEW', 'MAPPED', 'IGNORED', 'ACKNOWLEDGED'])[n % 4 + 1]`,
    parameter: `'2.5'`,
    reason: `'UNKNOWN_MARKET'`,
    sightings_day: '20000',
    sightings_by_day: 'array[3, 2, 1]',
  },
};

function columnsOf(table: string, count: number): string[] {
  const items = Object.keys(releases[count - 1]?.after[table] ?? {});
  return items.flatMap(item => (item.startsWith('column ') ? [item.slice('column '.length)] : []));
}

function insertInto(table: string, count: number, numbers: string): string {
  const written = columnsOf(table, count).filter(column => column in (VALUES[table] ?? {}));
  const values = written.map(column => VALUES[table]?.[column]).join(', ');
  return `insert into ${table} (${written.join(', ')}) select ${values} from ${numbers} as n`;
}

async function fill(db: Knex, count: number): Promise<void> {
  const numbers = `generate_series(1, ${ROWS})`;
  for (const table of Object.keys(VALUES)) await db.raw(insertInto(table, count, numbers));
  await db.raw(`update user_market_mappings set priority = priority + 1 where id % 2 = 0`);
  await db.raw(`insert into mapping_audit_log (mapping_id, canonical_id, action, old_value, new_value, created_by)
    select id, canonical_id, 'UPDATE', to_jsonb(m), to_jsonb(m), 'loader' from user_market_mappings m`);
}

/** Every row of every table, as far as the columns were there after so many migrations. */
async function contentsOf(db: Knex, count: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of Object.keys(releases[count - 1]?.after ?? {})) {
    const columns = columnsOf(table, count).join(', ');
    const { rows } = await db.raw(
      `select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as md5, count(*)::int as count from (select ${columns} from ${table}) t`,
    );
    found[table] = `${rows[0].count} rows, ${rows[0].md5}`;
  }
  return found;
}

const source = createMigrationSource({ dropTables: true });

/** One step back, as `knex migrate:down` makes it. */
async function stepBack(db: Knex, count: number): Promise<void> {
  const name = releases[count - 1]?.migration.name ?? '';
  await db.migrate.down({
    migrationSource: source,
    tableName: 'market_mapping_migrations',
    name,
  } as Knex.MigratorConfig);
}

/** What a service of a release does all the time, on connections of its own, until it is told to stop. */
class Service {
  acknowledged = 0;
  readonly mappings: number[] = [];
  readonly errors: unknown[] = [];
  #isStopped = false;
  readonly #running: Promise<void>[];

  /** @param first The number of its first mapping; no other service comes near. */
  constructor(
    { url }: TestDatabase,
    readonly count: number,
    readonly first: number,
  ) {
    const dbs = Array.from({ length: WRITERS }, () => connect(url, new URL(url).pathname.slice(1)));
    this.#running = dbs.map((db, at) => this.#work(db, first + at * 100_000).finally(() => db.destroy()));
  }

  async #work(db: Knex, first: number): Promise<void> {
    for (let number = first; !this.#isStopped; number++) {
      try {
        await db.raw(
          `insert into unmapped_market_log (source, external_market_id, first_seen_at, last_seen_at, occurrence_count)
           values ('betpawa', ?, now(), now(), 1)
           on conflict (source, external_market_id) do update set
             occurrence_count = unmapped_market_log.occurrence_count + 1, last_seen_at = now()`,
          [`seen_${this.first}_${number % 5}`],
        );
        this.acknowledged += 1;
        await db.raw(insertInto('user_market_mappings', this.count, 'generate_series(?::int, ?::int)'), [
          number,
          number,
        ]);
        await db.raw(`update user_market_mappings set name = name || '!' where canonical_id = ?`, [`market_${number}`]);
        this.mappings.push(number);
      } catch (error) {
        this.errors.push(error);
      }
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
  }

  /** What of what it was told is written is not there, or more than once. */
  async holdAgainst(db: Knex): Promise<{ lost: number; twice: number }> {
    const { rows } = await db.raw(
      `select (select coalesce(sum(occurrence_count), 0)::int from unmapped_market_log where external_market_id like ?) as seen,
         (select count(*)::int from user_market_mappings where canonical_id = any (?) and name like '%!' and name not like '%!!') as mapped`,
      [`seen\\_${this.first}\\_%`, this.mappings.map(number => `market_${number}`)],
    );
    const { seen, mapped } = rows[0];
    const lost = Math.max(0, this.acknowledged - seen) + this.mappings.length - mapped;
    return { lost, twice: Math.max(0, seen - this.acknowledged) };
  }
}

const PAIRS = releases.slice(1).map(({ migration }, at) => ({ name: migration.name, count: at + 1 }));

describe('each release beside the one before it', () => {
  const found = { injected: 0, lost: 0, twice: 0, written: 0 };
  afterAll(() => {
    const { injected, lost, twice, written } = found;
    const fault = 'a release that migrates while the one before it goes on writing, and is started anew after it';
    reportFault({ promise: 'upgrade', fault, injected, lost, twice, checked: [written, 'writes of both, all there'] });
  });

  it.each(PAIRS)('$name takes a database full of rows there and back, and no row changes', async ({ name, count }) => {
    const { db } = await databaseForThisTest({ empty: true });
    const [older, newer] = [await releaseWith(count), await releaseWith(count + 1)];
    await older.runMigrations(db);
    await fill(db, count);
    const before = await contentsOf(db, count);
    expect(await newer.checkSchema(db)).toMatchObject({ ok: false, pending: [name] });
    expect(await newer.runMigrations(db)).toEqual({ applied: [name], adopted: [], ahead: [] });
    expect(await describeSchema(db, SCHEMA)).toEqual(releases[count]?.after);
    expect(await contentsOf(db, count)).toEqual(before);
    expect(await newer.checkSchema(db)).toMatchObject({ ok: true, pending: [], ahead: [] });
    await stepBack(db, count + 1);
    expect(await describeSchema(db, SCHEMA)).toEqual(releases[count - 1]?.after);
    expect(await contentsOf(db, count)).toEqual(before);
    expect(await newer.runMigrations(db)).toEqual({ applied: [name], adopted: [], ahead: [] });
    expect(await contentsOf(db, count)).toEqual(before);
  });

  it.each(PAIRS)('$name comes while the release before it is at work, and both go on', async ({ name, count }) => {
    const database = await databaseForThisTest({ empty: true });
    const { db } = database;
    const [older, newer] = [await releaseWith(count), await releaseWith(count + 1)];
    await older.runMigrations(db);
    await fill(db, count);
    const services = [new Service(database, count, 10_000)];
    const untilAll = (written: number) =>
      expect.poll(() => services.every(({ mappings }) => mappings.length >= written), { timeout: 20_000 }).toBe(true);
    await untilAll(10);
    expect(await newer.runMigrations(db)).toMatchObject({ applied: [name] });
    services.push(new Service(database, count + 1, 1_000_000));
    await untilAll(30);
    // One of the older ones is started anew, and finds a database that is ahead of it.
    expect(await older.runMigrations(db)).toEqual({ applied: [], adopted: [], ahead: [name] });
    expect(await older.checkSchema(db)).toMatchObject({ ok: true, ahead: [name] });
    for (const service of services) await service.stop();
    expect(services.flatMap(({ errors }) => errors)).toEqual([]);
    found.injected += 1;
    for (const service of services) {
      const { lost, twice } = await service.holdAgainst(db);
      found.lost += lost;
      found.twice += twice;
      found.written += service.acknowledged + service.mappings.length;
      expect({ lost, twice }).toEqual({ lost: 0, twice: 0 });
    }
    expect(await describeSchema(db, SCHEMA)).toEqual(releases[count]?.after);
  });

  it.each(PAIRS)('$name and the release before it start at once on a database that has neither', async ({ count }) => {
    const database = await databaseForThisTest({ empty: true });
    const [older, newer] = [await releaseWith(count), await releaseWith(count + 1)];
    const other = connect(database.url, new URL(database.url).pathname.slice(1));
    onTestFinished(() => other.destroy());
    await Promise.all([older.runMigrations(database.db), newer.runMigrations(other)]);
    expect(await describeSchema(database.db, SCHEMA)).toEqual(releases[count]?.after);
  });
});

const bin = await systemBinaries();
const isMissing = !bin || !existsSync(path.join(bin, 'pg_dump'));
if (isMissing) console.log('Skipped: there is no pg_dump with its server (on Debian: apt-get install postgresql).');

describe.skipIf(isMissing && !process.env.CI)('a dump of the release before', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({}, { bin: bin ?? '' });
  });
  afterAll(() => server.stop());

  it.each(PAIRS)('is restored and taken on by $name', async ({ name, count }) => {
    const open = async (database: string) => {
      await admin(server.url(), `create database ${database}`);
      const db = createKnex({ client: 'pg', connection: server.url(database), pool: { min: 0, max: 2 } });
      onTestFinished(() => db.destroy());
      return db;
    };
    const [before, after] = [await open(`before_${count}`), await open(`after_${count}`)];
    await (await releaseWith(count)).runMigrations(before);
    await fill(before, count);
    const file = path.join(tmpdir(), `${new URL(server.url()).port}-${count}.dump`);
    onTestFinished(() => rm(file));
    await run(path.join(bin ?? '', 'pg_dump'), ['-Fc', '-f', file, server.url(`before_${count}`)]);
    await run(path.join(bin ?? '', 'pg_restore'), ['--no-owner', '-d', server.url(`after_${count}`), file]);
    expect(await (await releaseWith(count + 1)).runMigrations(after)).toEqual({
      applied: [name],
      adopted: [],
      ahead: [],
    });
    expect(await describeSchema(after, SCHEMA)).toEqual(releases[count]?.after);
    expect(await contentsOf(after, count)).toEqual(await contentsOf(before, count));
  });
});

import { randomBytes } from 'node:crypto';
import createKnex, { type Knex } from 'knex';
import { createMapping, type NewMapping, runMigrations } from 'market-mapping';
import pg from 'pg';
import type { Patience } from './measure.js';
import type { RealData } from './real-data.js';

/** What each measured part is given. */
export interface Context {
  /** Less of everything, for a first look. */
  readonly isQuick: boolean;
  readonly patience: Patience;
  readonly data: RealData;
  /** A migrated database of the part's own, on the server that all parts share; or on one that waits for the disk at each commit. */
  database(options?: { waitsForDisk?: boolean }): Promise<BenchDatabase>;
}

export interface BenchDatabase {
  readonly url: string;
  readonly db: Knex;
  /** A connection of the driver, for those who use it without any library. */
  readonly client: pg.Client;
  close(): Promise<void>;
}

/** A new database, migrated by this release or by the one that is given. */
export async function openDatabase(
  serverUrl: string,
  migrate: (db: Knex) => Promise<unknown> = runMigrations,
): Promise<BenchDatabase> {
  const name = `market_mapping_bench_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 1, max: 8 } });
  await migrate(db);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const close = async () => {
    await client.end();
    await db.destroy();
    await onServer(serverUrl, `drop database ${name} with (force)`);
  };
  return { url, db, client, close };
}

/** How many statements go to the database while `work` runs; BEGIN and COMMIT are statements. */
export async function countRoundTrips(db: Knex, work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const add = () => {
    count++;
  };
  db.on('query', add);
  await work();
  db.off('query', add);
  return count;
}

export async function insertMappings(db: Knex, mappings: readonly NewMapping[]): Promise<void> {
  for (const mapping of mappings) await createMapping(db, mapping);
}

/** Many mappings made from real ones: each has ids of its own at all sources. */
export async function insertManyMappings(
  client: pg.Client,
  mappings: readonly NewMapping[],
  count: number,
): Promise<void> {
  await client.query('truncate user_market_mappings, mapping_audit_log restart identity');
  const outcomes = mappings.map(({ outcomeMapping }) =>
    JSON.stringify(
      outcomeMapping.map(({ canonicalId, betpawaName, sportybetDesc, bet9jaSuffix, position }) => ({
        canonical_id: canonicalId,
        betpawa_name: betpawaName,
        sportybet_desc: sportybetDesc,
        bet9ja_suffix: bet9jaSuffix,
        position,
      })),
    ),
  );
  // One transaction moves the version once; the trigger is deferred and runs for each row.
  await client.query(
    `insert into user_market_mappings (canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping)
     select 'market_' || n, 'Market number ' || n, n::text, (n + 1000000)::text, 'S_M' || n,
       (($2::text[])[n % cardinality($2::text[]) + 1])::jsonb
     from generate_series(1, $1::integer) as n`,
    [count, outcomes],
  );
  await client.query('vacuum analyze user_market_mappings');
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement);
  await client.end();
}

import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, jsonb, pgTable, serial, timestamp, unique, varchar } from 'drizzle-orm/pg-core';
import type { Knex } from 'knex';
import { Kysely, sql as kyselySql, PostgresDialect } from 'kysely';
import type { Source } from 'market-mapping';
import pg from 'pg';

/** A market as the peers write it. */
export interface MarketRow {
  readonly source: Source;
  readonly external_market_id: string;
  readonly market_name: string | null;
  /** JSON text. */
  readonly sample_outcomes: string | null;
  readonly occurrence_count: number;
}

/** What somebody would write who needs only the counts: no ids saved, no order of locks, no status, no number that says it was written. */
export const RAW_UPSERT = `
  insert into unmapped_market_log as log (source, external_market_id, market_name, sample_outcomes, occurrence_count)
  select source, id, name, sample::jsonb, count
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[]) as i (source, id, name, sample, count)
  on conflict (source, external_market_id) do update set
    market_name = coalesce(log.market_name, excluded.market_name),
    sample_outcomes = coalesce(log.sample_outcomes, excluded.sample_outcomes),
    last_seen_at = now(),
    occurrence_count = log.occurrence_count + excluded.occurrence_count`;

export async function writeByUnnest(client: pg.Client, rows: readonly MarketRow[]): Promise<void> {
  await client.query(RAW_UPSERT, [
    rows.map(row => row.source),
    rows.map(row => row.external_market_id),
    rows.map(row => row.market_name),
    rows.map(row => row.sample_outcomes),
    rows.map(row => row.occurrence_count),
  ]);
}

/** A statement for each market, prepared once. */
export async function writeOneByOne(client: pg.Client, rows: readonly MarketRow[]): Promise<void> {
  for (const row of rows) {
    await client.query({
      name: 'upsert one',
      text: `insert into unmapped_market_log as log (source, external_market_id, market_name, sample_outcomes, occurrence_count)
        values ($1, $2, $3, $4, $5)
        on conflict (source, external_market_id) do update set
          last_seen_at = now(), occurrence_count = log.occurrence_count + excluded.occurrence_count`,
      values: [row.source, row.external_market_id, row.market_name, row.sample_outcomes, row.occurrence_count],
    });
  }
}

/** The same as a service writes it that has knex and does not think of it further. */
export async function writeOneByOneWithKnex(db: Knex, rows: readonly MarketRow[]): Promise<void> {
  for (const row of rows) await writeByKnex(db, [row]);
}

export async function writeByKnex(db: Knex, rows: readonly MarketRow[]): Promise<void> {
  const table = 'unmapped_market_log';
  await db(table)
    .insert(rows)
    .onConflict(['source', 'external_market_id'])
    .merge({
      market_name: db.raw('coalesce(??, excluded.market_name)', [`${table}.market_name`]),
      sample_outcomes: db.raw('coalesce(??, excluded.sample_outcomes)', [`${table}.sample_outcomes`]),
      last_seen_at: db.fn.now(),
      occurrence_count: db.raw('?? + excluded.occurrence_count', [`${table}.occurrence_count`]),
    });
}

const unmapped = pgTable(
  'unmapped_market_log',
  {
    id: serial().primaryKey(),
    source: varchar({ length: 20 }).notNull(),
    external_market_id: varchar({ length: 100 }).notNull(),
    market_name: varchar({ length: 255 }),
    sample_outcomes: jsonb(),
    occurrence_count: integer().notNull(),
    last_seen_at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  table => [unique().on(table.source, table.external_market_id)],
);

export function drizzleWriter(client: pg.Client): (rows: readonly MarketRow[]) => Promise<void> {
  const db = drizzle(client);
  return async rows => {
    await db
      .insert(unmapped)
      .values(rows.map(row => ({ ...row, sample_outcomes: drizzleSql`${row.sample_outcomes}::jsonb` })))
      .onConflictDoUpdate({
        target: [unmapped.source, unmapped.external_market_id],
        set: {
          market_name: drizzleSql`coalesce(${unmapped.market_name}, excluded.market_name)`,
          sample_outcomes: drizzleSql`coalesce(${unmapped.sample_outcomes}, excluded.sample_outcomes)`,
          last_seen_at: drizzleSql`now()`,
          occurrence_count: drizzleSql`${unmapped.occurrence_count} + excluded.occurrence_count`,
        },
      });
  };
}

export function kyselyWriter(url: string): {
  write(rows: readonly MarketRow[]): Promise<void>;
  close(): Promise<void>;
} {
  const db = new Kysely<{ unmapped_market_log: MarketRow & { last_seen_at: Date } }>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }),
  });
  const write = async (rows: readonly MarketRow[]) => {
    await db
      .insertInto('unmapped_market_log')
      .values(rows.map(row => ({ ...row, last_seen_at: kyselySql<Date>`now()` })))
      .onConflict(conflict =>
        conflict.columns(['source', 'external_market_id']).doUpdateSet({
          market_name: kyselySql`coalesce(unmapped_market_log.market_name, excluded.market_name)`,
          sample_outcomes: kyselySql`coalesce(unmapped_market_log.sample_outcomes, excluded.sample_outcomes)`,
          last_seen_at: kyselySql`now()`,
          occurrence_count: kyselySql`unmapped_market_log.occurrence_count + excluded.occurrence_count`,
        }),
      )
      .execute();
  };
  return { write, close: () => db.destroy() };
}

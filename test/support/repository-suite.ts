import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { isMarketMappingError, type MarketMappingError } from '../../src/model/errors.js';
import type { Source, UnmappedStatus } from '../../src/model/index.js';
import { createDatabase, type TestDatabase } from './databases.js';

export const MAPPINGS = 'user_market_mappings';
export const AUDIT = 'mapping_audit_log';

/** What a row of the audit log says of a change that the library made alone. */
export const OF_LIBRARY = {
  origin: 'library',
  change_id: null,
  xact_id: expect.any(String),
  kept_mapping_id: expect.any(Number),
};
export const UNMAPPED = 'unmapped_market_log';

/** A row as the database tells it, keyed by column name; times are text. */
export type StoredRow = Record<string, unknown>;

/** The database of one test file: made before its first test, emptied before each, dropped after the last. */
export class SuiteDatabase {
  #database: TestDatabase | undefined;

  /** `emptied: false` where the tests don't write: hundreds of them are quicker so. */
  constructor({ emptied = true } = {}) {
    beforeAll(async () => {
      this.#database = await createDatabase();
    });
    beforeEach(async () => {
      const tables = [AUDIT, MAPPINGS, UNMAPPED, 'unmapped_ignore_rules', 'unmapped_history']
        .map(name => this.table(name))
        .join(', ');
      if (emptied) await this.db.raw(`truncate ${tables} restart identity cascade`);
    });
    afterAll(() => this.#database?.drop());
  }

  get db(): Knex {
    return this.#opened.db;
  }

  /** Its connection string; empty where the engine has none. */
  get url(): string {
    return this.#opened.url;
  }

  table(name: string): string {
    return this.#opened.table(name);
  }

  /** All rows of a table in the order of their ids. */
  async rows(table: string): Promise<StoredRow[]> {
    return rowsOf(this.db, this.table(table));
  }

  /** Everything the library keeps, to see that a refused call left it as it was. */
  async contents(): Promise<Record<string, StoredRow[]>> {
    return { mappings: await this.rows(MAPPINGS), audit: await this.rows(AUDIT), unmapped: await this.rows(UNMAPPED) };
  }

  /** Puts a market into the unmapped log as if scrapers and people had been at it, and returns its id. */
  async logMarket(market: {
    source: Source;
    externalMarketId: string;
    status?: UnmappedStatus;
    occurrenceCount?: number;
    notes?: string;
    marketName?: string;
  }): Promise<number> {
    const { rows } = await this.db.raw(
      `insert into ${this.table(UNMAPPED)} (source, external_market_id, status, occurrence_count, notes, market_name)
       values (?, ?, ?, ?, ?, ?) returning id`,
      [
        market.source,
        market.externalMarketId,
        market.status ?? 'NEW',
        market.occurrenceCount ?? 1,
        market.notes ?? null,
        market.marketName ?? null,
      ],
    );
    return Number(rows[0].id);
  }

  /** The status of each market in the log, by its id at the source. */
  async statuses(): Promise<Record<string, unknown>> {
    const rows = await this.rows(UNMAPPED);
    return Object.fromEntries(rows.map(row => [String(row.external_market_id), row.status]));
  }

  /** How many ids the unmapped log's sequence has given out since the table was emptied. */
  async idsDrawn(): Promise<number> {
    return idsDrawn(this.db, this.table(UNMAPPED));
  }

  /** The texts of the statements that `work` sends. */
  async statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    const listener = ({ sql }: { sql: string }) => statements.push(sql);
    this.db.on('query', listener);
    try {
      await work();
    } finally {
      this.db.removeListener('query', listener);
    }
    return statements;
  }

  get #opened(): TestDatabase {
    if (!this.#database) throw new Error('the database is there from the first test on, not before');
    return this.#database;
  }
}

export async function rowsOf(db: Knex, table: string): Promise<StoredRow[]> {
  const { rows } = await db.raw(`select to_jsonb(t) as row from ${table} t order by id`);
  return rows.map(({ row }: { row: StoredRow }) => row);
}

export async function idsDrawn(db: Knex, table: string): Promise<number> {
  const { rows } = await db.raw(`select pg_get_serial_sequence(?, 'id') as name`, [table]);
  const drawn = await db.raw(`select case when is_called then last_value else 0 end as drawn from ${rows[0].name}`);
  return Number(drawn.rows[0].drawn);
}

/** The error of this library that a call fails with; anything else it does fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<MarketMappingError & Record<string, unknown>> {
  const outcome = await promise.then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) expect.fail(`nothing was thrown, but returned: ${JSON.stringify(outcome.value)}`);
  if (!isMarketMappingError(outcome.error)) throw outcome.error;
  return outcome.error as MarketMappingError & Record<string, unknown>;
}

import { invalid } from '../input/validate.js';
import { asJsonRows } from './as-json-rows.js';
import type { Db } from './db.js';
import { type JoinedConnection, type JoinOptions, joinTransaction } from './join-transaction.js';
import { sqlStateOf } from './known-errors.js';

/** One statement in the two forms that libraries take: text with `$1` in it, or what a template's tag is given. */
export interface QueryableStatement {
  readonly text: string;
  readonly values: readonly (string | number | boolean | null)[];
  /** The text between the parameters. */
  readonly strings: TemplateStringsArray;
  /** The parameters between the strings: a value that the text has twice is there twice. */
  readonly params: readonly (string | number | boolean | null)[];
}

/** Sends a statement within your transaction, and returns its rows, or a result that has them as `rows`. */
export type RunStatement = (statement: QueryableStatement) => PromiseLike<RowsOrResult>;

type RowsOrResult = readonly unknown[] | { readonly rows: readonly unknown[] };

/**
 * Turns whatever can run a statement in a transaction that you have begun, such as one of Drizzle or Kysely, into what every function
 * of this library takes as `db`. What they do is committed or rolled back with the rest. The type parsers of the driver don't matter.
 * A mapper can't be created on it, because it outlives every transaction; give it `fromPool`.
 *
 * @param run Sends a statement. The tag `sql` of Drizzle and of Kysely takes `strings` and `params`; a driver takes `text` and `values`.
 * @param options `knex`: the one to use, for a service bundled with it; loaded from `node_modules` by default.
 * @throws `VALIDATION` if it is no function, or if knex is neither given nor found.
 *
 * @example
 * ```ts
 * import { sql } from 'drizzle-orm';
 * import { drizzle } from 'drizzle-orm/node-postgres';
 * import { createMapping, fromQueryable } from 'market-mapping';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * await drizzle(pool).transaction(async tx => {
 *   const db = fromQueryable(({ strings, params }) => tx.execute(sql(strings, ...params)));
 *   await createMapping(db, { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] });
 * });
 * await pool.end();
 * ```
 */
export function fromQueryable(run: RunStatement, options: JoinOptions = {}): Db {
  if (typeof run !== 'function') {
    throw invalid(
      'run',
      'must be a function that sends a statement, as ({ text, values }) => client.query(text, values)',
    );
  }
  const connection: JoinedConnection = {
    query({ text, values }, done) {
      rowsOf(run, text, values).then(
        rows => done(null, { rows }),
        error => done(saidByDatabase(error)),
      );
    },
  };
  return joinTransaction(connection, options);
}

async function rowsOf(run: RunStatement, text: string, values: readonly unknown[]): Promise<unknown[]> {
  const json = asJsonRows(text);
  const result: RowsOrResult = await run(statementOf(json ?? text, values.map(plain)));
  if (json === null) return [];
  return rowsIn(result).map(row => {
    const document: unknown = typeof row === 'object' && row !== null && 'row' in row ? row.row : undefined;
    if (typeof document !== 'string')
      throw invalid('run', 'must return the rows as objects, by the names of the columns');
    return JSON.parse(document);
  });
}

/** The error of the database, where a library has put it into one of its own. */
function saidByDatabase(error: unknown): unknown {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (sqlStateOf(inner) !== null) return inner;
  }
  return error;
}

function rowsIn(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result;
  if (typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows))
    return result.rows;
  throw invalid('run', 'must return the rows, or an object that has them as `rows`');
}

type Plain = QueryableStatement['values'][number];

function statementOf(text: string, values: readonly Plain[]): QueryableStatement {
  const parts = text.split(/\$(\d+)/);
  const between = parts.filter((_, at) => at % 2 === 0);
  const params = parts.filter((_, at) => at % 2 === 1).map(number => values[Number(number) - 1] ?? null);
  return { text, values, strings: Object.assign(between, { raw: between }), params };
}

/** As text, as a driver would write it: libraries take arrays and objects for something of their own. */
function plain(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? arrayLiteral(value) : JSON.stringify(value);
}

function arrayLiteral(values: readonly unknown[]): string {
  const elements = values.map(value => {
    const text = plain(value);
    return text === null ? 'NULL' : `"${String(text).replaceAll(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join()}}`;
}

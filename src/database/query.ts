import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import {
  DatabaseError,
  isMarketMappingError,
  type MarketMappingError,
  SchemaMissingError,
  ValidationError,
} from '../model/errors.js';
import { pure } from '../model/pure.js';

/** Where every statement of the library goes: the consumer's knex, or one of its transactions. */
export type Db = Knex | Knex.Transaction;

export interface QueryOptions {
  /** Gives up on a server that doesn't answer: when it aborts, the connection is closed and the statement fails. */
  signal?: AbortSignal;
  /** The same, after so many milliseconds. `AbortSignal.any` won't do: on Node 20 a timeout inside one is garbage collected and never fires. */
  timeoutMs?: number;
  /**
   * Prepares the statement, which saves the server planning it again: for long statements that are repeated. Only outside a
   * transaction of the caller, where a pooler that doesn't keep it costs no more than a retry.
   */
  isPrepared?: boolean;
}

/**
 * The host may have replaced the driver's global type parsers, which must not affect what we read. Timestamps stay
 * text: rows.ts turns them into dates, and cursors need their microseconds.
 */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  16: text => text === 't', // boolean
  20: Number, // int8: counts, which stay far below 2^53
  21: Number, // int2
  23: Number, // int4
  114: JSON.parse, // json
  3802: JSON.parse, // jsonb
};
const asText = (text: string) => text;
/** An empty array, since pg also sends it to the server as the list of parameter types. */
const TYPES = /* @__PURE__ */ pure(() => Object.assign([], { getTypeParser: (oid: number) => PARSERS[oid] ?? asText }));

/**
 * Runs one statement with `$1`-style parameters and returns its rows under their own column names.
 *
 * It goes through knex's client rather than `knex.raw`: joined transactions, the pool, `query` events and debug output work as for
 * any other query, but the consumer's `postProcessResponse` and `wrapIdentifier` do not touch it. A question mark in the
 * text would still be taken for a knex placeholder, so pass it as a parameter.
 */
export async function query<Row>(
  db: Db,
  schema: string,
  sql: string,
  bindings: readonly unknown[] = [],
  options: QueryOptions = {},
): Promise<Row[]> {
  assertPostgres(db);
  try {
    const name = options.isPrepared && !db.isTransaction && !withoutPrepared.has(db.client) ? nameOf(sql) : undefined;
    return name === undefined
      ? await send<Row>(db, sql, bindings, options)
      : await sendPrepared<Row>(db, sql, bindings, options, name);
  } catch (error) {
    const state = sqlStateOf(error) ?? '';
    if (!IS_RETRIED.has(state) || db.isTransaction) throw toKnownError(error, schema, sql);
  }
  // The database's default isolation is repeatable read or stricter, where a writer that waited for a row fails. Our statements are
  // written for read committed, and the failed one has left nothing behind: also where it was the victim of a deadlock, which
  // transactions of other people can bring about.
  return inTransaction(db, trx => query<Row>(trx, schema, sql, bindings, options), schema);
}

/** Runs `work` in a transaction of its own, or under a savepoint in the caller's transaction: all of it or nothing. */
export async function inTransaction<T>(
  db: Db,
  work: (trx: Knex.Transaction) => Promise<T>,
  schema: string,
): Promise<T> {
  assertPostgres(db);
  try {
    return await db.transaction(work, db.isTransaction ? undefined : { isolationLevel: 'read committed' });
  } catch (error) {
    throw toKnownError(error, schema);
  }
}

/** Whether the caller has begun a transaction, which a call joins; a ValidationError where it isn't a knex at all. */
export function isTransaction(db: Db): boolean {
  assertPostgres(db);
  return db.isTransaction === true;
}

/** The SQLSTATE of a driver's error, also where it is the cause of one of ours. */
export function sqlStateOf(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.sqlState;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  // No SQLSTATE class starts with an E; EPIPE comes from the operating system.
  return typeof code === 'string' && /^(?!E)[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** SQLSTATE classes 22 (data exception), 23 (constraint violation), 54 (too large) and P0 (raised by a trigger): the data is at fault. */
export function isRefusalOfData(error: unknown): error is MarketMappingError {
  return isMarketMappingError(error) && /^(22|23|54|P0)/.test(sqlStateOf(error) ?? '');
}

/** A serialization failure and a deadlock. */
const IS_RETRIED = new Set(['40001', '40P01']);
const UNDEFINED_TABLE = '42P01';
const UNDEFINED_COLUMN = '42703';
const INVALID_SCHEMA_NAME = '3F000';

/** The pools whose prepared statements do not last, because of a pooler in transaction mode or a session reset. */
const withoutPrepared = new WeakSet<Knex.Client>();
/** The statement does not exist, another one has its name, or its plan is older than the table. */
const NOT_PREPARED = new Set(['26000', '42P05', '0A000']);

/** Derived from the text alone: behind a pooler that mixes sessions, one name must never stand for two statements. */
function nameOf(sql: string): string {
  return `market_mapping_${createHash('sha1').update(sql).digest('hex').slice(0, 24)}`;
}

/** The server refuses before it runs anything, so the statement can be sent again without a name. */
async function sendPrepared<Row>(
  db: Db,
  sql: string,
  bindings: readonly unknown[],
  options: QueryOptions,
  name: string,
): Promise<Row[]> {
  try {
    return await send<Row>(db, sql, bindings, options, name);
  } catch (error) {
    if (!NOT_PREPARED.has(sqlStateOf(error) ?? '')) throw error;
    withoutPrepared.add(db.client);
    return send<Row>(db, sql, bindings, options);
  }
}

async function send<Row>(
  db: Db,
  sql: string,
  bindings: readonly unknown[],
  options: QueryOptions,
  name?: string,
): Promise<Row[]> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const connection = await db.client.acquireConnection();
  // Ending a pg client in the middle of a query closes its socket: the query fails, and the pool replaces the client.
  const giveUp = () => connection.end(() => {});
  const timer = timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs).unref();
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', giveUp);
    const named = name === undefined ? { types: TYPES } : { types: TYPES, name };
    const done = await db.client.query(connection, { sql, bindings: [...bindings], options: named });
    return done.response.rows;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    await db.client.releaseConnection(connection);
  }
}

/** The only thing knex says if its pool was never created or has been destroyed. */
const NO_POOL = 'Unable to acquire a connection';

function toKnownError(error: unknown, schema: string, sql = ''): unknown {
  if (isMarketMappingError(error)) return error;
  const state = sqlStateOf(error);
  if (state === UNDEFINED_TABLE || state === UNDEFINED_COLUMN || state === INVALID_SCHEMA_NAME)
    return new SchemaMissingError(schema, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  // knex prefixes the database's message with the whole statement; the cause still has it.
  const said = message.startsWith(`${sql} - `) ? message.slice(sql.length + 3) : message;
  const why =
    said === NO_POOL
      ? `${said}: this knex has no connection setting (is DATABASE_URL set?) or has been destroyed`
      : said;
  return new DatabaseError(`A statement of market-mapping failed: ${why}`, state, {
    cause: error,
  });
}

function assertPostgres(db: Db): void {
  const dialect: unknown = typeof db === 'function' ? db.client?.dialect : undefined;
  if (dialect === 'postgresql') return;
  throw new ValidationError([
    {
      field: 'db',
      message:
        "must be a knex instance or transaction on Postgres, as from knex({ client: 'pg', connection })" +
        (typeof dialect === 'string' ? ` (got one for ${dialect})` : ''),
    },
  ]);
}

import { createHash } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { DatabaseError } from '../model/errors.js';
import { pure } from '../model/pure.js';
import type { Db, QueryOptions } from './db.js';
import { giveUp, type PgConnection } from './give-up.js';
import { sqlStateOf } from './known-errors.js';

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

/** The pools whose prepared statements do not last: a pooler in transaction mode, a session reset, a tracer that changes texts. */
const withoutPrepared = new WeakSet<Knex.Client>();
/** The statement does not exist, another one has its name, or its plan is older than the table. */
const NOT_PREPARED = new Set(['26000', '42P05', '0A000']);
/** What the driver itself says of a name it has sent with another text; a tracer that adds comments makes such. It has no code. */
const TEXT_CHANGED = 'Prepared statements must be unique';

/** Sends a statement, under a name where it is worth one and the connection keeps it. */
export async function sendStatement<Row>(
  db: Db,
  sql: string,
  bindings: readonly unknown[],
  options: QueryOptions,
): Promise<Row[]> {
  if (!options.isPrepared || db.isTransaction || withoutPrepared.has(db.client)) {
    return send<Row>(db, sql, bindings, options);
  }
  try {
    return await send<Row>(db, sql, bindings, options, nameOf(sql));
  } catch (error) {
    // The server or the driver refuses before anything has run, so the statement can be sent again without a name.
    if (!isNotPrepared(error)) throw error;
    withoutPrepared.add(db.client);
    return send<Row>(db, sql, bindings, options);
  }
}

function isNotPrepared(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return NOT_PREPARED.has(state);
  return error instanceof Error && error.message.includes(TEXT_CHANGED);
}

/** Derived from the text alone: behind a pooler that mixes sessions, one name must never stand for two statements. */
function nameOf(sql: string): string {
  return `market_mapping_${createHash('sha1').update(sql).digest('hex').slice(0, 24)}`;
}

/** How long a cancel request may take before the connection is closed all the same, in milliseconds; less where the mapper is closing. */
const CANCEL_PATIENCE_MS = { atLimit: 1_000, atClose: 250 };

interface Done<Row> {
  readonly response: { readonly rows: Row[] };
}

const CLOSE_PATIENCE_MS = 1_000;

async function send<Row>(
  db: Db,
  sql: string,
  bindings: readonly unknown[],
  { signal, timeoutMs }: QueryOptions,
  name?: string,
): Promise<Row[]> {
  signal?.throwIfAborted();
  const connection: PgConnection = await db.client.acquireConnection();
  let hasGivenUp = false;
  let isOverLimit = false;
  const stop = (patienceMs: number) => {
    hasGivenUp = true;
    void giveUp(db.client, connection, patienceMs);
  };
  const onAbort = () => stop(CANCEL_PATIENCE_MS.atClose);
  const onLimit = () => {
    isOverLimit = true;
    stop(CANCEL_PATIENCE_MS.atLimit);
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(onLimit, timeoutMs).unref();
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', onAbort);
    const named = name === undefined ? { types: TYPES } : { types: TYPES, name };
    const statement = { sql, bindings: [...bindings], options: named };
    const done: Done<Row> = await inTextFormat(connection, () => db.client.query(connection, statement));
    return done.response.rows;
  } catch (error) {
    throw isOverLimit ? overLimit(timeoutMs ?? 0, error) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // A cancel request may still be on its way, and must not meet somebody else's statement.
    if (hasGivenUp) await closed(connection);
    await db.client.releaseConnection(connection);
  }
}

/** The pool learns that a connection is closed by its events, and would hand it out once more until then. */
async function closed(connection: PgConnection): Promise<void> {
  const ended = new Promise<void>(resolve => {
    connection.end(resolve);
  });
  await Promise.race([ended, sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
  await nextTurn();
}

/** The parsers above read text. The driver takes the setting of the client when it is given the statement, and no later. */
function inTextFormat<T>(connection: PgConnection, give: () => Promise<T>): Promise<T> {
  if (connection.binary !== true) return give();
  connection.binary = false;
  try {
    return give();
  } finally {
    connection.binary = true;
  }
}

function overLimit(timeoutMs: number, cause: unknown): DatabaseError {
  return new DatabaseError(
    `A statement of market-mapping was given up after ${timeoutMs} ms, the library's own limit, and cancelled: ` +
      'the server does not answer, or somebody holds a lock on the table (see pg_stat_activity).',
    sqlStateOf(cause),
    { cause },
  );
}

import type { Knex } from 'knex';
import { ValidationError } from '../model/errors.js';
import { assertReadable, isKnownReadable, type ProbedTypes, TYPES_PROBE } from './check-driver.js';
import type { Db, QueryOptions } from './db.js';
import { INSUFFICIENT_PRIVILEGE, sqlStateOf, toKnownError } from './known-errors.js';
import { sendStatement } from './send.js';

export type { Db, QueryOptions } from './db.js';
export { isRefusalOfData, sqlStateOf } from './known-errors.js';

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
    await probe(db, options);
    return await sendStatement<Row>(db, sql, bindings, options);
  } catch (error) {
    const state = sqlStateOf(error) ?? '';
    if (!IS_RETRIED.has(state) || db.isTransaction) {
      const role = state === INSUFFICIENT_PRIVILEGE ? await roleOf(db) : undefined;
      throw toKnownError(error, { schema, sql, role });
    }
  }
  // The database's default isolation is repeatable read or stricter, where a writer that had to wait for a row fails. Our
  // statements are written for read committed, and the failed one left nothing behind; so did the victim of a deadlock, which
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
    await probe(db, {});
    return await db.transaction(work, db.isTransaction ? undefined : { isolationLevel: 'read committed' });
  } catch (error) {
    throw toKnownError(error, { schema });
  }
}

/** Whether the caller has begun a transaction, which a call joins; a ValidationError where it isn't a knex at all. */
export function isTransaction(db: Db): boolean {
  assertPostgres(db);
  return db.isTransaction === true;
}

/** A serialization failure and a deadlock. */
const IS_RETRIED = new Set(['40001', '40P01']);

/** Before the first statement of a knex: whether what it would return can be read at all. */
async function probe(db: Db, { signal, timeoutMs }: QueryOptions): Promise<void> {
  if (isKnownReadable(db)) return;
  const bounds = { ...(signal ? { signal } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const [types] = await sendStatement<ProbedTypes>(db, TYPES_PROBE, [], bounds);
  assertReadable(db, types);
}

const ROLE_TIMEOUT_MS = 5_000;

/** For the message of an error. A transaction in which a statement has failed answers nothing any more. */
async function roleOf(db: Db): Promise<string | undefined> {
  const user: unknown = db.client.connectionSettings?.user;
  const login = typeof user === 'string' ? user : undefined;
  if (db.isTransaction) return login;
  try {
    const sql = 'select current_user as role';
    const [row] = await sendStatement<{ role: string }>(db, sql, [], { timeoutMs: ROLE_TIMEOUT_MS });
    return row?.role ?? login;
  } catch {
    return login;
  }
}

function assertPostgres(db: Db): void {
  const dialect: unknown = typeof db === 'function' ? db.client?.dialect : undefined;
  if (dialect === 'postgresql') return;
  throw new ValidationError([
    {
      field: 'db',
      message:
        "must be a knex instance or transaction on Postgres, as from knex({ client: 'pg', connection })" +
        (typeof dialect === 'string' ? ` (got one for ${dialect})` : adviceFor(db)),
    },
  ]);
}

/** What is taken for a knex by mistake most often: the handles of other libraries, which share a pool of pg with this one. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  Drizzle: ['$client', 'session'],
  Kysely: ['selectFrom', 'getExecutor'],
  pg: ['connect', 'query'],
};

function adviceFor(db: unknown): string {
  if ((typeof db !== 'object' && typeof db !== 'function') || db === null) return '';
  const found = Object.entries(OTHERS).find(([, fields]) => fields.some(field => field in db));
  if (found === undefined) return '';
  return `; this one is of ${found[0]}: give fromPool(pool), with the Pool of pg that it uses, or, in a transaction of your own, fromClient(client) or fromQueryable(run)`;
}

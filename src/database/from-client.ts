import { invalid } from '../input/validate.js';
import type { Db } from './db.js';
import { type JoinOptions, joinTransaction } from './join-transaction.js';

/** The part of node-postgres's `Client` and `PoolClient` that is needed. It goes by shape, so that any copy and version of `pg` will do. */
export interface PgClient {
  query(config: never, values?: never): unknown;
  connect(...args: never[]): unknown;
}

/**
 * Turns a `Client` or `PoolClient` of pg, on which you have begun a transaction, into what every function of this library takes as
 * `db`: what they do is committed or rolled back with the rest. You begin and end the transaction yourself, and the client stays yours.
 * A mapper can't be created on it, because it outlives every transaction; give it `fromPool`.
 *
 * @param client Your `await pool.connect()`, or a connected `new Client(...)`.
 * @param options `knex`: the one to use, for a service bundled with it; loaded from `node_modules` by default.
 * @throws `VALIDATION` if it is not such a client, or if knex is neither given nor found.
 *
 * @example
 * ```ts
 * import { createMapping, fromClient } from 'market-mapping';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * const client = await pool.connect();
 * try {
 *   await client.query('begin');
 *   await client.query('create table if not exists market_owners (canonical_id text primary key, owner text)');
 *   await client.query('insert into market_owners values ($1, $2)', ['1x2_ft', 'ada']);
 *   const mapping = { canonicalId: '1x2_ft', name: '1X2', betpawaId: '3743', outcomeMapping: [] };
 *   await createMapping(fromClient(client), mapping, { actor: 'ada' });
 *   await client.query('commit');
 * } catch (error) {
 *   await client.query('rollback');
 *   throw error;
 * } finally {
 *   client.release();
 *   await pool.end();
 * }
 * ```
 */
export function fromClient(client: PgClient, options: JoinOptions = {}): Db {
  if (!isClient(client)) {
    throw invalid(
      'client',
      'must be a Client or PoolClient of pg, as from await pool.connect(); a Pool goes into fromPool(pool)',
    );
  }
  const known = adapters.get(client);
  if (known) return known;
  const db = joinTransaction(client, options);
  adapters.set(client, db);
  return db;
}

const adapters = new WeakMap<object, Db>();

function isClient(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('query' in value) || typeof value.query !== 'function')
    return false;
  // A pool has both as well, and would run each statement of a transaction on whatever connection is free.
  return 'connect' in value && !('totalCount' in value);
}

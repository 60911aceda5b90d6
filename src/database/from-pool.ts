import type { Knex } from 'knex';
import { assertKnownOptions } from '../input/known-options.js';
import { invalid } from '../input/validate.js';
import { type CreateKnex, findKnex } from './find-knex.js';

/** A connection as a pool hands it out. */
export interface PgPoolConnection {
  on(event: 'error', handler: (error: Error) => void): unknown;
  removeListener(event: 'error', handler: (error: Error) => void): unknown;
  release(destroy?: boolean): void;
}

/** The part of node-postgres's `Pool` that is needed. It goes by shape, so that any copy and version of `pg` will do. */
export interface PgPool {
  connect(): Promise<PgPoolConnection>;
  /** The settings it was created with. A mapper uses them to open its listening connection. */
  readonly options?: object;
}

/** How `fromPool` gets its knex. */
export interface FromPoolOptions {
  /**
   * The function that knex's package exports, for a service that is bundled with knex in it. By default knex is loaded from
   * `node_modules`, by this call and no sooner.
   */
  knex?: CreateKnex;
}

const adapters = new WeakMap<PgPool, Knex>();

/**
 * Turns a pg `Pool` into what every function of this library takes as `db`, so that services on Drizzle, Kysely or plain pg need
 * no knex of their own. The pool is borrowed: its connections go back to it, `db.destroy()` leaves it open, and you end it
 * yourself. The same pool always gives the same `db`. To make several changes at once, use `db.transaction(...)`.
 *
 * @param pool Your `new Pool(...)` of `pg`.
 * @param options `knex`: the one to use, for a service bundled with it; loaded from `node_modules` by default.
 * @throws `VALIDATION` if it is not such a pool, or if knex is neither given nor found.
 *
 * @example
 * ```ts
 * import { createMarketMapper, fromPool, runMigrations } from 'market-mapping';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * const db = fromPool(pool);
 * await runMigrations(db);
 * const mapper = await createMarketMapper(db);
 * await mapper.close();
 * await pool.end();
 * ```
 */
export function fromPool(pool: PgPool, options: FromPoolOptions = {}): Knex {
  if (typeof pool !== 'object' || pool === null || typeof pool.connect !== 'function' || 'release' in pool) {
    throw invalid(
      'pool',
      'must be a Pool of pg, as from new Pool({ connectionString }), not one of its clients, which go into fromClient(client)',
    );
  }
  assertKnownOptions(options, ['knex']);
  if (options.knex !== undefined && typeof options.knex !== 'function') {
    throw invalid('options.knex', "must be the function that knex's package exports");
  }
  const known = adapters.get(pool);
  if (known) return known;
  const db = adapt(pool, options.knex ?? findKnex());
  adapters.set(pool, db);
  return db;
}

function adapt(pool: PgPool, createKnex: CreateKnex): Knex {
  // Without a connection knex makes no pool of its own.
  const db = createKnex({ client: 'pg' });
  const { client } = db;
  client.initializeDriver();
  client.connectionSettings = pool.options ?? {};
  const inUse = new WeakMap<PgPoolConnection, { isBroken: boolean; onError: () => void }>();

  client.acquireConnection = async () => {
    const connection = await pool.connect();
    const use = {
      isBroken: false,
      onError: () => {
        use.isBroken = true;
      },
    };
    // The pool handles errors of idle connections only. Without a handler, an error on a connection in use would end the process.
    connection.on('error', use.onError);
    inUse.set(connection, use);
    return connection;
  };
  client.releaseConnection = async (connection: PgPoolConnection) => {
    const use = inUse.get(connection);
    inUse.delete(connection);
    if (use) connection.removeListener('error', use.onError);
    connection.release(use?.isBroken ?? false);
  };
  return db;
}

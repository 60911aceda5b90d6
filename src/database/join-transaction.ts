import type { Knex } from 'knex';
import { assertKnownOptions } from '../input/known-options.js';
import { invalid } from '../input/validate.js';
import type { Db } from './db.js';
import { type CreateKnex, findKnex } from './find-knex.js';

/** How the adapters get their knex. */
export interface JoinOptions {
  /**
   * The function that knex's package exports, for a service that is bundled with knex in it. By default knex is loaded from
   * `node_modules`, by this call and no sooner.
   */
  knex?: CreateKnex;
}

/** What knex asks of a connection of pg. */
export interface JoinedConnection {
  query(config: { text: string; values: readonly unknown[] }, done: (error: unknown, result?: object) => void): void;
}

/**
 * A knex on one connection, in a transaction that somebody else has begun and will end: what would begin one of its own makes a
 * savepoint, and nothing is prepared under a name. Savepoints that are asked for at once follow one another.
 */
export function joinTransaction(connection: object, options: JoinOptions): Db {
  assertKnownOptions(options, ['knex']);
  if (options.knex !== undefined && typeof options.knex !== 'function') {
    throw invalid('options.knex', "must be the function that knex's package exports");
  }
  const db = (options.knex ?? findKnex())({ client: 'pg' });
  db.client.transacting = true;
  db.client.acquireConnection = () => Promise.resolve(connection);
  db.client.releaseConnection = () => Promise.resolve();
  const begin = db.transaction;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (...args: unknown[]) => {
    const turn: Promise<unknown> = last.then(() => Reflect.apply(begin, db, args));
    last = turn.catch(() => {});
    return turn;
  };
  return Object.defineProperties(db, {
    isTransaction: { value: true },
    transaction: { value: inTurn, configurable: true },
  }) satisfies Knex;
}

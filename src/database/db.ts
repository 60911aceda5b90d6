import type { Knex } from 'knex';

/** Where every statement of the library goes: the consumer's knex, or one of its transactions. */
export type Db = Knex | Knex.Transaction;

export interface QueryOptions {
  /** Gives up on a server that doesn't answer: when it aborts, the statement is cancelled, its connection is closed, and it fails. */
  signal?: AbortSignal;
  /** The same, after so many milliseconds. `AbortSignal.any` won't do: on Node 20 a timeout inside one is garbage collected and never fires. */
  timeoutMs?: number;
  /**
   * Prepares the statement, which saves the server planning it again: for long statements that are repeated. Only outside a
   * transaction of the caller, where a pooler that doesn't keep it costs no more than a retry.
   */
  isPrepared?: boolean;
}

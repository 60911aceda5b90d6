import { currentSchema } from '../../migrations/index.js';
import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { SchemaOption } from '../model/index.js';
import { compareSchemas, describeSchema } from './describe-schema.js';
import { findSequencesBehind } from './find-sequences-behind.js';
import { readMigrationState } from './migration-state.js';

/** How the live schema compares with this release. */
export interface SchemaCheck {
  /** Nothing is pending and nothing differs. */
  ok: boolean;
  /** Migrations of this release that the database doesn't have yet. */
  pending: string[];
  /** Migrations of a newer release that the database has. */
  ahead: string[];
  /**
   * What is missing, defined differently, disabled or (unless a newer release has migrated the schema) added; and sequences that are
   * behind the ids of their tables.
   */
  differences: string[];
}

/**
 * Compares the tables with what this release expects: columns, indexes, constraints, triggers and their functions. Also checks that
 * sequences are not behind the ids of their tables. It only reads.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { checkSchema } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { ok, pending, differences } = await checkSchema(db);
 * if (!ok) console.error({ pending, differences });
 * ```
 */
export async function checkSchema(db: Db, options: SchemaOption = {}): Promise<SchemaCheck> {
  const tables = tablesFor(options, {});
  const { pending, ahead } = await readMigrationState(db, tables);
  const found = await describeSchema(db, tables.schema);
  const differences = [
    ...compareSchemas(currentSchema, found, { allowAdditions: ahead.length > 0 }),
    ...(await findSequencesBehind(db, tables)).map(({ told }) => told),
  ];
  return {
    ok: pending.length === 0 && differences.length === 0,
    pending: [...pending],
    ahead: [...ahead],
    differences,
  };
}

import { DISMISSAL_COLUMNS, type DismissalRow, toDismissal } from '../database/dismissal-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { rowIdField } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { Dismissal, SchemaOption } from '../model/index.js';

/**
 * Removes a dismissal, so that its finding comes back.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id The dismissal's id, as `listDismissals` tells it.
 * @param options `schema`: `public` by default.
 * @returns The dismissal that is gone; null if there was none with this id.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listDismissals, removeDismissal } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * for (const { id, rule } of await listDismissals(db)) if (rule === 'one-bet-twice') await removeDismissal(db, id);
 * ```
 */
export async function removeDismissal(db: Db, id: number, options: SchemaOption = {}): Promise<Dismissal | null> {
  const { schema, dismissals } = tablesFor(options, {});
  validate(rowIdField, id, 'id');
  const [row] = await query<DismissalRow>(
    db,
    schema,
    `delete from ${dismissals} where id = $1 returning ${DISMISSAL_COLUMNS}`,
    [id],
  );
  return row ? toDismissal(row) : null;
}

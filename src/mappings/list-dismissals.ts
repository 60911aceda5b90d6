import { DISMISSAL_COLUMNS, type DismissalRow, toDismissal } from '../database/dismissal-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { Dismissal, SchemaOption } from '../model/index.js';

/**
 * Lists every dismissal of a finding, the oldest first: also those that hold no longer, because a mapping has changed since.
 *
 * @param db The service's knex, or a transaction of it.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { exportMappings, isDismissed, lintMappings, listDismissals } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const dismissals = await listDismissals(db);
 * const open = lintMappings(await exportMappings(db)).filter(finding => !isDismissed(finding, dismissals));
 * console.log(`${open.length} findings that nobody has dismissed`);
 * ```
 */
export async function listDismissals(db: Db, options: SchemaOption = {}): Promise<Dismissal[]> {
  const { schema, dismissals } = tablesFor(options, {});
  const rows = await query<DismissalRow>(db, schema, `select ${DISMISSAL_COLUMNS} from ${dismissals} order by id`);
  return rows.map(toDismissal);
}

import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { canonicalIdField, date } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { MarketMapping, SchemaOption } from '../model/index.js';
import { assertHistoryHolds, mappingsAt } from './mappings-at.js';

/**
 * Returns a mapping as it was at a moment, active or not: what the changes made until then had left.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId The canonical id that it had at that moment.
 * @param at The moment; a change in the same millisecond counts.
 * @param options `schema`: `public` by default.
 * @returns The mapping, or null if there was none.
 * @throws `HISTORY_PRUNED` if the history does not reach back to the moment; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { getMappingAt } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const before = await getMappingAt(db, 'btts_ft', new Date());
 * console.log(before?.bet9jaKey);
 * ```
 */
export async function getMappingAt(
  db: Db,
  canonicalId: string,
  at: Date,
  options: SchemaOption = {},
): Promise<MarketMapping | null> {
  const tables = tablesFor(options, {});
  validate(canonicalIdField, canonicalId, 'canonicalId');
  validate(date, at, 'at');
  const [row] = await query<MappingRow>(
    db,
    tables.schema,
    `select ${MAPPING_COLUMNS} from ${mappingsAt(tables, '$1')} m where canonical_id = $2`,
    [at.toISOString(), canonicalId],
  );
  await assertHistoryHolds(db, tables, at);
  return row ? toMarketMapping(row) : null;
}

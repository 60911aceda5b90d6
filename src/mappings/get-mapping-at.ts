import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { canonicalIdField, date } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { MarketMapping, SchemaOption } from '../model/index.js';
import { assertHistoryReaches, mappingsAt } from './as-of.js';

/**
 * Returns a mapping as it was at a moment, active or not, whoever changed it since. `listMappings`, `exportMappings` and
 * `resolveMapping` take the same moment as `asOf`.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId The canonical id that it had then.
 * @param at The moment; a change made within its millisecond counts as made.
 * @param options `schema`: `public` by default.
 * @returns The mapping, or null if there was none.
 * @throws `HISTORY_PRUNED` if the audit log does not reach back to that moment; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { getMappingAt } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
 * const mapping = await getMappingAt(db, 'btts_ft', yesterday);
 * console.log(mapping?.bet9jaKey ?? 'was not there');
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
  const { schema, mappings, audit } = tables;
  // It may have had another canonical id: then the first row says which one before.
  const ids = `
        select kept_mapping_id from ${audit} where canonical_id = $1
        union select kept_mapping_id from ${audit} where old_value ->> 'canonical_id' = $1 and old_value ->> 'canonical_id' <> canonical_id
        union select id from ${mappings} where canonical_id = $1`;
  const [row] = await query<MappingRow>(
    db,
    schema,
    `select ${MAPPING_COLUMNS} from ${mappingsAt(tables, '$2', ids)} m where canonical_id = $1`,
    [canonicalId, at.toISOString()],
  );
  await assertHistoryReaches(db, tables, at);
  return row ? toMarketMapping(row) : null;
}

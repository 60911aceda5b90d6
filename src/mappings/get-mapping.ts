import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { canonicalIdField } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { MarketMapping, SchemaOption } from '../model/index.js';

/**
 * Returns a mapping by its canonical id, active or not.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId The mapping's canonical id.
 * @param options `schema`: `public` by default.
 * @returns The mapping, or null if there is none.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { getMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const mapping = await getMapping(db, 'btts_ft');
 * console.log(mapping?.outcomeMapping.map(outcome => outcome.canonicalId)); // [ 'yes', 'no' ]
 * ```
 */
export async function getMapping(
  db: Db,
  canonicalId: string,
  options: SchemaOption = {},
): Promise<MarketMapping | null> {
  const { schema, mappings } = tablesFor(options, {});
  validate(canonicalIdField, canonicalId, 'canonicalId');
  const [row] = await query<MappingRow>(
    db,
    schema,
    `select ${MAPPING_COLUMNS} from ${mappings} where canonical_id = $1`,
    [canonicalId],
  );
  return row ? toMarketMapping(row) : null;
}

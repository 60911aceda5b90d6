import { canonicalIdField } from '../fields.js';
import type { MarketMapping, SchemaOption } from '../model.js';
import { tablesIn } from '../names.js';
import { type Db, query } from '../query.js';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../rows.js';
import { validate } from '../validate.js';

/**
 * One mapping by its canonical id, active or not.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId Which mapping.
 * @param options `schema`: `public` by default.
 * @returns null where there is none.
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
  const { schema, mappings } = tablesIn(options);
  validate(canonicalIdField, canonicalId, 'canonicalId');
  const [row] = await query<MappingRow>(
    db,
    schema,
    `select ${MAPPING_COLUMNS} from ${mappings} where canonical_id = $1`,
    [canonicalId],
  );
  return row ? toMarketMapping(row) : null;
}

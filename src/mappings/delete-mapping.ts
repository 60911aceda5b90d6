import { type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { canonicalIdField } from '../input/fields.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { MappingNotFoundError } from '../model/errors.js';
import type { Change, MarketMapping, SchemaOption } from '../model/index.js';
import { audited } from './audited.js';

/**
 * Deletes a mapping, in one statement. Its audit trail stays, ends with a DELETE row, and can be found by canonical id.
 * To keep a mapping for later, use `deactivateMapping`.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId The mapping's canonical id.
 * @param options `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns The deleted mapping.
 * @throws `MAPPING_NOT_FOUND`, `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { deleteMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await deleteMapping(db, 'btts_ft', { actor: 'ada', reason: 'entered twice' });
 * ```
 */
export async function deleteMapping(
  db: Db,
  canonicalId: string,
  options: Change & SchemaOption = {},
): Promise<MarketMapping> {
  const tables = tablesFor<Change & SchemaOption>(options, { actor: true, reason: true });
  const { schema, mappings } = tables;
  validate(canonicalIdField, canonicalId, 'canonicalId');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const [row] = await query<{ old_value: MappingRow }>(
    db,
    schema,
    `with target as (
      select * from ${mappings} where canonical_id = $1 for update
    ), deleted as (
      delete from ${mappings} m using target t where m.id = t.id
      returning m.canonical_id, to_jsonb(m) as old_value
    ), audited as (
      ${audited(tables, { from: 'deleted', action: "'DELETE'", oldValue: 'old_value', reason: '$2', actor: '$3' })}
    )
    select old_value from deleted`,
    [canonicalId, reason, actor],
  );
  if (!row) throw new MappingNotFoundError(canonicalId);
  return toMarketMapping(row.old_value);
}

import { toStoredConventions, toStoredOutcomes } from '../database/mapping-row.js';
import type { Db } from '../database/query.js';
import { optionalDate } from '../input/fields.js';
import { mappingPatchSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import type { Change, MappingPatch, MarketMapping, SchemaOption } from '../model/index.js';
import { type ColumnChange, changeMapping } from './change-mapping.js';

export interface UpdateMappingOptions extends Change, SchemaOption {
  /** The `updatedAt` on which the change is based. If the row has changed since, it is left as it is. */
  expectedUpdatedAt?: Date;
}

/**
 * Changes the given fields of a mapping, updates its `updatedAt`, and sets the unmapped markets it now covers to MAPPED. Runs one
 * statement, including an UPDATE row in the audit log with the row before and after. A patch that changes nothing writes nothing.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId The mapping's canonical id.
 * @param patch The fields to change; a source id of null removes the mapping from that source.
 * @param options `actor` and `reason` for the audit log; `expectedUpdatedAt`; `schema`: `public` by default.
 * @returns The updated mapping.
 * @throws `MAPPING_NOT_FOUND`; `STALE_MAPPING` if the row was changed after `expectedUpdatedAt`; `VALIDATION`, also if no
 *   source id would be left; `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { getMapping, updateMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const mapping = await getMapping(db, 'btts_ft');
 * if (mapping) {
 *   const options = { actor: 'ada', reason: 'new key', expectedUpdatedAt: mapping.updatedAt };
 *   await updateMapping(db, mapping.canonicalId, { bet9jaKey: 'S_GGNG' }, options);
 * }
 * ```
 */
export async function updateMapping(
  db: Db,
  canonicalId: string,
  patch: MappingPatch,
  options: UpdateMappingOptions = {},
): Promise<MarketMapping> {
  const fields = validate(mappingPatchSchema, patch, 'patch');
  const expectedUpdatedAt = validate(optionalDate, options.expectedUpdatedAt, 'expectedUpdatedAt');
  return changeMapping(db, canonicalId, 'UPDATE', toColumns(fields), options, expectedUpdatedAt);
}

function toColumns(patch: MappingPatch): ColumnChange[] {
  const columns: ColumnChange[] = [];
  const set = (
    column: ColumnChange['column'],
    type: ColumnChange['type'],
    value: ColumnChange['value'] | undefined,
  ) => {
    if (value !== undefined) columns.push({ column, type, value });
  };
  set('name', 'varchar', patch.name);
  set('betpawa_id', 'varchar', patch.betpawaId);
  set('sportybet_id', 'varchar', patch.sportybetId);
  set('bet9ja_key', 'varchar', patch.bet9jaKey);
  set('outcome_mapping', 'jsonb', patch.outcomeMapping && toStoredOutcomes(patch.outcomeMapping));
  set('priority', 'integer', patch.priority);
  set('source_ids', 'jsonb', patch.sourceIds && JSON.stringify(patch.sourceIds));
  set('sport', 'varchar', patch.sport);
  set('line_kind', 'varchar', patch.lineKind);
  set(
    'line_conventions',
    'jsonb',
    patch.lineConventions === undefined ? undefined : toStoredConventions(patch.lineConventions),
  );
  return columns;
}

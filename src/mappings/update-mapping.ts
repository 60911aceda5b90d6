import { toStoredConventions, toStoredOutcomes } from '../database/mapping-row.js';
import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { optionalDate } from '../input/fields.js';
import { mappingPatchSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import type { MappingPatch, MarketMapping } from '../model/index.js';
import { CHANGE_OPTIONS, type ChangeOptions, type ColumnChange, changeMapping } from './change-mapping.js';

export interface UpdateMappingOptions extends ChangeOptions {
  /** The `updatedAt` the change was decided on; a row changed since is left as it is. */
  expectedUpdatedAt?: Date;
}

/**
 * Changes the given fields of a mapping, moves its `updatedAt` and writes one UPDATE row with the row before and after to the
 * audit log. A patch that changes nothing writes nothing. Where ids, outcomes and what it is bound to stay, it is one statement that
 * looks at no unmapped market. Otherwise those that the active mappings know to the last outcome now are marked MAPPED, and the others
 * that it covers say what is missing: in one statement too, after one that looks where there are any.
 *
 * @param db The service's knex, or a transaction of it.
 * @param canonicalId Which mapping.
 * @param patch The fields to change; a source id of null takes the mapping from that source.
 * @param options `actor` and `reason` for the audit log; `expectedUpdatedAt`; `allowShared` (false by default) to give it an id that
 *   another active mapping has on equal terms; `schema`: `public` by default.
 * @returns The mapping as it is now.
 * @throws `MAPPING_NOT_FOUND`; `STALE_MAPPING` where the row was changed after `expectedUpdatedAt`; `VALIDATION`, also where
 *   no source id would be left; `MAPPING_CONFLICT`, unless allowed; `SCHEMA_MISSING`, `DATABASE`.
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
  tablesFor<UpdateMappingOptions>(options, { ...CHANGE_OPTIONS, expectedUpdatedAt: true });
  const fields = validate(mappingPatchSchema, patch, 'patch');
  const expectedUpdatedAt = validate(optionalDate, options.expectedUpdatedAt, 'expectedUpdatedAt');
  return changeMapping(db, canonicalId, 'UPDATE', toColumns(fields), options, { expectedUpdatedAt });
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

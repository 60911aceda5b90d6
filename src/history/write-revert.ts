import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { audited } from '../mappings/audited.js';
import { laterThan } from '../mappings/change-mapping.js';
import { MappingExistsError } from '../model/errors.js';
import type { MarketMapping } from '../model/index.js';
import { pure } from '../model/pure.js';
import type { Step } from './plan-revert.js';

/** Who reverts and why, and what the audit rows have in common. */
export interface RevertChange {
  readonly actor: string | null;
  readonly reason: string | null;
  readonly changeId: string;
}

/** Writes the steps of a revert, each with its audit row, and returns the mappings that are there as they are now. */
export async function writeRevert(
  db: Db,
  tables: Tables,
  steps: readonly Step[],
  change: RevertChange,
): Promise<MarketMapping[]> {
  // What is deleted may have an id that is given back.
  await deleteMappings(
    db,
    tables,
    steps.flatMap(step => (step.kind === 'delete' ? [step.id] : [])),
    change,
  );
  const updated = await updateMappings(
    db,
    tables,
    steps.flatMap(step => (step.kind === 'update' ? [step] : [])),
    change,
  );
  const restored = await restoreMappings(
    db,
    tables,
    steps.flatMap(step => (step.kind === 'restore' ? [step.row] : [])),
    change,
  );
  return [...updated, ...restored].map(toMarketMapping);
}

async function deleteMappings(
  db: Db,
  tables: Tables,
  ids: readonly number[],
  { actor, reason, changeId }: RevertChange,
): Promise<void> {
  if (ids.length === 0) return;
  await query(
    db,
    tables.schema,
    `with saved as (
      delete from ${tables.mappings} m where m.id = any ($1::integer[])
      returning m.id, m.canonical_id, to_jsonb(m) as old_value
    ), audited as (
      ${audited(tables, { from: 'saved order by id', action: "'DELETE'", oldValue: 'old_value', reason: '$3', actor: '$2', changeId: '$4::uuid' })}
    )
    select id from saved`,
    [ids, actor, reason, changeId],
  );
}

/** The columns that this release knows; what a newer one has added stays as it is. */
const COLUMNS = /* @__PURE__ */ pure(() => MAPPING_COLUMNS.split(', ').filter(column => column !== 'updated_at'));

async function updateMappings(
  db: Db,
  tables: Tables,
  steps: readonly Extract<Step, { kind: 'update' }>[],
  { actor, reason, changeId }: RevertChange,
): Promise<MappingRow[]> {
  if (steps.length === 0) return [];
  const set = COLUMNS.filter(column => column !== 'id').map(column => `${column} = r.${column}`);
  const action = `case when (select array_agg(key) from jsonb_object_keys(patch) key) <> '{is_active}' then 'UPDATE'
        when (patch ->> 'is_active')::boolean then 'ACTIVATE' else 'DEACTIVATE' end`;
  const rows = await query<{ saved: MappingRow }>(
    db,
    tables.schema,
    `with saved as (
      update ${tables.mappings} m set ${set.join(', ')}, updated_at = ${laterThan('m.updated_at')}
      from jsonb_array_elements($1::jsonb) with ordinality as given (step, at)
      join ${tables.mappings} was on was.id = (given.step ->> 'id')::integer
      cross join lateral jsonb_populate_record(was, given.step -> 'row') r
      where m.id = was.id
      returning given.at, m.id, m.canonical_id, given.step -> 'row' as patch, to_jsonb(was) as old_value, to_jsonb(m) as new_value
    ), audited as (
      ${audited(tables, { from: 'saved order by at', action, oldValue: 'old_value', newValue: 'new_value', reason: '$3', actor: '$2', changeId: '$4::uuid' })}
    )
    select new_value as saved from saved`,
    [JSON.stringify(steps), actor, reason, changeId],
  );
  return rows.map(row => row.saved);
}

/** Under its own id, unless another mapping has that by now. */
async function restoreMappings(
  db: Db,
  tables: Tables,
  given: readonly Readonly<Record<string, unknown>>[],
  { actor, reason, changeId }: RevertChange,
): Promise<MappingRow[]> {
  if (given.length === 0) return [];
  const { schema, mappings } = tables;
  const values = COLUMNS.map(column =>
    column === 'id'
      ? `case when exists (select from ${mappings} m where m.id = r.id) then nextval(pg_get_serial_sequence($5, 'id')) else r.id end`
      : `r.${column}`,
  );
  const rows = await query<{ saved: MappingRow }>(
    db,
    schema,
    `with saved as (
      insert into ${mappings} as m (${COLUMNS.join(', ')}, updated_at)
      select ${values.join(', ')}, ${laterThan('r.updated_at')}
      from jsonb_array_elements($1::jsonb) with ordinality as given (row, at)
      cross join lateral jsonb_populate_record(null::${mappings}, given.row) r
      order by given.at
      on conflict (canonical_id) do nothing
      returning m.id, m.canonical_id, to_jsonb(m) as new_value
    ), audited as (
      ${audited(tables, { from: 'saved order by id', action: "'CREATE'", newValue: 'new_value', reason: '$3', actor: '$2', changeId: '$4::uuid' })}
    )
    select new_value as saved from saved`,
    [JSON.stringify(given), actor, reason, changeId, mappings],
  );
  const saved = new Set(rows.map(row => row.saved.canonical_id));
  const taken = given.map(row => String(row.canonical_id)).find(canonicalId => !saved.has(canonicalId));
  if (taken !== undefined) throw new MappingExistsError(taken);
  return rows.map(row => row.saved);
}

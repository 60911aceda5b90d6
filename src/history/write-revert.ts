import { MAPPING_COLUMNS } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { laterThan } from '../mappings/change-mapping.js';
import type { RevertPlan } from './plan-revert.js';

/** Who reverts and why, and what the audit rows have in common. */
export interface RevertChange {
  readonly actor: string | null;
  readonly reason: string | null;
  readonly changeId: string;
}

/** Every column that a revert sets back. */
const COLUMNS = MAPPING_COLUMNS.split(', ')
  .filter(column => column !== 'id' && column !== 'updated_at')
  .join(', ');

/**
 * Writes what a plan says, each mapping with its row in the audit log. Deletions come first and creations last, so that a canonical id
 * that is given back is free.
 *
 * @returns The ids of the mappings that are there afterwards, and how many were written.
 */
export async function writeRevert(
  trx: Db,
  tables: Tables,
  plan: RevertPlan,
  change: RevertChange,
): Promise<{ ids: number[]; count: number }> {
  const { schema } = tables;
  const values = (items: readonly object[]) => [JSON.stringify(items), change.actor, change.reason, change.changeId];
  const run = (sql: string, items: readonly object[]) =>
    items.length === 0 ? [] : query<{ id: number }>(trx, schema, sql, values(items));
  const deleted = await run(deletion(tables), plan.deletes);
  const updated = await run(update(tables), plan.updates);
  const created = await run(creation(tables), plan.creates);
  const ids = [...updated, ...created].map(({ id }) => id);
  return { ids, count: ids.length + deleted.length };
}

const GIVEN = 'jsonb_array_elements($1::jsonb) with ordinality as given (item, at)';

function deletion({ mappings, audit }: Tables): string {
  return `with saved as (
      delete from ${mappings} m using ${GIVEN} where m.id = (given.item ->> 'id')::integer
      returning m.id, null::integer as mapping_id, m.canonical_id, 'DELETE' as action, to_jsonb(m) as old_value, null::jsonb as new_value,
        given.at
    ) ${audited(audit)}`;
}

function update({ mappings, audit }: Tables): string {
  const rest = (row: string) => `to_jsonb(${row}) - 'is_active' - 'updated_at'`;
  return `with saved as (
      update ${mappings} m
      set (${COLUMNS}) = (select ${COLUMNS} from jsonb_populate_record(was, given.item -> 'patch')),
        updated_at = ${laterThan('was.updated_at')}
      from ${GIVEN} join ${mappings} was on was.id = (given.item ->> 'id')::integer
      where m.id = was.id
      returning m.id, m.id as mapping_id, m.canonical_id,
        case when ${rest('was')} <> ${rest('m')} then 'UPDATE' when m.is_active then 'ACTIVATE' else 'DEACTIVATE' end as action,
        to_jsonb(was) as old_value, to_jsonb(m) as new_value, given.at
    ) ${audited(audit)}`;
}

function creation({ mappings, audit }: Tables): string {
  const updatedAt = laterThan(`(given.item -> 'row' ->> 'updated_at')::timestamptz`);
  return `with saved as (
      insert into ${mappings} as m (id, ${COLUMNS}, updated_at)
      select r.id, ${COLUMNS.replaceAll(/(\w+)/g, 'r.$1')}, ${updatedAt}
      from ${GIVEN} cross join lateral jsonb_populate_record(null::${mappings}, given.item -> 'row') r
      order by given.at
      returning m.id, m.id as mapping_id, m.canonical_id, 'CREATE' as action, null::jsonb as old_value, to_jsonb(m) as new_value, m.id as at
    ) ${audited(audit)}`;
}

function audited(audit: string): string {
  return `, audited as (
      insert into ${audit} (mapping_id, canonical_id, action, old_value, new_value, reason, created_at, created_by, origin, change_id)
      select mapping_id, canonical_id, action, old_value, new_value, $3, clock_timestamp(), $2, 'library', $4::uuid
      from saved order by at
    )
    select id from saved`;
}

import { type MappingRow, toMarketMapping, toStoredConventions, toStoredOutcomes } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { audited } from '../mappings/audited.js';
import { assignedValue, laterThan } from '../mappings/change-mapping.js';
import { MappingExistsError } from '../model/errors.js';
import type { AuditAction, MarketMapping } from '../model/index.js';
import type { ImportPlan } from './plan-import.js';
import type { PortableField, PortableMapping } from './portable-mapping.js';

/** Who imports and why, and whom to tell about progress. */
export interface ImportChange {
  readonly actor: string | null;
  readonly reason: string | null;
  /** What its audit rows have in common. */
  readonly changeId: string;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The most mappings in one statement. */
const CHUNK = 500;

/**
 * Writes what a plan says, with the audit rows that single changes would have. A mapping that is imported inactive is created and
 * deactivated. A mapping is deactivated before and activated after its other fields change, so that it never answers with half of
 * its change.
 *
 * @returns The mappings that were created or changed, as they are now.
 */
export async function writeImport(
  db: Db,
  tables: Tables,
  imported: readonly PortableMapping[],
  plan: ImportPlan,
  change: ImportChange,
): Promise<MarketMapping[]> {
  const created = new Set(plan.created);
  const changed = new Map(plan.changed.map(({ canonicalId, fields }) => [canonicalId, fields]));
  const total = created.size + changed.size;
  const now = new Map<string, MarketMapping>();
  // In the order of the set, which an empty database keeps: among mappings of equal priority, the oldest wins.
  const due = imported.filter(({ canonicalId }) => created.has(canonicalId) || changed.has(canonicalId));
  for (let at = 0; at < due.length; at += CHUNK) {
    const chunk = due.slice(at, at + CHUNK);
    const isNew = ({ canonicalId }: PortableMapping) => created.has(canonicalId);
    const fieldsOf = ({ canonicalId }: PortableMapping) => changed.get(canonicalId) ?? [];
    const turns = (mapping: PortableMapping, isActive: boolean) =>
      mapping.isActive === isActive && (isNew(mapping) ? !isActive : fieldsOf(mapping).includes('isActive'));
    const rows = [
      ...(await insert(db, tables, chunk.filter(isNew), change)),
      ...(await patch(
        db,
        tables,
        'DEACTIVATE',
        chunk.filter(each => turns(each, false)),
        () => ['isActive'],
        change,
      )),
      ...(await patch(
        db,
        tables,
        'UPDATE',
        chunk.filter(each => !isNew(each)),
        mapping => fieldsOf(mapping).filter(isPatched),
        change,
      )),
      ...(await patch(
        db,
        tables,
        'ACTIVATE',
        chunk.filter(each => turns(each, true)),
        () => ['isActive'],
        change,
      )),
    ];
    for (const row of rows) now.set(row.canonical_id, toMarketMapping(row));
    for (let done = at + 1; done <= at + chunk.length; done++) change.onProgress?.(done, total);
  }
  return [...now.values()];
}

function isPatched(field: PortableField): boolean {
  return field !== 'isActive' && field !== 'canonicalId';
}

/** The fields of a mapping by the columns of the table, with JSON as text. */
function toStored(mapping: PortableMapping): Readonly<Record<Column, unknown>> {
  return {
    name: mapping.name,
    betpawa_id: mapping.betpawaId,
    sportybet_id: mapping.sportybetId,
    bet9ja_key: mapping.bet9jaKey,
    outcome_mapping: toStoredOutcomes(mapping.outcomeMapping),
    priority: mapping.priority,
    is_active: mapping.isActive,
    line_kind: mapping.lineKind ?? null,
    line_conventions: toStoredConventions(mapping.lineConventions ?? null),
    source_ids: mapping.sourceIds,
    sport: mapping.sport,
  };
}

const COLUMNS = {
  name: ['name', 'varchar'],
  betpawaId: ['betpawa_id', 'varchar'],
  sportybetId: ['sportybet_id', 'varchar'],
  bet9jaKey: ['bet9ja_key', 'varchar'],
  outcomeMapping: ['outcome_mapping', 'jsonb'],
  priority: ['priority', 'integer'],
  isActive: ['is_active', 'boolean'],
  lineKind: ['line_kind', 'varchar'],
  lineConventions: ['line_conventions', 'jsonb'],
  sourceIds: ['source_ids', 'jsonb'],
  sport: ['sport', 'varchar'],
} as const satisfies Readonly<Record<Exclude<PortableField, 'canonicalId'>, readonly [column: string, type: string]>>;

type Column = (typeof COLUMNS)[keyof typeof COLUMNS][0];

async function insert(
  db: Db,
  tables: Tables,
  created: readonly PortableMapping[],
  { actor, reason, changeId }: ImportChange,
): Promise<MappingRow[]> {
  if (created.length === 0) return [];
  const { schema, mappings } = tables;
  const columns = Object.values(COLUMNS);
  const names = columns.map(([column]) => column).join(', ');
  const values = columns.map(([column, type]) => {
    const value = `(given.row ->> '${column}')::${type}`;
    if (column === 'source_ids') return `nullif(${value}, '{}')`;
    return column === 'is_active' ? 'true' : value;
  });
  const rows = await query<{ saved: MappingRow }>(
    db,
    schema,
    `with saved as (
      insert into ${mappings} as m (canonical_id, ${names}, created_by)
      select given.row ->> 'canonical_id', ${values.join(', ')}, $2::varchar
      from jsonb_array_elements($1::jsonb) with ordinality as given (row, at)
      order by given.at
      on conflict (canonical_id) do nothing
      returning m.id, m.canonical_id, to_jsonb(m) as new_value
    ), audited as (
      ${audited(tables, { from: 'saved order by id', action: "'CREATE'", newValue: 'new_value', reason: '$3', actor: '$2', changeId: '$4::uuid' })}
    )
    select new_value as saved from saved`,
    [
      JSON.stringify(created.map(each => ({ canonical_id: each.canonicalId, ...toStored(each) }))),
      actor,
      reason,
      changeId,
    ],
  );
  const saved = new Set(rows.map(row => row.saved.canonical_id));
  const taken = created.find(({ canonicalId }) => !saved.has(canonicalId));
  if (taken) throw new MappingExistsError(taken.canonicalId);
  return rows.map(row => row.saved);
}

/** Sets the given fields of each mapping. The rows are locked, so nobody else changes them in between. */
async function patch(
  db: Db,
  tables: Tables,
  action: AuditAction,
  changed: readonly PortableMapping[],
  fieldsOf: (mapping: PortableMapping) => readonly PortableField[],
  { actor, reason, changeId }: ImportChange,
): Promise<MappingRow[]> {
  const { schema, mappings } = tables;
  const patches = changed.flatMap(mapping => {
    const columns = fieldsOf(mapping).flatMap(field => (field === 'canonicalId' ? [] : [COLUMNS[field][0]]));
    const stored = toStored(mapping);
    const row = Object.fromEntries(columns.map(column => [column, stored[column]]));
    return columns.length === 0 ? [] : [{ canonical_id: mapping.canonicalId, row }];
  });
  if (patches.length === 0) return [];
  const after = Object.values(COLUMNS).map(([column, type]) => {
    const given = `(p.row ->> '${column}')::${type}`;
    const value = column === 'source_ids' ? `nullif(${given}, '{}')` : assignedValue(column, given, 'm');
    // A key can be present with the value null.
    return { column, value: `case when p.row -> '${column}' is null then m.${column} else ${value} end` };
  });
  const rows = await query<{ saved: MappingRow }>(
    db,
    schema,
    `with patches as materialized (
      select given.patch ->> 'canonical_id' as canonical_id, given.patch -> 'row' as row, given.at
      from jsonb_array_elements($1::jsonb) with ordinality as given (patch, at)
    ), saved as (
      update ${mappings} m
      set ${after.map(({ column, value }) => `${column} = ${value}`).join(', ')}, updated_at = ${laterThan('m.updated_at')}
      from patches p join ${mappings} was on was.canonical_id = p.canonical_id
      where m.id = was.id and (${after.map(({ column, value }) => `m.${column} is distinct from ${value}`).join(' or ')})
      returning p.at, m.id, m.canonical_id, to_jsonb(was) as old_value, to_jsonb(m) as new_value
    ), audited as (
      ${audited(tables, { from: 'saved order by at', action: '$2', oldValue: 'old_value', newValue: 'new_value', reason: '$4', actor: '$3', changeId: '$5::uuid' })}
    )
    select new_value as saved from saved`,
    [JSON.stringify(patches), action, actor, reason, changeId],
  );
  return rows.map(row => row.saved);
}

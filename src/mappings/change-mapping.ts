import { type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesIn } from '../database/tables.js';
import { canonicalIdField } from '../input/fields.js';
import { changeSchema, NO_SOURCE_ID } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { MappingNotFoundError, StaleMappingError } from '../model/errors.js';
import {
  type AuditAction,
  type Change,
  type MarketMapping,
  type SchemaOption,
  SEED,
  SEED_SOURCES,
} from '../model/index.js';
import { pure } from '../model/pure.js';
import { BET9JA_KEY_PATTERN } from '../sources/bet9ja/parse-bet9ja-key.js';
import { markCovered } from './coverage.js';

/** A column of user_market_mappings to set. Its name and type come from the code, its value is a parameter. */
export interface ColumnChange {
  readonly column:
    | 'name'
    | 'betpawa_id'
    | 'sportybet_id'
    | 'bet9ja_key'
    | 'outcome_mapping'
    | 'priority'
    | 'is_active'
    | 'line_kind'
    | 'line_conventions'
    | 'source_ids'
    | 'sport';
  readonly type: 'varchar' | 'jsonb' | 'integer' | 'boolean';
  readonly value: string | number | boolean | null;
}

const SOURCE_COLUMNS = /* @__PURE__ */ pure(() => SEED_SOURCES.map(source => SEED[source].idColumn));

interface Outcome {
  current: MappingRow;
  is_stale: boolean;
  is_orphaned: boolean;
}

/**
 * Changes some columns of one mapping and adds its row to the audit log, in one statement.
 *
 * `target` locks the row before anything is compared, so that a writer that had to wait sees what the previous one left:
 * each audit row's old_value is the preceding new_value. If no column would change, nothing is written.
 *
 * @param marketId An unmapped market to set to MAPPED even if it is IGNORED, provided the mapping covers it after the change.
 */
export async function changeMapping(
  db: Db,
  canonicalId: string,
  action: AuditAction,
  columns: readonly ColumnChange[],
  options: Change & SchemaOption,
  expectedUpdatedAt: Date | null = null,
  marketId: number | null = null,
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  validate(canonicalIdField, canonicalId, 'canonicalId');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');

  const expected = expectedUpdatedAt?.toISOString() ?? null;
  const fixed = [canonicalId, expected, action, actor, reason, BET9JA_KEY_PATTERN, marketId];
  const after = new Map(columns.map(({ column, type }, at) => [column, `$${fixed.length + 1 + at}::${type}`]));
  const assignments = [...after]
    .map(([column, value]) => `${column} = ${assignedValue(column, value, 'm')}, `)
    .join('');
  const isChanged =
    [...after]
      .map(([column, value]) => `t.${column} is distinct from ${assignedValue(column, value, 't')}`)
      .join(' or ') || 'false';
  const ids = [...SOURCE_COLUMNS, 'source_ids'] as const;
  const valueAfter = (column: (typeof ids)[number]): string => {
    const value = after.get(column);
    return value === undefined ? `t.${column}` : assignedValue(column, value, 't');
  };
  const isOrphaned = ids.some(column => after.has(column))
    ? `coalesce(${ids.map(column => `(${valueAfter(column)})::text`).join(', ')}) is null`
    : 'false';

  const [outcome] = await query<Outcome>(
    db,
    tables.schema,
    `with target as (
      select t.id, t.updated_at, to_jsonb(t) as old_value, (${isChanged}) as is_changed,
        coalesce(date_trunc('milliseconds', t.updated_at) <> $2::timestamptz, false) as is_stale,
        ${isOrphaned} as is_orphaned
      from ${tables.mappings} t
      where t.canonical_id = $1
      for update
    ), saved as (
      update ${tables.mappings} m
      set ${assignments}updated_at = ${laterThan('t.updated_at')}
      from target t
      where m.id = t.id and t.is_changed and not t.is_stale and not t.is_orphaned
      returning m.id, m.canonical_id, m.is_active, ${ids.map(column => `m.${column}`).join(', ')},
        t.old_value, to_jsonb(m) as new_value
    ), audited as (
      insert into ${tables.audit} (mapping_id, canonical_id, action, old_value, new_value, reason, created_at, created_by)
      select id, canonical_id, $3, old_value, new_value, $5, clock_timestamp(), $4 from saved
    ), ${markCovered(tables, 'saved', '$6', '$7')}
    select coalesce(saved.new_value, t.old_value) as current, t.is_stale, t.is_orphaned
    from target t left join saved on true`,
    [...fixed, ...columns.map(({ value }) => value)],
    { isPrepared: true },
  );
  if (!outcome) throw new MappingNotFoundError(canonicalId);
  const current = toMarketMapping(outcome.current);
  if (expectedUpdatedAt && outcome.is_stale)
    throw new StaleMappingError(canonicalId, expectedUpdatedAt, current.updatedAt);
  if (outcome.is_orphaned) throw invalid('patch', `after the change ${NO_SOURCE_ID}`);
  return current;
}

/**
 * SQL: the clock in whole milliseconds, which is all that a JavaScript Date can return as `expectedUpdatedAt`, and always later
 * than before, so that two changes within a millisecond don't look like one.
 */
function laterThan(column: string): string {
  return `greatest(date_trunc('milliseconds', clock_timestamp()), date_trunc('milliseconds', ${column}) + interval '1 millisecond')`;
}

/** SQL: what a column is set to, of the parameter and of what the row has. */
function assignedValue(column: ColumnChange['column'], parameter: string, row: string): string {
  if (column === 'source_ids') {
    return `nullif(jsonb_strip_nulls(coalesce(${row}.source_ids, '{}') || ${parameter}), '{}')`;
  }
  return column === 'outcome_mapping' ? withUnknownKeys(parameter, row) : parameter;
}

/** The keys of a stored outcome that this release knows, and so decides on. */
const OUTCOME_KEYS =
  'canonical_id,betpawa_name,sportybet_desc,bet9ja_suffix,position,names,ids,betpawa_outcome_id,sportybet_outcome_id';

/** SQL: the new outcomes, each with what somebody else keeps in the stored outcome of the same canonical id. */
function withUnknownKeys(parameter: string, row: string): string {
  return `(select coalesce(jsonb_agg(coalesce(stored.outcome - '{${OUTCOME_KEYS}}'::text[], '{}') || given.outcome order by given.at), '[]')
      from jsonb_array_elements(${parameter}) with ordinality as given (outcome, at)
      left join lateral (
        select o.outcome from jsonb_array_elements(
          case jsonb_typeof(${row}.outcome_mapping) when 'array' then ${row}.outcome_mapping else '[]' end) as o (outcome)
        where jsonb_typeof(o.outcome) = 'object' and o.outcome ->> 'canonical_id' = given.outcome ->> 'canonical_id'
        limit 1
      ) stored on true)`;
}

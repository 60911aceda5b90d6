import { type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, isTransaction, query } from '../database/query.js';
import { type Tables, tablesIn } from '../database/tables.js';
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
import { KEY_PATTERN } from '../sources/keyed-source.js';
import { audited } from './audited.js';
import {
  answered,
  type GuardAnswer,
  type GuardOptions,
  type GuardParameters,
  guarded,
  learn,
  marked,
  untilItHolds,
} from './guard.js';
import { leftOf, settleInTime } from './settle-markets.js';

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

const IDS = /* @__PURE__ */ pure(() => [...SEED_SOURCES.map(source => SEED[source].idColumn), 'source_ids'] as const);

/** What decides what a mapping answers for: only a change of these has to do with the log. */
const ANSWERING = /* @__PURE__ */ pure(
  () => new Set<string>([...IDS, 'outcome_mapping', 'is_active', 'sport', 'line_kind', 'line_conventions']),
);

/** What can be asked of a change of a mapping. */
export interface ChangeOptions extends Change, SchemaOption {
  /** Whether the mapping may get an id that another active mapping has on equal terms; false by default. */
  allowShared?: boolean;
}

/** The names of these options, for `tablesFor`. */
export const CHANGE_OPTIONS = { actor: true, reason: true, allowShared: true } as const;

export interface ChangeDetails {
  /** The row is left as it is where it was changed since. */
  expectedUpdatedAt?: Date | null;
  /** An unmapped market to look at whatever its status, where the mapping covers it after the change. */
  marketId?: number | null;
  /** Whether the transaction is one that the operation began and that changes this mapping alone. */
  isOwnTransaction?: boolean;
  /** What the act has in common that the change is a part of. */
  changeId?: string | null;
}

interface Outcome extends GuardAnswer {
  current: MappingRow;
  old_value: MappingRow | null;
  after_value: MappingRow | null;
  is_stale: boolean;
  is_orphaned: boolean;
}

/**
 * Changes some columns of one mapping, with its row in the audit log, in one statement that is atomic by itself.
 *
 * `target` takes the row's lock before anything is compared, so that a writer that had to wait sees what the one before it
 * left: each audit row's old_value is the new_value before it. Where no column would change, nothing is written. A change of what the
 * mapping answers for is guarded (`guard.ts`): where there are open markets or other mappings it has to do with, a second statement
 * follows.
 */
export async function changeMapping(
  db: Db,
  canonicalId: string,
  action: AuditAction,
  columns: readonly ColumnChange[],
  options: ChangeOptions,
  { expectedUpdatedAt = null, marketId = null, isOwnTransaction = false, changeId = null }: ChangeDetails = {},
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  validate(canonicalIdField, canonicalId, 'canonicalId');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const { allowShared = false } = options;
  const skipsLocked = isTransaction(db) && !isOwnTransaction;
  const look = { looksAt: looksAt(columns), skipsLocked, hasMarket: marketId !== null };
  const sql = statementOf(tables, columns, look);
  const expected = expectedUpdatedAt?.toISOString() ?? null;
  const values = columns.map(({ value }) => value);

  return untilItHolds(async known => {
    const fixed = [canonicalId, expected, action, actor, reason];
    const guard = [KEY_PATTERN, known.print, JSON.stringify(known.verdicts), marketId];
    const [outcome] = await query<Outcome>(db, tables.schema, sql, [...fixed, ...guard, changeId, ...values], {
      isPrepared: true,
    });
    if (!outcome) throw new MappingNotFoundError(canonicalId);
    const current = toMarketMapping(outcome.current);
    if (expectedUpdatedAt && outcome.is_stale)
      throw new StaleMappingError(canonicalId, expectedUpdatedAt, current.updatedAt);
    if (outcome.is_orphaned) throw invalid('patch', `after the change ${NO_SOURCE_ID}`);
    if (!outcome.may_save) {
      if (!outcome.after_value) throw new Error('a guarded statement did not say what the row would be');
      return learn(outcome, outcome.old_value, outcome.after_value, allowShared);
    }
    if (skipsLocked) await settleInTime(db, tables, leftOf(known.verdicts, outcome.held));
    return current;
  });
}

/** An edit of the name looks at nothing; one of the priority at mappings that may be equal then; what stops answering at nothing. */
function looksAt(columns: readonly ColumnChange[]): GuardOptions['looksAt'] {
  if (columns.some(({ column, value }) => column === 'is_active' && value === false)) return 'nothing';
  if (columns.some(({ column }) => ANSWERING.has(column))) return 'mappings and log';
  return columns.some(({ column }) => column === 'priority') ? 'mappings' : 'nothing';
}

const GUARD: GuardParameters = { pattern: '$6', known: '$7', verdicts: '$8', market: '$9' };
const CHANGE_ID = '$10::uuid';
const FIRST_VALUE = 11;

function statementOf(tables: Tables, columns: readonly ColumnChange[], look: GuardOptions): string {
  const after = new Map(columns.map(({ column, type }, at) => [column, `$${FIRST_VALUE + at}::${type}`]));
  const valueAfter = (column: ColumnChange['column']): string => {
    const value = after.get(column);
    return value === undefined ? `t.${column}` : assignedValue(column, value, 't');
  };
  const assignments = [...after]
    .map(([column, value]) => `${column} = ${assignedValue(column, value, 'm')}, `)
    .join('');
  const changedAmong = (names: readonly ColumnChange['column'][]) =>
    names.map(column => `t.${column} is distinct from ${valueAfter(column)}`).join(' or ') || 'false';
  const isOrphaned = IDS.some(column => after.has(column))
    ? `coalesce(${IDS.map(column => `(${valueAfter(column)})::text`).join(', ')}) is null`
    : 'false';
  const deciding = [...after.keys()].filter(column => ANSWERING.has(column) || column === 'priority');
  const afterValue = [...after.keys()].map(column => `'${column}', ${valueAfter(column)}`).join(', ');
  return `with target as (
      select t.*, to_jsonb(t) as old_value, (${changedAmong([...after.keys()])}) as is_changed,
        coalesce(date_trunc('milliseconds', t.updated_at) <> $2::timestamptz, false) as is_stale,
        ${isOrphaned} as is_orphaned
      from ${tables.mappings} t
      where t.canonical_id = $1
      for update
    ), after as materialized (
      select t.canonical_id, ${IDS.map(column => `${valueAfter(column)} as ${column}`).join(', ')},
        ${valueAfter('is_active')} as is_active, t.updated_at::text as print,
        (${changedAmong(deciding)}) and not t.is_stale and not t.is_orphaned as is_due,
        t.old_value || jsonb_build_object(${afterValue}) as value
      from target t
    ), ${guarded(tables, GUARD, look)}, saved as (
      update ${tables.mappings} m
      set ${assignments}updated_at = ${laterThan('t.updated_at')}
      from target t
      where m.id = t.id and t.is_changed and not t.is_stale and not t.is_orphaned and (select may_save from guard)
      returning m.id, m.canonical_id, t.old_value, to_jsonb(m) as new_value
    ), audited as (
      ${audited(tables, { from: 'saved', action: '$3', oldValue: 'old_value', newValue: 'new_value', reason: '$5', actor: '$4', changeId: CHANGE_ID })}
    )${marked(tables, look)}
    select coalesce(saved.new_value, t.old_value) as current, t.is_stale, t.is_orphaned, ${answered(look)},
      case when not g.may_save then t.old_value end as old_value,
      case when not g.may_save then (select value from after) end as after_value
    from target t cross join guard g left join saved on true`;
}

/**
 * SQL: the clock in whole milliseconds, which is all that a JavaScript Date can return as `expectedUpdatedAt`, and always later
 * than before, so that two changes within a millisecond don't look like one.
 */
export function laterThan(column: string): string {
  return `greatest(date_trunc('milliseconds', clock_timestamp()), date_trunc('milliseconds', ${column}) + interval '1 millisecond')`;
}

/** SQL: what a column is set to, of the parameter and of what the row has. */
export function assignedValue(column: ColumnChange['column'], parameter: string, row: string): string {
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

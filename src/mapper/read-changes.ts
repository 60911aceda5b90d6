import { type Db, type QueryOptions, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import { pure } from '../model/pure.js';
import type { Asked } from '../unmapped/sightings.js';
import { COLUMN_NAMES, TEXT_COLUMNS, type TextRow } from './loaded-mapping.js';

/** A state of the mappings: the number counts the transactions that changed any, the version is a random id of the last one. */
export interface Version {
  readonly number: number;
  readonly version: string;
}

/** What one statement told, all of it of the same moment. */
export interface Reading {
  /** Null where the row that has it is not there: somebody emptied its table. */
  readonly now: Version | null;
  /** Whether `rows` are all there is to know since the version that was asked about. */
  readonly isTraced: boolean;
  /** Whether the triggers that tell of changes are there and fire. */
  readonly isTold: boolean;
  /** Of row level security: whether it hides rows from this role as far as can be told. */
  readonly security: 'off' | 'policies' | 'no policy';
  /** Whether this role may read the journal. */
  readonly mayTrace: boolean;
  /** The moment that was read, as the log compares it with when a market was closed. */
  readonly asked: Asked;
  /** How many active mappings there are, and the sum of their marks; null where that was not asked for. */
  readonly digest: Digest | null;
  readonly rows: readonly ChangedRow[];
}

export interface Digest {
  readonly count: number;
  readonly sum: number;
}

/** A mapping that may have changed: `row` is null where it is deleted or not active any more. */
export interface ChangedRow {
  readonly id: number;
  readonly mark: number;
  readonly row: TextRow | null;
}

/**
 * A number that changes with every write of a row, whoever made it and whatever triggers did: of its id and of the transaction that
 * wrote it. The id is hashed first, or the sum of two rows would often be that of two others.
 */
const MARK = 'hashint8((hashint4(m.id)::bigint << 32) | m.xmin::text::bigint)';

/** Reads every active mapping. */
export function readAll(db: Db, tables: Tables, options: QueryOptions): Promise<Reading> {
  const { mappings, changes } = tables;
  return read(
    db,
    tables,
    `select c.number, c.version::text as version, true as is_traced, ${toldBy(tables)} as is_told,
       ${securityOf(tables)} as security, has_table_privilege(${literal(tables.journal)}, 'select') as may_trace,
       null::bigint as count, null::bigint as sum, ${MOMENT}, null::integer as changed_id, null::integer as mark, ${NO_COLUMNS}
     from (select) one left join ${changes} c on true
     union all
     select null, null, null, null, null, null, null, null, null, null, m.id, ${MARK}, ${TEXT_COLUMNS} from ${mappings} m where m.is_active`,
    [],
    options,
  );
}

/**
 * Reads what has changed since a version.
 *
 * @param isThorough Whether to look through all mappings for what no trigger told.
 * @param mayTrace Whether this role may read the journal; nothing is traced without.
 */
export function readChanges(
  db: Db,
  tables: Tables,
  since: Version | null,
  { isThorough, mayTrace, ...options }: QueryOptions & { isThorough: boolean; mayTrace: boolean },
): Promise<Reading> {
  const { mappings, changes, journal } = tables;
  const traced = `exists (select from ${journal} j where j.number = $1::bigint and j.version = $2::uuid)`;
  const digest = `(select count(*) as count, coalesce(sum(${MARK}), 0) as sum from ${mappings} m where m.is_active) d`;
  const changed = `
     union all
     select null, null, null, null, null, null, null, null, null, null, j.mapping_id, ${MARK}, ${TEXT_COLUMNS}
     from (
       select distinct j.mapping_id from at join ${journal} j on j.number > $1::bigint
       where at.is_traced and at.number > $1::bigint
     ) j
     left join ${mappings} m on m.id = j.mapping_id and m.is_active`;
  return read(
    db,
    tables,
    `with at as (
       select c.number, c.version, ${mayTrace ? traced : '$1::bigint is null and $2::uuid is not null'} as is_traced
       from (select) one left join ${changes} c on true
     )
     select at.number, at.version::text as version, at.is_traced, ${toldBy(tables)} as is_told,
       'off' as security, true as may_trace,
       ${isThorough ? 'd.count, d.sum' : 'null::bigint as count, null::bigint as sum'}, ${MOMENT},
       null::integer as changed_id, null::integer as mark, ${NO_COLUMNS}
     from at ${isThorough ? `cross join ${digest}` : ''}${mayTrace ? changed : ''}`,
    [since?.number ?? null, since?.version ?? null],
    { ...options, isPrepared: true },
  );
}

/** SQL: the snapshot of this very statement, and the database's clock. */
const MOMENT = 'pg_current_snapshot()::text as asked_of, now() as asked_at';

/** In the place of a mapping's columns, in the row that tells of the state. */
const NO_COLUMNS = /* @__PURE__ */ pure(() => COLUMN_NAMES.map(column => `null as ${column}`).join(', '));

interface StateRow {
  number: number | null;
  version: string | null;
  is_traced: boolean;
  is_told: boolean;
  security: Reading['security'];
  may_trace: boolean;
  count: number | null;
  sum: number | null;
  asked_of: string;
  asked_at: Timestamp;
  changed_id: null;
}

interface MappingOrGone {
  is_told: null;
  changed_id: number;
  mark: number;
}

type ResultRow = StateRow | (MappingOrGone & TextRow) | (MappingOrGone & { id: null });

async function read(
  db: Db,
  { schema }: Tables,
  sql: string,
  bindings: readonly unknown[],
  options: QueryOptions,
): Promise<Reading> {
  const result = await query<ResultRow>(db, schema, sql, bindings, options);
  let state: StateRow | undefined;
  const rows: ChangedRow[] = [];
  for (const row of result) {
    if (row.changed_id === null) state = row;
    else rows.push({ id: row.changed_id, mark: row.mark, row: row.id === null ? null : row });
  }
  if (state === undefined) throw new Error('the database told no state of the mappings');
  const { number, version, count, sum } = state;
  return {
    now: number === null || version === null ? null : { number, version },
    isTraced: state.is_traced,
    isTold: state.is_told,
    security: state.security,
    mayTrace: state.may_trace,
    asked: { snapshot: state.asked_of, at: toDate(state.asked_at) },
    digest: count === null || sum === null ? null : { count, sum },
    rows,
  };
}

/** Of the catalogue alone: where the trigger was dropped or disabled, what it would have told shows here only. */
function toldBy({ mappings }: Tables): string {
  return `(select count(*) = 2 from pg_catalog.pg_trigger g where g.tgrelid = to_regclass(${literal(mappings)})
         and g.tgname in ('market_mapping_tell_change', 'market_mapping_tell_truncate') and g.tgenabled in ('A', 'O'))`;
}

function securityOf({ mappings }: Tables): string {
  return `case when not row_security_active(${literal(mappings)}) then 'off'
         when exists (
           select from pg_catalog.pg_policy p
           where p.polrelid = to_regclass(${literal(mappings)}) and p.polcmd in ('*', 'r')
             and (0 = any (p.polroles) or exists (select from unnest(p.polroles) r where r <> 0 and pg_has_role(r, 'usage')))
         ) then 'policies' else 'no policy' end`;
}

/** A table's name as SQL text. No name of a schema that is let through has a quote in it. */
function literal(table: string): string {
  return `'${table}'`;
}

import { tableNames } from '../../migrations/index.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';

interface Sequence {
  readonly table_name: string;
  /** Quoted, as Postgres returns them. */
  readonly column_name: string;
  readonly sequence: string;
  /** The same as a literal. */
  readonly sequence_text: string;
  /** Where a history has ids of this table, as SQL that selects the highest; null where there is none. */
  readonly in_history: string | null;
}

/** A sequence that would generate ids which rows already have. */
export interface SequenceBehind {
  /** For people, with the statement that sets it. */
  readonly told: string;
  /** Sets it, unless somebody has done so meanwhile. */
  readonly repair: string;
}

/**
 * Sequences that would generate ids which rows already have. Logical replication and some restores copy the rows but leave the sequence
 * at its start. Sequences that the role may not read are left out.
 */
export async function findSequencesBehind(db: Db, { schema }: Tables): Promise<SequenceBehind[]> {
  const sequences = await query<Sequence>(db, schema, SEQUENCES, [schema, [...tableNames]]);
  if (sequences.length === 0) return [];
  const states = await query<{ at: number; highest: number; last: number }>(
    db,
    schema,
    sequences
      .map(
        (found, at) =>
          `select ${at} as at, ${highestOf(schema, found)} as highest, last_value as last
           from ${found.sequence} where coalesce(${highestOf(schema, found)}, 0) >= last_value + is_called::integer`,
      )
      .join('\n union all '),
  );
  return states.flatMap(({ at, highest, last }) => {
    const found = sequences[at];
    if (found === undefined) return [];
    const { table_name, sequence, sequence_text: text } = found;
    const told = `${table_name}: sequence ${sequence} is behind (it is at ${last}, the highest id is ${highest}); select setval(${text}, ${highest})`;
    const repair = `select pg_catalog.setval(${text}, h.highest) from (select ${highestOf(schema, found)} as highest) h
      where h.highest >= (select last_value + is_called::integer from ${sequence})`;
    return { told, repair };
  });
}

/** SQL: the highest id that has been given out. That of a row that is gone would continue its history, and can come back by a revert. */
function highestOf(schema: string, { table_name, column_name, in_history }: Sequence): string {
  const ofRows = `(select max(${column_name}) from "${schema}"."${table_name}")`;
  return in_history === null ? ofRows : `greatest(${ofRows}, (${in_history}))`;
}

/** Each sequence of the tables, and as SQL the highest id that a history has of its table: which column of which history that is stands here. */
const SEQUENCES = `
  select t.table_name, t.column_name, t.sequence, quote_literal(t.sequence) as sequence_text, (
    select format('select max(%I) from %I.%I', h.id_column, $1::text, h.history) || h.condition
    from (values
      ('user_market_mappings', 'mapping_audit_log', 'kept_mapping_id', ' where origin <> ''service'''),
      ('unmapped_ignore_rules', 'unmapped_history', 'rule_id', ''),
      ('unmapped_market_log', 'unmapped_history', 'market_id', '')
    ) as h (table_name, history, id_column, condition)
    join pg_catalog.pg_class c on c.relnamespace = t.namespace and c.relname = h.history
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = h.id_column and not a.attisdropped
    where h.table_name = t.table_name and pg_catalog.has_table_privilege(c.oid, 'select')
  ) as in_history
  from (
    select c.oid, n.oid as namespace, c.relname as table_name, quote_ident(a.attname) as column_name,
      pg_catalog.pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname) as sequence
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = $1 and c.relname = any ($2::text[]) and c.relkind in ('r', 'p')
  ) t
  where t.sequence is not null and pg_catalog.has_schema_privilege(t.namespace, 'usage')
    and pg_catalog.has_table_privilege(t.oid, 'select') and pg_catalog.has_sequence_privilege(t.sequence, 'select')
  order by 1, 2`;

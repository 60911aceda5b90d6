import { tableNames } from '../../migrations/index.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';

interface Sequence {
  readonly table_name: string;
  /** Quoted, as Postgres returns them. */
  readonly column_name: string;
  readonly sequence: string;
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
        ({ table_name, column_name, sequence }, at) =>
          `select ${at} as at, (select max(${column_name}) from "${schema}"."${table_name}") as highest, last_value as last
           from ${sequence} where coalesce((select max(${column_name}) from "${schema}"."${table_name}"), 0) >= last_value + is_called::integer`,
      )
      .join('\n union all '),
  );
  return states.flatMap(({ at, highest, last }) => {
    const found = sequences[at];
    if (found === undefined) return [];
    const { table_name, column_name, sequence } = found;
    const told = `${table_name}: sequence ${sequence} is behind (it is at ${last}, the highest id is ${highest}); select setval('${sequence}', ${highest})`;
    const repair = `select pg_catalog.setval('${sequence}', max(${column_name})) from "${schema}"."${table_name}"
      having max(${column_name}) >= (select last_value + is_called::integer from ${sequence})`;
    return { told, repair };
  });
}

const SEQUENCES = `
  select t.table_name, t.column_name, t.sequence
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

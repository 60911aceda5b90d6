import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import { HistoryPrunedError } from '../model/errors.js';

/**
 * SQL: the mappings as they were at a moment, in place of their table. `at` is the placeholder of an ISO time. A mapping's state is the
 * new value of its last row until then; before its first row it is that row's old value; and a mapping without rows has always been as it
 * is. Snapshots are told apart by the id in them, which stays when somebody renames the canonical id.
 */
export function mappingsAt({ mappings, audit }: Tables, at: string): string {
  // A Date has whole milliseconds: what happened within the last one still counts as "at this time".
  const until = `(${at}::timestamptz + interval '1 millisecond')`;
  return `(
    with entries as materialized (
      select (coalesce(a.new_value, a.old_value) ->> 'id')::integer as mapping, a.id, a.created_at, a.created_at < ${until} as is_before,
        a.old_value, a.new_value
      from ${audit} a
      where jsonb_exists(coalesce(a.new_value, a.old_value), 'id')
    ), states as (
      (select distinct on (mapping) mapping, new_value as state from entries where is_before
        order by mapping, created_at desc, id desc)
      union all
      (select distinct on (mapping) mapping, old_value from entries e
        where not exists (select from entries b where b.is_before and b.mapping = e.mapping)
        order by mapping, created_at, id)
      union all
      select m.id, to_jsonb(m) from ${mappings} m where not exists (select from entries e where e.mapping = m.id)
    )
    select r.* from states s cross join lateral jsonb_populate_record(null::${mappings}, s.state) r where s.state is not null
  )`;
}

/** A HistoryPrunedError if the history does not reach back to a moment. To be called after reading: it may be pruned meanwhile. */
export async function assertHistoryHolds(db: Db, { schema, historyStart }: Tables, at: Date): Promise<void> {
  const [start] = await query<{ since: Timestamp }>(
    db,
    schema,
    `select since from ${historyStart} where date_trunc('milliseconds', since) > $1::timestamptz`,
    [at.toISOString()],
  );
  if (start) throw new HistoryPrunedError(toDate(start.since));
}

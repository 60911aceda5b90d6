import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { type Timestamp, toDate } from '../database/timestamp.js';
import { HistoryPrunedError } from '../model/errors.js';

/**
 * SQL: a relation with the columns of the mappings, as they were at a moment.
 *
 * Of each mapping it is the row after its last change until then; before its first change, the row before that. A mapping without any
 * change in the log has always been as it is. A Date has whole milliseconds, so what happened within the last one counts as done.
 *
 * @param at The moment, as a placeholder.
 * @param ids Which mappings, as SQL that selects their ids; all by default.
 */
export function mappingsAt({ mappings, audit }: Tables, at: string, ids?: string): string {
  const until = `${at}::timestamptz + interval '1 millisecond'`;
  const among = (column: string) => (ids === undefined ? '' : `and ${column} in (${ids})`);
  return `(
      select r.*
      from (
        select distinct on (a.kept_mapping_id) case when a.created_at < ${until} then a.new_value else a.old_value end as value
        from ${audit} a
        where a.kept_mapping_id is not null and a.origin <> 'service' ${among('a.kept_mapping_id')}
        order by a.kept_mapping_id, a.created_at < ${until} desc, case when a.created_at < ${until} then -a.id else a.id end
      ) state
      cross join lateral jsonb_populate_record(null::${mappings}, state.value) r
      where jsonb_typeof(state.value) = 'object'
      union all
      select m.* from ${mappings} m
      where not exists (select from ${audit} a where a.kept_mapping_id = m.id and a.origin <> 'service')
        ${among('m.id')}
    )`;
}

/** A HistoryPrunedError where the history does not reach back to a moment. For after reading: it may be pruned meanwhile. */
export async function assertHistoryReaches(db: Db, { schema, historyStart }: Tables, asOf: Date): Promise<void> {
  const [start] = await query<{ started_at: Timestamp }>(
    db,
    schema,
    `select started_at from ${historyStart} where started_at >= $1::timestamptz + interval '1 millisecond'`,
    [asOf.toISOString()],
  );
  if (start) throw new HistoryPrunedError(asOf, toDate(start.started_at));
}

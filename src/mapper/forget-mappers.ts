import { type Db, type QueryOptions, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';

/** Never flushed anything: its row is of no use once it is gone. */
const FORGET_AFTER = '10 minutes';
/** The number of a last flush outlives an outage, so that a flush which is sent again after it counts once. */
export const FORGET_NUMBER_AFTER_DAYS = 30;
/** Few enough to be removed by the way. */
const AT_ONCE = 1_000;

/** Removes the rows of processes that were killed before they could remove theirs, but none that somebody holds at the moment. */
export async function forgetMappers(db: Db, { schema, recorders }: Tables, options: QueryOptions): Promise<void> {
  await query(
    db,
    schema,
    `delete from ${recorders} where id in (
       select id from ${recorders}
       where greatest(flushed_at, seen_at) < now() - interval '${FORGET_NUMBER_AFTER_DAYS} days'
         or last_flush = 0 and greatest(flushed_at, seen_at) < now() - interval '${FORGET_AFTER}'
       limit ${AT_ONCE} for update skip locked)`,
    [],
    options,
  );
}

import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';

/** The ids that no row of the log has. */
export async function idsNotIn(db: Db, { schema, unmapped }: Tables, ids: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    schema,
    `select given.id from unnest($1::integer[]) with ordinality as given (id, at)
     where not exists (select from ${unmapped} u where u.id = given.id) order by given.at`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import type { SchemaOption } from '../model/index.js';
import { conditionsOf, type UnmappedCondition } from './unmapped-conditions.js';

/** How many markets of the log a condition holds for; it has been checked. */
export async function countUnmappedMarkets(
  db: Db,
  condition: UnmappedCondition,
  options: SchemaOption = {},
): Promise<number> {
  const { schema, unmapped } = tablesFor(options, {});
  const where = conditionsOf(condition);
  const sql = `select count(*) as count from ${unmapped} u ${where}`;
  const [row] = await query<{ count: number }>(db, schema, sql, where.bindings);
  return row?.count ?? 0;
}

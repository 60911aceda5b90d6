import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { UNMAPPED_COLUMNS, type UnmappedRow } from '../database/unmapped-row.js';
import { rowIdField } from '../input/fields.js';
import { validate } from '../input/validate.js';
import type { SchemaOption, UnmappedMarket } from '../model/index.js';
import { toUnmappedMarket } from './to-unmapped-market.js';

/**
 * Returns a market in the log of unmapped markets.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id Its id in the log.
 * @param options `schema`: `public` by default.
 * @returns The market, or null if there is none.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { getUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const market = await getUnmappedMarket(db, 17);
 * console.log(market?.sampleOutcomes);
 * ```
 */
export async function getUnmappedMarket(
  db: Db,
  id: number,
  options: SchemaOption = {},
): Promise<UnmappedMarket | null> {
  const { schema, unmapped } = tablesFor(options, {});
  validate(rowIdField, id, 'id');
  const [row] = await query<UnmappedRow>(db, schema, `select ${UNMAPPED_COLUMNS} from ${unmapped} where id = $1`, [id]);
  return row ? toUnmappedMarket(row) : null;
}

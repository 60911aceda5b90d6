import { type Db, type QueryOptions, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { isOpen } from '../mappings/coverage.js';
import { settleMarkets } from '../mappings/settle-markets.js';
import type { UnmappedSighting } from '../model/index.js';

/**
 * Closes what of some open markets of the log the active mappings know now. A mapping that was made while a market was being written saw
 * no row of it, and the writer saw no mapping: whoever wrote the row looks again once it has the mapping.
 */
export async function settleWritten(
  db: Db,
  tables: Tables,
  markets: readonly Pick<UnmappedSighting, 'source' | 'externalMarketId'>[],
  options: QueryOptions,
): Promise<void> {
  if (markets.length === 0) return;
  const rows = await query<{ id: number }>(
    db,
    tables.schema,
    `select u.id from jsonb_to_recordset($1::jsonb) as given (source text, id text)
     join ${tables.unmapped} u on u.source = given.source and u.external_market_id = given.id
     where ${isOpen('u')}`,
    [JSON.stringify(markets.map(({ source, externalMarketId }) => ({ source, id: externalMarketId })))],
    options,
  );
  if (rows.length > 0) {
    await settleMarkets(
      db,
      tables,
      rows.map(({ id }) => id),
    );
  }
}

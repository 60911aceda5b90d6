import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { settleInTime } from '../mappings/settle-markets.js';

/** A transaction, and when it made a change: its id alone could occur again after a restore. */
export interface ClosingTransaction {
  readonly xact_id: string | null;
  readonly made_at: string;
}

/** Opens the markets of the log again that some transactions had closed, unless other mappings know them now. */
export async function reopenClosed(trx: Db, tables: Tables, closing: readonly ClosingTransaction[]): Promise<void> {
  const { schema, unmapped } = tables;
  const reopened = await query<{ id: number }>(
    trx,
    schema,
    `with closing as materialized (
      select distinct c.xact_id, c.made_at from jsonb_to_recordset($1::jsonb) as c (xact_id text, made_at timestamptz)
    ), held as materialized (
      select u.id from ${unmapped} u
      where u.status = 'MAPPED' and exists (
        select from closing c where u.closed_by = c.xact_id::xid8
          and u.closed_at between c.made_at - interval '1 hour' and c.made_at + interval '1 hour'
      )
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u
    )
    update ${unmapped} u set status = 'NEW', closed_by = null, closed_at = null from held h where u.id = h.id returning u.id`,
    [JSON.stringify(closing)],
  );
  await settleInTime(
    trx,
    tables,
    reopened.map(({ id }) => id),
  );
}

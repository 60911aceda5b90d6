import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { covers, JUDGED_COLUMNS } from '../mappings/coverage.js';
import { type FoundMarket, judge, type Verdict } from '../mappings/open-markets.js';
import type { MarketMapping } from '../model/index.js';
import { indexOfActive } from '../rules/missing-outcomes.js';
import { KEY_PATTERN } from '../sources/keyed-source.js';
import type { StoredRow } from './plan-revert.js';

/** What is reverted, as far as it closed markets. */
export interface Closing {
  /** The mappings as they were until now. */
  readonly mappings: readonly StoredRow[];
  /** The transactions in which the change was made. */
  readonly transactions: readonly string[];
  /** Whether it changed what mappings know, and not only which there are. */
  readonly isEdit: boolean;
}

/**
 * Opens the markets again that the reverted change had closed: what the active mappings do not know any more, and what an edit closed,
 * since the log has forgotten which outcomes were missing before.
 *
 * @returns Those that were opened, by their ids in the log.
 */
export async function reopenMarkets(
  db: Db,
  tables: Tables,
  { mappings, transactions, isEdit }: Closing,
  active: readonly MarketMapping[],
): Promise<number[]> {
  const { schema, unmapped } = tables;
  const found = await query<FoundMarket & { is_closed_by: boolean }>(
    db,
    schema,
    `select ${JUDGED_COLUMNS.map(column => `u.${column}`).join(', ')},
       coalesce(u.closed_by::text = any ($2::text[]), false) as is_closed_by
     from ${unmapped} u
     where u.status = 'MAPPED' and exists (
       select from jsonb_array_elements($1::jsonb) as given (row)
       cross join lateral jsonb_populate_record(null::${tables.mappings}, given.row) a
       where ${covers('a', 'u', '$3')}
     )
     order by u.source collate "C", u.external_market_id collate "C"
     for update of u`,
    [JSON.stringify(mappings), transactions, KEY_PATTERN],
  );
  const closedByEdit = new Set(found.filter(market => isEdit && market.is_closed_by).map(({ id }) => id));
  const due = judge(found, indexOfActive(active)).flatMap((verdict): Verdict[] => {
    if (!verdict.closes) return [verdict];
    return closedByEdit.has(verdict.id) ? [{ ...verdict, closes: false, reason: 'UNKNOWN_OUTCOMES' }] : [];
  });
  if (due.length === 0) return [];
  await query(
    db,
    schema,
    `update ${unmapped} u set
       status = 'NEW', reason = v.reason, missing_outcomes = nullif(v.missing, 'null'), closed_by = null, closed_at = null,
       reopened_at = now()
     from jsonb_to_recordset($1::jsonb) as v (id integer, reason varchar, missing jsonb)
     where u.id = v.id`,
    [JSON.stringify(due)],
  );
  return due.map(({ id }) => id);
}

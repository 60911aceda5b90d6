import type { UnmappedAction, UnmappedHistoryEntry } from '../model/index.js';
import { type Timestamp, toDate } from './timestamp.js';

/** A row of unmapped_history. */
export interface UnmappedHistoryRow {
  id: number;
  market_id: number | null;
  source: string | null;
  external_market_id: string | null;
  action: string;
  old_value: object | null;
  new_value: object | null;
  rule_id: number | null;
  reason: string | null;
  change_id: string;
  created_at: Timestamp;
  created_by: string | null;
}

export function toUnmappedHistoryEntry(row: UnmappedHistoryRow): UnmappedHistoryEntry {
  return {
    id: row.id,
    marketId: row.market_id,
    source: row.source,
    externalMarketId: row.external_market_id,
    action: row.action as UnmappedAction,
    oldValue: row.old_value,
    newValue: row.new_value,
    ruleId: row.rule_id,
    reason: row.reason,
    changeId: row.change_id,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
  };
}

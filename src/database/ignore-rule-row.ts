import type { IgnoreRule } from '../model/index.js';
import { type Timestamp, toDate } from './timestamp.js';

/** A row of unmapped_ignore_rules. */
export interface IgnoreRuleRow {
  id: number;
  source: string | null;
  external_market_id: string | null;
  market_name: string | null;
  until: Timestamp | null;
  reason: string;
  created_at: Timestamp;
  created_by: string | null;
}

export function toIgnoreRule(row: IgnoreRuleRow): IgnoreRule {
  return {
    id: row.id,
    source: row.source,
    externalMarketId: row.external_market_id,
    marketName: row.market_name,
    until: row.until === null ? null : toDate(row.until),
    reason: row.reason,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
  };
}

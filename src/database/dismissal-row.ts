import type { Dismissal } from '../model/index.js';
import { type Timestamp, toDate } from './timestamp.js';

/** A row of market_mapping_dismissals. */
export interface DismissalRow {
  id: number;
  rule: string;
  canonical_id: string;
  source: string | null;
  fingerprint: string;
  about: string[];
  message: string;
  reason: string;
  created_at: Timestamp;
  created_by: string | null;
}

/** The columns that this release reads. */
export const DISMISSAL_COLUMNS =
  'id, rule, canonical_id, source, fingerprint, about, message, reason, created_at, created_by';

export function toDismissal(row: DismissalRow): Dismissal {
  return {
    id: row.id,
    rule: row.rule,
    mapping: row.canonical_id,
    source: row.source,
    fingerprint: row.fingerprint,
    about: row.about,
    message: row.message,
    reason: row.reason,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
  };
}

import type { AuditAction, AuditEntry } from '../model/index.js';
import { type Timestamp, toDate } from './timestamp.js';

/** A row of mapping_audit_log. */
export interface AuditRow {
  id: number;
  mapping_id: number | null;
  canonical_id: string;
  action: string;
  old_value: object | null;
  new_value: object | null;
  reason: string | null;
  created_at: Timestamp;
  created_by: string | null;
  origin: string;
  change_id: string | null;
}

/** The columns that this release reads. They are listed, so that columns added by later releases cost nothing. */
export const AUDIT_COLUMNS =
  'id, mapping_id, canonical_id, action, old_value, new_value, reason, created_at, created_by, origin, change_id';

export function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    mappingId: row.mapping_id,
    canonicalId: row.canonical_id,
    action: row.action as AuditAction,
    oldValue: row.old_value,
    newValue: row.new_value,
    reason: row.reason,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    origin: row.origin === 'library' ? 'library' : 'sql',
    changeId: row.change_id,
  };
}

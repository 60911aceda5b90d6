import type { Tables } from '../database/tables.js';

/** Parts of an audit row, each as SQL. */
export interface AuditedChange {
  /** A relation with `id` and `canonical_id` of each mapping that was changed. */
  readonly from: string;
  readonly action: string;
  readonly oldValue?: string;
  readonly newValue?: string;
  readonly reason: string;
  readonly actor: string;
  /** What groups the rows of one act; none by default. */
  readonly changeId?: string;
}

/**
 * SQL: the INSERT of audit rows of the library's own changes. It belongs into the statement that makes the change: the trigger that
 * keeps the history then finds that it has been told.
 */
export function audited(
  { audit }: Tables,
  { from, action, oldValue = 'null', newValue, reason, actor, changeId = 'null::uuid' }: AuditedChange,
): string {
  return `insert into ${audit} (mapping_id, canonical_id, action, old_value, new_value, reason, created_at, created_by, origin, xact_id, change_id)
      select ${newValue === undefined ? 'null' : 'id'}, canonical_id, ${action}, ${oldValue}, ${newValue ?? 'null'}, ${reason}, clock_timestamp(), ${actor},
        'library', pg_current_xact_id(), ${changeId}
      from ${from}`;
}

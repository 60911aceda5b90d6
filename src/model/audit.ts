/** What happened, according to a row of the audit log. */
export type AuditAction = 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTIVATE' | 'DEACTIVATE';

/** Every audit action. */
export const AUDIT_ACTIONS = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'ACTIVATE',
  'DEACTIVATE',
] as const satisfies readonly AuditAction[];

/** Who wrote a row of the audit log: this library (or a service that writes the row itself), or the table's trigger, for plain SQL. */
export type AuditOrigin = 'library' | 'sql';

/** Every origin. */
export const AUDIT_ORIGINS = ['library', 'sql'] as const satisfies readonly AuditOrigin[];

/** One change of a mapping. The snapshots are whole rows, keyed by column name. */
export interface AuditEntry {
  id: number;
  /** Null once the mapping has been deleted. */
  mappingId: number | null;
  canonicalId: string;
  action: AuditAction;
  oldValue: object | null;
  newValue: object | null;
  reason: string | null;
  createdAt: Date;
  /** The actor; of a change made in plain SQL, the database role. */
  createdBy: string | null;
  origin: AuditOrigin;
  /** The same in all rows of one import, bulk act or revert; null for a change by itself. */
  changeId: string | null;
}

/** Who makes a change, and why. Both are written to the audit log. */
export interface Change {
  actor?: string;
  reason?: string;
}

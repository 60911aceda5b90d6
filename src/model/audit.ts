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

/** Who told of a change: this library, or a trigger because it was made in SQL, by hand or by another service. */
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
  /** The actor that was given; for a change made in SQL, the role that made it. */
  createdBy: string | null;
  origin: AuditOrigin;
  /** What the changes of one import, bulk act or revert have in common, also that of a market that was mapped; null if it was made alone. */
  changeId: string | null;
}

/** Who makes a change, and why. Both are written to the audit log. */
export interface Change {
  actor?: string;
  reason?: string;
}

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
  createdBy: string | null;
}

/** Who makes a change, and why. Both are written to the audit log. */
export interface Change {
  actor?: string;
  reason?: string;
}

import {
  getMapping,
  isMarketMappingError,
  listAuditLog,
  type MapTarget,
  mapUnmappedMarket,
  revertChange,
  type UnmappedMarket,
  type UnmappedStatus,
  updateUnmappedMarket,
} from 'market-mapping';
import type { Context } from '../context.js';

/** Something that was done and can be taken back. */
export interface DoneAct {
  readonly row: UnmappedMarket;
  /** The row of the audit log; null if no mapping was changed. */
  readonly auditId: number | null;
  readonly what: 'accepted' | 'ignored' | 'acknowledged';
}

/** Acts that are taken back together, and the market that they began with. */
export interface DoneStep {
  readonly at: number;
  readonly acts: readonly DoneAct[];
}

/** Maps a market as a suggestion says: one transaction, so that whatever interrupts it leaves all of it or nothing. */
export async function acceptTarget(context: Context, row: UnmappedMarket, target: MapTarget): Promise<DoneAct> {
  const change = { reason: 'triage', ...context.change };
  const canonicalId = 'to' in target ? target.to : target.create.canonicalId;
  const auditId = await context.db.transaction(async trx => {
    const before = await getMapping(trx, canonicalId, context.inSchema);
    const after = await mapUnmappedMarket(trx, row.id, target, change);
    if (before?.updatedAt.getTime() === after.updatedAt.getTime()) return null;
    const { items } = await listAuditLog(trx, { mappingId: after.id, limit: 1 }, context.inSchema);
    return items[0]?.id ?? null;
  });
  return { row, auditId, what: 'accepted' };
}

export async function setStatus(
  context: Context,
  row: UnmappedMarket,
  status: Extract<UnmappedStatus, 'IGNORED' | 'ACKNOWLEDGED'>,
): Promise<DoneAct> {
  await updateUnmappedMarket(context.db, row.id, { status }, context.inSchema);
  return { row, auditId: null, what: status === 'IGNORED' ? 'ignored' : 'acknowledged' };
}

/** Takes an act back: the mapping's change is reverted, and the market has the status that it had. */
export async function undoAct(context: Context, { row, auditId }: DoneAct): Promise<void> {
  await context.db.transaction(async trx => {
    if (auditId !== null) await revertChange(trx, auditId, { ...context.change, reason: 'undone in triage' });
    await updateUnmappedMarket(trx, row.id, { status: row.status }, context.inSchema);
  });
}

/** What to say of an error that leaves everything as it was; anything else is thrown on. */
export function sayOf(error: unknown): string {
  if (isMarketMappingError(error) && error.code !== 'DATABASE' && error.code !== 'SCHEMA_MISSING') return error.message;
  throw error;
}

import type { Db } from '../../database/query.js';
import { listAuditLog } from '../../mappings/list-audit-log.js';
import type { MarketMapping } from '../../model/index.js';
import { auditVersion } from '../audit-version.js';
import type { Visit } from '../visit.js';

/** Others may have changed the mapping a few times by now; whoever comes later than that undoes from the history. */
const LATEST = 20;

/** The entry of the audit log that tells of the change which made a mapping what it is, or deleted it as it was; not a later one. */
export async function findOwnChange(
  { db, settings }: { readonly db: Db; readonly settings: Pick<Visit['settings'], 'inSchema'> },
  mapping: MarketMapping,
): Promise<number | undefined> {
  const { items } = await listAuditLog(db, { canonicalId: mapping.canonicalId, limit: LATEST }, settings.inSchema);
  const own = items.find(({ action, oldValue, newValue }) => {
    const version = auditVersion(action === 'DELETE' ? oldValue : newValue);
    return version?.id === mapping.id && version.updatedAt.getTime() === mapping.updatedAt.getTime();
  });
  return own?.id;
}

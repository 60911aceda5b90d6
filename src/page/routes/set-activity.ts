import { activateMapping } from '../../mappings/activate-mapping.js';
import { deactivateMapping } from '../../mappings/deactivate-mapping.js';
import { listAuditLog } from '../../mappings/list-audit-log.js';
import { respondRedirect } from '../respond.js';
import { findMapping } from './find-mapping.js';
import type { Route } from './route.js';

/** Takes a mapping out of force, or puts it back. */
export const setActivity: Route = {
  method: 'POST',
  path: /^\/mapping\/activity$/,
  answer: async visit => {
    const { db, form, link, settings } = visit;
    const { canonicalId, isActive } = await findMapping(visit, form, 'canonicalId');
    const isWanted = form.get('active') === 'yes';
    if (isWanted === isActive) return respondRedirect(link('/mapping', { id: canonicalId, done: 'unchanged' }));
    await (isWanted ? activateMapping : deactivateMapping)(db, canonicalId, await visit.change());
    const { items } = await listAuditLog(db, { canonicalId, limit: 1 }, settings.inSchema);
    const done = isWanted ? 'activated' : 'deactivated';
    return respondRedirect(link('/mapping', { id: canonicalId, done, change: items[0]?.id }));
  },
};

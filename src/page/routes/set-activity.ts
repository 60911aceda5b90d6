import { activateMapping } from '../../mappings/activate-mapping.js';
import { deactivateMapping } from '../../mappings/deactivate-mapping.js';
import { respondRedirect } from '../respond.js';
import { findMapping } from './find-mapping.js';
import { findOwnChange } from './find-own-change.js';
import type { Route } from './route.js';

/** Takes a mapping out of force, or puts it back. */
export const setActivity: Route = {
  method: 'POST',
  path: /^\/mapping\/activity$/,
  answer: async visit => {
    const { db, form, link } = visit;
    const { canonicalId, isActive } = await findMapping(visit, form, 'canonicalId');
    const isWanted = form.get('active') === 'yes';
    if (isWanted === isActive) return respondRedirect(link('/mapping', { id: canonicalId, done: 'unchanged' }));
    const turned = await (isWanted ? activateMapping : deactivateMapping)(db, canonicalId, await visit.change());
    const done = isWanted ? 'activated' : 'deactivated';
    return respondRedirect(link('/mapping', { id: canonicalId, done, change: await findOwnChange(visit, turned) }));
  },
};

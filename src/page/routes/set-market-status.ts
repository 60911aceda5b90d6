import { UNMAPPED_STATUSES } from '../../model/index.js';
import { updateUnmappedMarkets } from '../../unmapped/update-unmapped-markets.js';
import { PageFault } from '../page-fault.js';
import { oneOf } from '../read-query.js';
import { respondRedirect } from '../respond.js';
import type { Done } from '../views/notice.js';
import { findMarket } from './find-market.js';
import { goOn } from './go-on.js';
import type { Route } from './route.js';

const DONE: Readonly<Record<string, Done>> = { IGNORED: 'ignored', ACKNOWLEDGED: 'acknowledged', NEW: 'reopened' };

/** Sets the state of a market, or its notes. */
export const setMarketStatus: Route = {
  method: 'POST',
  path: /^\/market\/\d+\/status$/,
  answer: async visit => {
    const { db, form, link } = visit;
    const market = await findMarket(visit);
    const notes = form.get('notes');
    if (notes !== null) {
      const patch = { notes: notes.trim() === '' ? null : notes };
      await updateUnmappedMarkets(db, { ids: [market.id] }, patch, await visit.change());
      return respondRedirect(
        link(`/market/${market.id}`, { ...Object.fromEntries(visit.query), next: null, done: 'noted' }),
      );
    }
    const status = oneOf(form, 'status', UNMAPPED_STATUSES);
    const done = status && DONE[status];
    if (!status || !done) throw new PageFault(400, 'The form does not say which state the market is to have.');
    const { changeId } = await updateUnmappedMarkets(db, { ids: [market.id] }, { status }, await visit.change());
    return goOn(visit, done, { market: market.id, act: changeId });
  },
};

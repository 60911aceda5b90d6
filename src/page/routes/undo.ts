import { revertChange } from '../../history/revert-change.js';
import { PageFault } from '../page-fault.js';
import { changeId, count, given, rowId } from '../read-query.js';
import { respondRedirect } from '../respond.js';
import type { Route } from './route.js';

/** Undoes one entry of the history, or everything that one act did, by making the opposite change. */
export const undo: Route = {
  method: 'POST',
  isLong: true,
  path: /^\/undo$/,
  answer: async visit => {
    const { db, form, link } = visit;
    const [change, act] = [given(form, 'change'), changeId(form, 'act')];
    if (change === undefined && act === undefined) {
      throw new PageFault(400, 'The form does not say what is to be undone.');
    }
    const options = await visit.change(given(form, 'reason') ?? 'undone');
    await revertChange(db, act === undefined ? rowId(change) : { changeId: act }, options);
    const market = count(form, 'market');
    return respondRedirect(link(market === undefined ? '/history' : `/market/${market}`, { done: 'reverted' }));
  },
};

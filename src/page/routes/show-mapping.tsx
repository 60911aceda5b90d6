import { noticeOf } from '../views/notice.js';
import { findMapping } from './find-mapping.js';
import { respondMapping } from './mapping-page.js';
import type { Route } from './route.js';

/** One mapping. */
export const showMapping: Route = {
  method: 'GET',
  path: /^\/mapping$/,
  answer: async visit => {
    const current = await findMapping(visit, visit.query, 'id');
    return respondMapping(visit, { current, above: noticeOf(visit) });
  },
};

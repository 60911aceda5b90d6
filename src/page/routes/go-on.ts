import { count, given } from '../read-query.js';
import { respondRedirect } from '../respond.js';
import type { Done } from '../views/notice.js';
import type { LinkParameters, Visit } from '../visit.js';
import { queueParameters } from './queue-filter.js';

/** After an act on a market: the next one of the queue, or the list where there is none; what was done is told there. */
export function goOn(visit: Visit, done: Done, undo: LinkParameters): Response {
  const { query, link } = visit;
  const next = count(query, 'next');
  const parameters = { ...queueParameters(query), cursor: given(query, 'cursor'), done, ...undo };
  return respondRedirect(next === undefined ? link('/', parameters) : link(`/market/${next}`, parameters));
}

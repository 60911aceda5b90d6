import { listUnmappedMarkets } from '../../unmapped/list-unmapped-markets.js';
import { given } from '../read-query.js';
import type { LinkParameters, Visit } from '../visit.js';
import { queueFilter, queueParameters } from './queue-filter.js';

/** A market of the queue, with what a link to it keeps. */
interface Place {
  readonly id: number;
  readonly parameters: LinkParameters;
}

export interface Neighbours {
  readonly previous: Place | null;
  readonly next: Place | null;
}

/** What comes before and after a market in the queue that its address names; the beginning of the queue where it is not in it. */
export async function findNeighbours({ db, query, settings }: Visit, id: number): Promise<Neighbours> {
  const filter = queueFilter(query);
  const cursor = given(query, 'cursor');
  const parameters = { ...queueParameters(query), cursor };
  const { items, nextCursor } = await listUnmappedMarkets(db, { ...filter, cursor }, settings.inSchema);
  const at = items.findIndex(each => each.id === id);
  const place = (market: { id: number } | undefined): Place | null => (market ? { id: market.id, parameters } : null);
  const previous = place(items[at - 1]);
  const next = items.slice(at + 1).find(each => each.id !== id);
  if (next || nextCursor === null) return { previous, next: place(next) };
  const page = await listUnmappedMarkets(db, { ...filter, cursor: nextCursor, limit: 1 }, settings.inSchema);
  const [first] = page.items;
  return { previous, next: first ? { id: first.id, parameters: { ...parameters, cursor: nextCursor } } : null };
}

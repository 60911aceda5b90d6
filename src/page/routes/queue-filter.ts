import { UNMAPPED_STATUSES } from '../../model/index.js';
import type { UnmappedFilter } from '../../unmapped/list-unmapped-markets.js';
import { count, given, oneOf } from '../read-query.js';
import type { LinkParameters } from '../visit.js';

/** What the queue can be sorted by, with what people call it. */
export const SORTS = { occurrenceCount: 'Seen most', lastSeenAt: 'Seen last', firstSeenAt: 'New first' } as const;

/** What the queue shows, as its address says: only NEW markets unless it says another state, or `ALL`. */
export function queueFilter(query: URLSearchParams): UnmappedFilter {
  const status = oneOf(query, 'status', [...UNMAPPED_STATUSES, 'ALL']) ?? 'NEW';
  return {
    ...(status === 'ALL' ? {} : { status }),
    source: given(query, 'source'),
    minOccurrences: count(query, 'min'),
    search: given(query, 'search'),
    sortBy: oneOf(query, 'sort', ['occurrenceCount', 'lastSeenAt', 'firstSeenAt']),
    order: oneOf(query, 'order', ['asc', 'desc']),
  };
}

/** The same as an address has it, for links that keep it. */
export function queueParameters(query: URLSearchParams): LinkParameters {
  const names = ['source', 'status', 'min', 'search', 'sort', 'order'];
  return Object.fromEntries(names.map(name => [name, given(query, name)]));
}

import { UNMAPPED_STATUSES } from '../../model/index.js';
import type { UnmappedFilter } from '../../unmapped/list-unmapped-markets.js';
import type { UnmappedCondition } from '../../unmapped/unmapped-conditions.js';
import { count, given, oneOf } from '../read-query.js';
import type { LinkParameters } from '../visit.js';

/** Which markets the queue shows, as its address says: only NEW ones unless it says another state, or `ALL`. */
export function queueCondition(query: URLSearchParams): UnmappedCondition {
  const status = oneOf(query, 'status', [...UNMAPPED_STATUSES, 'ALL']) ?? 'NEW';
  const only = oneOf(query, 'only', ['regressed', 'escalating']);
  return {
    ...(status === 'ALL' ? {} : { status }),
    ...(only === undefined ? {} : { [only]: true }),
    source: given(query, 'source'),
    minOccurrences: count(query, 'min'),
    search: given(query, 'search'),
    ignoredBy: count(query, 'rule'),
  };
}

/** The same with the order. */
export function queueFilter(query: URLSearchParams): UnmappedFilter {
  return {
    ...queueCondition(query),
    sortBy: oneOf(query, 'sort', ['occurrenceCount', 'lastSeenAt', 'firstSeenAt']),
    order: oneOf(query, 'order', ['asc', 'desc']),
  };
}

/** The same as an address has it, for links that keep it. */
export function queueParameters(query: URLSearchParams): LinkParameters {
  const names = ['source', 'status', 'only', 'min', 'search', 'rule', 'sort', 'order'];
  return Object.fromEntries(names.map(name => [name, given(query, name)]));
}

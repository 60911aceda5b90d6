import type { AuditFilter } from '../../mappings/list-audit-log.js';
import { AUDIT_ACTIONS, AUDIT_ORIGINS } from '../../model/index.js';
import { changeId, given, inputOf, momentOf, oneOf } from '../read-query.js';
import type { LinkParameters } from '../visit.js';

/** Which changes the history shows, as its address says. */
export function historyFilter(query: URLSearchParams): AuditFilter {
  const to = given(query, 'to');
  return {
    canonicalId: given(query, 'id'),
    actor: given(query, 'actor'),
    origin: oneOf(query, 'origin', AUDIT_ORIGINS),
    action: oneOf(query, 'action', AUDIT_ACTIONS),
    changeId: changeId(query, 'act'),
    from: momentOf(given(query, 'from')),
    // A day is meant with all of it.
    to: momentOf(to !== undefined && DAY.test(to) ? `${to}T23:59:59.999` : to),
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The same as an address has it, for links that keep it. */
export function historyParameters({
  canonicalId,
  actor,
  origin,
  action,
  changeId,
  from,
  to,
}: AuditFilter): LinkParameters {
  return { id: canonicalId, actor, origin, action, act: changeId, from: inputOf(from), to: inputOf(to) };
}

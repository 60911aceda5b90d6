import { sourceIdOf, sourceIdsOf } from '../../../model/index.js';
import { claimsOf } from '../../../rules/conflicts.js';
import { lintRule } from '../lint-rule.js';

export const inactiveTwin = /* @__PURE__ */ lintRule({
  id: 'inactive-twin',
  severity: 'info',
  needsObserved: false,
  summary: 'an inactive mapping with the same ids and outcomes as an active one',
  *check(mapping, context) {
    for (const other of context.inactive) {
      const ids = sourceIdsOf(other);
      const isTwin =
        ids.length > 0 &&
        other.canonicalId !== mapping.canonicalId &&
        ids.every(({ source, id }) => {
          if (sourceIdOf(mapping, source) !== id) return false;
          const own = new Set(claimsOf(mapping.outcomeMapping, source));
          const claims = claimsOf(other.outcomeMapping, source);
          return claims.length > 0 && claims.every(claim => own.has(claim));
        });
      if (!isTwin) continue;
      yield {
        message: `"${other.canonicalId}" is inactive and has only ids and outcomes that this one has: it can be deleted`,
        about: [other.canonicalId],
        with: [other],
      };
    }
  },
});

import { contradictionOf, sayOf } from '../contradictions.js';
import { lintRule } from '../lint-rule.js';

export const nameContradictsId = /* @__PURE__ */ lintRule({
  id: 'name-contradicts-id',
  severity: 'error',
  needsObserved: false,
  summary: 'a name that says another part of the match, side or subject than the canonical id',
  *check({ canonicalId, name }) {
    const contradiction = contradictionOf(sayOf(canonicalId), sayOf(name));
    if (contradiction === null) return;
    yield { message: `is called ${JSON.stringify(name)}: ${contradiction}`, about: [name] };
  },
});

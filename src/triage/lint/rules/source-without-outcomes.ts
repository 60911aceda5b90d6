import { sourceIdsOf } from '../../../model/index.js';
import { isKnownAt, setSourceId } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';

export const sourceWithoutOutcomes = /* @__PURE__ */ lintRule({
  id: 'source-without-outcomes',
  severity: 'warning',
  needsObserved: false,
  summary: "a bookmaker's id of the market, and no outcome with a name or id there",
  *check(mapping) {
    if (mapping.outcomeMapping.length === 0) return;
    for (const { source, id } of sourceIdsOf(mapping)) {
      if (mapping.outcomeMapping.some(outcome => isKnownAt(outcome, source))) continue;
      yield {
        source,
        message: `has the id ${JSON.stringify(id)}, and no outcome has a name or an id there: no price is ever found`,
        fix: { isSafe: false, text: `take the id away until the outcomes are known`, patch: setSourceId(source, null) },
      };
    }
  },
});

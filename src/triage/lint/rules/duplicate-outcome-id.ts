import { outcomeIdOf, sourceIdsOf } from '../../../model/index.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const duplicateOutcomeId = /* @__PURE__ */ lintRule({
  id: 'duplicate-outcome-id',
  severity: 'error',
  needsObserved: false,
  summary: "two outcomes with one bookmaker's id, so that neither is found by it",
  *check({ outcomeMapping, ...mapping }) {
    for (const { source } of sourceIdsOf(mapping)) {
      const byId = groupBy(outcomeMapping, outcome => outcomeIdOf(outcome, source));
      for (const [id, outcomes] of byId) {
        if (id === null || outcomes.length < 2) continue;
        const about = outcomes.map(({ canonicalId }) => canonicalId);
        yield { source, message: `${quote(about)} all have the id ${JSON.stringify(id)}: none is found by it`, about };
      }
    }
  },
});

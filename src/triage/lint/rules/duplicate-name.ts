import { outcomeIdOf, outcomeNameOf, sourceIdsOf } from '../../../model/index.js';
import { fold } from '../../../rules/fold.js';
import { isTemplate } from '../../../rules/name-template.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const duplicateName = /* @__PURE__ */ lintRule({
  id: 'duplicate-name',
  severity: 'error',
  needsObserved: false,
  summary: 'two outcomes with one name at a bookmaker, so that neither is found by it',
  *check({ outcomeMapping, ...mapping }) {
    for (const { source } of sourceIdsOf(mapping)) {
      const byName = groupBy(outcomeMapping, outcome => fold(outcomeNameOf(outcome, source) ?? ''));
      for (const [name, outcomes] of byName) {
        // What two placeholders would claim is told by another rule.
        if (name === '' || outcomes.length < 2 || isTemplate(name)) continue;
        // Each is found by its own id.
        if (outcomes.every(outcome => outcomeIdOf(outcome, source) !== null)) continue;
        const about = outcomes.map(({ canonicalId }) => canonicalId);
        yield { source, message: `${quote(about)} are all called ${JSON.stringify(name)}: none is found by it`, about };
      }
    }
  },
});

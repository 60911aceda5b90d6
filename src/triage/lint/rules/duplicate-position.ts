import { changeOutcomes } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const duplicatePosition = /* @__PURE__ */ lintRule({
  id: 'duplicate-position',
  severity: 'info',
  needsObserved: false,
  summary: 'two outcomes with one position',
  *check(mapping) {
    const byPosition = groupBy(mapping.outcomeMapping, ({ position }) => position);
    const doubled = [...byPosition.values()].filter(outcomes => outcomes.length > 1).flat();
    if (doubled.length === 0) return;
    const about = doubled.map(({ canonicalId }) => canonicalId);
    const inOrder = [...mapping.outcomeMapping].sort((a, b) => a.position - b.position);
    yield {
      message: `${quote(about)} share their positions, so that nothing says in which order they are shown`,
      about,
      fix: {
        isSafe: true,
        text: 'number the outcomes anew, in the order in which they are',
        patch: changeOutcomes({ ...mapping, outcomeMapping: inOrder }, (outcome, position) => ({
          ...outcome,
          position,
        })),
      },
    };
  },
});

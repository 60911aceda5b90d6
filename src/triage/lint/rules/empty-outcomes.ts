import { lintRule } from '../lint-rule.js';

export const emptyOutcomes = /* @__PURE__ */ lintRule({
  id: 'empty-outcomes',
  severity: 'warning',
  needsObserved: false,
  summary: 'a mapping without outcomes',
  *check({ outcomeMapping }) {
    if (outcomeMapping.length === 0) {
      yield { message: 'has no outcomes, so that its markets are found and none of their prices is' };
    }
  },
});

import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const contestedOutcome = /* @__PURE__ */ lintRule({
  id: 'contested-outcome',
  severity: 'error',
  needsObserved: true,
  summary: 'outcomes of one market that all claim to be the same canonical one, so that none is',
  *check(mapping, context) {
    for (const { source, contested } of context.seen(mapping)) {
      for (const [canonicalId, names] of contested) {
        yield {
          source,
          message: `${quote([...names].sort())} of one market all claim to be "${canonicalId}", so none of them is`,
          about: [canonicalId],
        };
      }
    }
  },
});

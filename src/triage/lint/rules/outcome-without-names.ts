import { changeOutcomes, sourcesOf } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const outcomeWithoutNames = /* @__PURE__ */ lintRule({
  id: 'outcome-without-names',
  severity: 'warning',
  needsObserved: false,
  summary: 'an outcome that has no name and no id at any bookmaker',
  *check(mapping) {
    const nameless = mapping.outcomeMapping.filter(outcome => sourcesOf(outcome).length === 0);
    if (nameless.length === 0) return;
    const about = nameless.map(({ canonicalId }) => canonicalId);
    yield {
      message: `nothing is ever the outcome ${quote(about)}: it has no name and no id at any bookmaker`,
      about,
      fix: {
        isSafe: false,
        text: 'leave the outcome out',
        patch: changeOutcomes(mapping, outcome => (nameless.includes(outcome) ? null : outcome)),
      },
    };
  },
});

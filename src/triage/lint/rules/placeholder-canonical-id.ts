import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

/** What somebody writes who does not know yet what the outcome is. */
const MEANINGLESS =
  /^(?:(?:pos|position|outcome|selection|option|item|col|column|idx|index|unknown|unnamed)_?\d*|todo|tbd|tba|fixme|xxx|test\d*|temp|tmp|foo|bar|null|undefined|none_given|n_?a)$/i;

export const placeholderCanonicalId = /* @__PURE__ */ lintRule({
  id: 'placeholder-canonical-id',
  severity: 'warning',
  needsObserved: false,
  summary: 'a canonical id that says nothing, such as pos_0 or todo',
  *check({ canonicalId, outcomeMapping }) {
    const about = [canonicalId, ...outcomeMapping.map(outcome => outcome.canonicalId)].filter(isMeaningless);
    if (about.length > 0) yield { message: `${quote(about)} says nothing of the bet`, about };
  },
});

function isMeaningless(id: string): boolean {
  return MEANINGLESS.test(id) || /[{}]/.test(id);
}

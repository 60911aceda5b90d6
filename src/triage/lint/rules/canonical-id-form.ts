import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

/** Words of lower-case letters and digits with `_` between them; a number may have a sign, a point or a `+` behind it. */
const FORM = /^[\p{Ll}\p{Lo}\p{N}+-][\p{Ll}\p{Lo}\p{N}_+\-.]*$/u;

export const canonicalIdForm = /* @__PURE__ */ lintRule({
  id: 'canonical-id-form',
  severity: 'info',
  needsObserved: false,
  summary: 'a canonical id with capitals, blanks or other signs',
  *check({ canonicalId, outcomeMapping }) {
    const odd = [canonicalId, ...outcomeMapping.map(outcome => outcome.canonicalId)].filter(
      id => !FORM.test(id) || /__|_$/.test(id),
    );
    if (odd.length > 0) {
      yield {
        message: `${quote(odd)} is not written as other ids are: lower-case words with _ between them`,
        about: odd,
      };
    }
  },
});

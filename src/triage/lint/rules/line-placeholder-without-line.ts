import { namesOf } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const linePlaceholderWithoutLine = /* @__PURE__ */ lintRule({
  id: 'line-placeholder-without-line',
  severity: 'warning',
  needsObserved: false,
  summary: '{line} in a name of a mapping that says it has no line',
  *check({ outcomeMapping, lineKind }) {
    if (lineKind !== 'none') return;
    const faulty = outcomeMapping.flatMap(outcome =>
      namesOf(outcome).flatMap(({ source, name }) => (/\{line\}/i.test(name) ? [{ outcome, source, name }] : [])),
    );
    for (const [source, those] of groupBy(faulty, each => each.source)) {
      yield {
        source,
        message: `${quote(those.map(({ name }) => name))} asks for a line, and lineKind "none" says that there is none: prices of all lines are one`,
        about: those.map(({ outcome }) => outcome.canonicalId),
        fix: { isSafe: false, text: 'leave the kind of the line open', patch: { lineKind: null } },
      };
    }
  },
});

import { namesOf } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const repeatedPlaceholder = /* @__PURE__ */ lintRule({
  id: 'repeated-placeholder',
  severity: 'error',
  needsObserved: false,
  summary: 'a name with the same placeholder twice, which matches nothing',
  *check({ outcomeMapping }) {
    const faulty = outcomeMapping.flatMap(outcome =>
      namesOf(outcome).flatMap(({ source, name }) => (isRepeated(name) ? [{ outcome, source, name }] : [])),
    );
    for (const [source, those] of groupBy(faulty, each => each.source)) {
      yield {
        source,
        message: `${quote(those.map(({ name }) => name))}: nothing would say which of the two is which, so it matches nothing`,
        about: those.map(({ outcome }) => outcome.canonicalId),
      };
    }
  },
});

/** The teams of an event are known, so they may stand twice. */
function isRepeated(name: string): boolean {
  const places = name.toLowerCase().match(/\{(?:line|player|n)\}/g) ?? [];
  return new Set(places).size < places.length;
}

import { sourceIdsOf } from '../../../model/index.js';
import { changeOutcomes, namesOf, setSourceId, withName } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

/** Blanks of any kind but the plain one, and what has no width at all. */
const UNUSUAL = /[^\S ]|[\u200B-\u200D\u2060\uFEFF\u00AD]/gu;

export const strayBlanks = /* @__PURE__ */ lintRule({
  id: 'stray-blanks',
  severity: 'warning',
  needsObserved: false,
  summary: 'blanks around an id, or blanks in a name that nobody sees',
  *check(mapping) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      if (tidy(id) === id) continue;
      yield {
        source,
        message: `the id ${JSON.stringify(id)} has blanks that no market's id has`,
        about: [id],
        fix: { isSafe: false, text: `write ${JSON.stringify(tidy(id))}`, patch: setSourceId(source, tidy(id)) },
      };
    }
    const faulty = mapping.outcomeMapping.flatMap(outcome =>
      namesOf(outcome).flatMap(({ source, name }) => (tidy(name) === name ? [] : [{ outcome, source, name }])),
    );
    for (const [source, those] of groupBy(faulty, each => each.source)) {
      yield {
        source,
        message: `${quote(those.map(({ name }) => name))} has blanks around it, doubled ones, or some that nobody sees`,
        about: those.map(({ outcome }) => outcome.canonicalId),
        fix: {
          // Blanks around a name are never compared; all others are.
          isSafe: those.every(({ name }) => name.trim() === tidy(name)),
          text: `write ${quote(those.map(({ name }) => tidy(name)))}`,
          patch: changeOutcomes(mapping, outcome => {
            const fault = those.find(each => each.outcome === outcome);
            return fault ? withName(outcome, source, tidy(fault.name)) : outcome;
          }),
        },
      };
    }
  },
});

function tidy(text: string): string {
  return text
    .replaceAll(UNUSUAL, char => (/\s/u.test(char) && char !== '\uFEFF' ? ' ' : ''))
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

import { sourceIdOf } from '../../../model/index.js';
import { isTemplate } from '../../../rules/name-template.js';
import { changeOutcomes, namesOf, sourcesOf, withName, withoutId } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';

export const namesWithoutSource = /* @__PURE__ */ lintRule({
  id: 'names-without-source',
  severity: 'info',
  needsObserved: false,
  summary: 'outcomes with names at a bookmaker where the mapping has no id',
  *check(mapping) {
    const { outcomeMapping } = mapping;
    // Where names have placeholders, no name of any bookmaker is taken for a player's: there they count.
    const isSafe = !outcomeMapping.some(outcome => namesOf(outcome).some(({ name }) => isTemplate(name)));
    for (const source of new Set(outcomeMapping.flatMap(sourcesOf))) {
      if (sourceIdOf(mapping, source) !== null) continue;
      const named = outcomeMapping.filter(outcome => sourcesOf(outcome).includes(source));
      yield {
        source,
        message: `${named.length} outcomes have a name or an id there, but the market has no id: they are never looked at`,
        about: named.map(({ canonicalId }) => canonicalId),
        fix: {
          isSafe,
          text: 'take the names and ids away',
          patch: changeOutcomes(mapping, outcome => withoutId(withName(outcome, source, null), source)),
        },
      };
    }
  },
});

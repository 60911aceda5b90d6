import { conventionAt } from '../../../rules/binding.js';
import { parseSpecifier } from '../../../sources/parse-specifier.js';
import { lintRule } from '../lint-rule.js';

export const missingBinding = /* @__PURE__ */ lintRule({
  id: 'missing-binding',
  severity: 'error',
  needsObserved: false,
  summary: 'mappings that share an id, of which only the parameter tells which is meant, and no where that asks for it',
  *check(mapping, context) {
    for (const { kind, other, at } of context.troublesOf(mapping)) {
      if (kind !== 'missing-binding' || at === null) continue;
      const { source, id } = at;
      const own = conventionAt(mapping, source);
      const isImplied = Object.keys(parseSpecifier(own.fixed)).length > 0;
      yield {
        source,
        message: `"${other.canonicalId}" has the id ${JSON.stringify(id)} too, and nothing says for which parameter this one answers`,
        about: [other.canonicalId],
        with: [other],
        ...(isImplied &&
          own.fixed !== undefined && {
            fix: {
              isSafe: false,
              text: `answer where the parameter says ${own.fixed}`,
              patch: { lineConventions: { ...mapping.lineConventions, [source]: { ...own, where: own.fixed } } },
            },
          }),
      };
    }
  },
});

import { sourceIdOf } from '../../../model/index.js';
import { lintRule } from '../lint-rule.js';

export const conventionWithoutSource = /* @__PURE__ */ lintRule({
  id: 'convention-without-source',
  severity: 'info',
  needsObserved: false,
  summary: 'a line convention for a bookmaker where the mapping has no id',
  *check({ lineConventions, ...mapping }) {
    for (const source of Object.keys(lineConventions ?? {})) {
      if (sourceIdOf(mapping, source) !== null) continue;
      const { [source]: _, ...left } = lineConventions ?? {};
      yield {
        source,
        message: 'says how the bookmaker writes the line, but has no id there: it is never looked at',
        fix: {
          isSafe: true,
          text: 'take the convention away',
          patch: { lineConventions: Object.keys(left).length === 0 ? null : left },
        },
      };
    }
  },
});

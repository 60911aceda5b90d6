import { lintRule } from '../lint-rule.js';

export const sharedKey = /* @__PURE__ */ lintRule({
  id: 'shared-key',
  severity: 'error',
  needsObserved: false,
  summary: 'two mappings that claim one market on equal terms, so that only their age decides',
  *check(mapping, context) {
    for (const { kind, other, at } of context.troublesOf(mapping)) {
      if (kind !== 'shared-key' || at === null) continue;
      yield {
        source: at.source,
        message: `"${other.canonicalId}" has the id ${JSON.stringify(at.id)} too, and claims the same outcomes: only their age decides`,
        about: [other.canonicalId],
        with: [other],
      };
    }
  },
});

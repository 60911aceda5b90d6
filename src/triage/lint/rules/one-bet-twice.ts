import { lintRule } from '../lint-rule.js';

export const oneBetTwice = /* @__PURE__ */ lintRule({
  id: 'one-bet-twice',
  severity: 'warning',
  needsObserved: false,
  summary: 'one bet under two canonical markets',
  *check(mapping, context) {
    for (const { kind, other, at } of context.troublesOf(mapping)) {
      if (kind !== 'one-bet') continue;
      const shared = at === null ? '' : `, and both have the id ${JSON.stringify(at.id)} at ${at.source}`;
      yield {
        message: `is called like "${other.canonicalId}" and has the same outcomes${shared}: prices of one bet are kept apart`,
        about: [other.canonicalId],
        with: [other],
      };
    }
  },
});

import { sourceIdsOf } from '../../../model/index.js';
import { setSourceId } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';

export const shadowedAtSource = /* @__PURE__ */ lintRule({
  id: 'shadowed-at-source',
  severity: 'warning',
  needsObserved: false,
  summary: 'a mapping that never answers at one bookmaker, because another takes all that it claims there',
  *check(mapping, context) {
    const shadows = context.troublesOf(mapping).filter(({ kind }) => kind === 'shadowed');
    const hidden = new Set(shadows.map(({ at }) => at?.source));
    // At all of them it is unreachable, which is told once.
    if (sourceIdsOf(mapping).every(({ source }) => hidden.has(source))) return;
    for (const { other, at } of shadows) {
      if (at === null) continue;
      yield {
        source: at.source,
        message: `never answers there: "${other.canonicalId}" has the id ${JSON.stringify(at.id)}, all its outcomes and the higher priority`,
        about: [other.canonicalId],
        with: [other],
        fix: { isSafe: false, text: 'take the id away', patch: setSourceId(at.source, null) },
      };
    }
  },
});

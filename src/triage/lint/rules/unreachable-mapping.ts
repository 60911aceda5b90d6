import { sourceIdsOf } from '../../../model/index.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const unreachableMapping = /* @__PURE__ */ lintRule({
  id: 'unreachable-mapping',
  severity: 'error',
  needsObserved: false,
  summary: 'a mapping that never answers, because others take all that it claims',
  *check(mapping, context) {
    const shadows = context.troublesOf(mapping).filter(({ kind }) => kind === 'shadowed');
    const hidden = new Set(shadows.map(({ at }) => at?.source));
    const sources = sourceIdsOf(mapping);
    if (sources.length === 0 || !sources.every(({ source }) => hidden.has(source))) return;
    const others = [...new Set(shadows.map(({ other }) => other))];
    const about = others.map(({ canonicalId }) => canonicalId);
    yield {
      message: `never answers: ${quote(about)} has its ids and outcomes at every bookmaker, and the higher priority`,
      about,
      with: others,
      fix: { isSafe: false, text: 'deactivate it', patch: 'deactivate' },
    };
  },
});

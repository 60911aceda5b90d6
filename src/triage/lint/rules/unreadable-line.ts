import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const unreadableLine = /* @__PURE__ */ lintRule({
  id: 'unreadable-line',
  severity: 'warning',
  needsObserved: true,
  summary: 'a parameter that is not of the kind that the mapping says',
  *check(mapping, context) {
    for (const { source, answered } of context.seen(mapping)) {
      const missing = answered.filter(
        ({ isWhole, resolution }) => isWhole && resolution.lineReason === 'PARAMETER_MISSING',
      );
      const unread = answered.filter(({ resolution }) => resolution.lineReason === 'PARAMETER_UNREADABLE');
      const kind = mapping.lineKind ?? 'the implied kind';
      if (missing.length > 0) {
        yield {
          source,
          message: `${missing.length} markets say no line, and the mapping has one (${kind}): see fixed`,
        };
      }
      if (unread.length > 0) {
        const about = [...new Set(unread.map(({ market }) => market.parameter ?? ''))];
        yield { source, message: `the parameter ${quote(about)} can't be read as ${kind}`, about };
      }
    }
  },
});

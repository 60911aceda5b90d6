import { kindOf } from '../../../rules/line-kinds.js';
import { readParameter } from '../../../rules/read-parameter.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const missingLineKind = /* @__PURE__ */ lintRule({
  id: 'missing-line-kind',
  severity: 'error',
  needsObserved: true,
  summary: 'a parameter that nothing says how to read, so that its line is not known',
  *check(mapping, context) {
    const seen = context.seen(mapping);
    for (const { source, answered } of seen) {
      const unread = answered.filter(({ resolution }) => resolution.lineReason === 'KIND_UNKNOWN');
      if (unread.length === 0) continue;
      const parameters = [...new Set(unread.map(({ market }) => market.parameter ?? ''))];
      const kinds = new Set(
        seen.flatMap(each =>
          each.answered.flatMap(
            ({ market }) => kindOf(readParameter(context.definitionOf(each.source), market.parameter).named) ?? [],
          ),
        ),
      );
      const [kind, ...others] = kinds;
      yield {
        source,
        message: `nothing says what the parameter ${quote(parameters)} is: give the mapping a lineKind`,
        about: parameters,
        ...(kind !== undefined &&
          others.length === 0 && {
            fix: {
              isSafe: false,
              text: `set lineKind to ${kind}, as other bookmakers' parameters say`,
              patch: { lineKind: kind },
            },
          }),
      };
    }
  },
});

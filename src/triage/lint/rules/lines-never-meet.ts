import { lintRule } from '../lint-rule.js';

export const linesNeverMeet = /* @__PURE__ */ lintRule({
  id: 'lines-never-meet',
  severity: 'warning',
  needsObserved: true,
  summary: 'a market that two bookmakers price on lines that never meet',
  *check(mapping, context) {
    const apart = context.linesApart(mapping);
    if (apart === undefined) return;
    yield {
      message: `the lines never meet, so no price can be compared: ${apart.summary}`,
      about: [...apart.sources],
    };
  },
});

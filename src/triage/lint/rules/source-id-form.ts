import { sourceIdsOf } from '../../../model/index.js';
import { lintRule } from '../lint-rule.js';

export const sourceIdForm = /* @__PURE__ */ lintRule({
  id: 'source-id-form',
  severity: 'error',
  needsObserved: false,
  summary: "an id that is not of the form that the bookmaker's ids have",
  *check(mapping, context) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      if (context.definitionOf(source).numericIds === true && !/^\d+$/.test(id.trim())) {
        const why = /[=|]/.test(id) ? 'the parameter is no part of it (see where)' : 'its ids are numbers';
        yield { source, message: `${JSON.stringify(id)} is the id of no market there: ${why}`, about: [id] };
      }
    }
  },
});

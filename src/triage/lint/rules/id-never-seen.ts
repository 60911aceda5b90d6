import { sourceIdsOf } from '../../../model/index.js';
import { lintRule } from '../lint-rule.js';

/** With fewer events than this, a market that is missing may just not have been offered. */
const MANY_EVENTS = 50;

export const idNeverSeen = /* @__PURE__ */ lintRule({
  id: 'id-never-seen',
  severity: 'info',
  needsObserved: true,
  summary: 'an id that no market has in fifty events of its bookmaker or more',
  *check(mapping, context) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      const events = context.eventsOf(source, mapping.sport);
      if (events < MANY_EVENTS || context.seenAt(mapping, source) !== undefined) continue;
      yield { source, message: `no market has the id ${JSON.stringify(id)} in ${events} events`, about: [id] };
    }
  },
});

import { outcomeIdOf, sourceIdsOf } from '../../../model/index.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const feedIdsDiffer = /* @__PURE__ */ lintRule({
  id: 'feed-ids-differ',
  severity: 'error',
  needsObserved: false,
  summary: 'two bookmakers of one feed with one id of the market and different ids of an outcome',
  *check(mapping, context) {
    const sources = sourceIdsOf(mapping).flatMap(({ source, id }) => {
      const { feed } = context.definitionOf(source);
      return feed === null ? [] : [{ source, market: `${feed} ${id}` }];
    });
    for (const [, those] of groupBy(sources, ({ market }) => market)) {
      const [first, ...others] = those.map(({ source }) => source);
      if (first === undefined) continue;
      for (const source of others) {
        const apart = mapping.outcomeMapping.filter(outcome => {
          const [one, two] = [outcomeIdOf(outcome, first), outcomeIdOf(outcome, source)];
          return one !== null && two !== null && one !== two;
        });
        if (apart.length === 0) continue;
        const about = apart.map(({ canonicalId }) => canonicalId);
        yield { source, message: `${quote(about)} has another id than at ${first}, whose feed it shares`, about };
      }
    }
  },
});

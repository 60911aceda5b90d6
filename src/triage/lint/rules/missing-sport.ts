import { sourceIdsOf } from '../../../model/index.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const missingSport = /* @__PURE__ */ lintRule({
  id: 'missing-sport',
  severity: 'error',
  needsObserved: false,
  summary: 'no sport, where the bookmaker uses the id again in another sport',
  *check(mapping, context) {
    if (mapping.sport !== null) return;
    const told = new Set<string>();
    for (const { kind, other, at } of context.troublesOf(mapping)) {
      if (kind !== 'missing-sport' || at === null) continue;
      told.add(at.source);
      yield {
        source: at.source,
        message: `"${other.canonicalId}" has the id ${JSON.stringify(at.id)} in ${other.sport}: without a sport this one answers there too`,
        about: [other.canonicalId],
        with: [other],
      };
    }
    for (const { source } of sourceIdsOf(mapping)) {
      if (told.has(source) || !context.definitionOf(source).idsPerSport) continue;
      const sports = new Set(
        context.seenAt(mapping, source)?.markets.flatMap(({ market }) => market.event?.sport ?? []),
      );
      if (sports.size < 2) continue;
      const about = [...sports].sort();
      yield {
        source,
        message: `the id was seen in ${quote(about)}, where it can mean something else each time`,
        about,
      };
    }
  },
});

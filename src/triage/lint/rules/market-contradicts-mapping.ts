import { bothSay, contradictionOf, sayOf } from '../contradictions.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const marketContradictsMapping = /* @__PURE__ */ lintRule({
  id: 'market-contradicts-mapping',
  severity: 'error',
  needsObserved: true,
  summary: "a bookmaker's name of the market that says another part of the match, side or subject than the mapping",
  *check(mapping, context) {
    const own = bothSay(sayOf(mapping.canonicalId), sayOf(mapping.name));
    for (const { source, markets } of context.seen(mapping)) {
      const names = new Set(markets.flatMap(({ market }) => market.marketName ?? []));
      const contradicting = [...names].flatMap(seen => {
        const contradiction = contradictionOf(own, sayOf(seen));
        return contradiction === null ? [] : [{ seen, contradiction }];
      });
      // A name that is told in several ways is not one that contradicts.
      const [first] = contradicting;
      if (first === undefined || contradicting.length < names.size) continue;
      const about = contradicting.map(({ seen }) => seen);
      yield { source, message: `the market is called ${quote(about)} there: ${first.contradiction}`, about };
    }
  },
});

import { lineKey } from '../../../rules/lines.js';
import { isLayout, readParameter } from '../../../rules/read-parameter.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';
import { type AnsweredMarket, eventKey } from '../seen-at.js';

export const linesCollapse = /* @__PURE__ */ lintRule({
  id: 'lines-collapse',
  severity: 'error',
  needsObserved: true,
  summary: 'markets of one event with different parameters that the mapping reads as one line',
  *check(mapping, context) {
    for (const { source, answered } of context.seen(mapping)) {
      const readable = answered.filter(({ resolution, isWhole }) => isWhole && resolution.lineReason === undefined);
      const byLine = groupBy(groupBy(readable, ({ market }) => eventKey(market)).values(), each => each);
      const collapsed = new Set<string>();
      for (const event of byLine.keys()) {
        for (const those of groupBy(event, ({ resolution }) => lineKey(resolution.line)).values()) {
          for (const parameter of clashing(those, text => bareParameter(text, context.definitionOf(source)))) {
            collapsed.add(parameter);
          }
        }
      }
      if (collapsed.size === 0) continue;
      const about = [...collapsed].sort();
      yield {
        source,
        message: `${quote(about)} of one event are read as one line, so their prices stand for one bet`,
        about,
      };
    }
  },
});

/** The parameters of markets that give a price for the same outcome; those of different players are no clash. */
function clashing(markets: readonly AnsweredMarket[], bare: (parameter: string | null) => string): string[] {
  const byOutcome = new Map<string, Set<string>>();
  for (const { market, resolution } of markets) {
    for (const { canonicalId, participant = '', line = '' } of resolution.outcomes) {
      const key = `${canonicalId}\n${participant}\n${line}`;
      byOutcome.set(key, (byOutcome.get(key) ?? new Set()).add(bare(market.parameter)));
    }
  }
  return [...byOutcome.values()].filter(parameters => parameters.size > 1).flatMap(parameters => [...parameters]);
}

/** A parameter without what only says how the market is laid out. */
function bareParameter(parameter: string | null, definition: Parameters<typeof readParameter>[0]): string {
  const { named, bare } = readParameter(definition, parameter);
  const parts = Object.entries(named).filter(part => !isLayout(...part));
  return [...parts.map(([name, value]) => `${name}=${value}`).sort(), ...(bare === null ? [] : [bare])].join('|');
}

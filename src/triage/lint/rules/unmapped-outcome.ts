import { lintRule } from '../lint-rule.js';
import { findRenamed, neverSeen } from '../never-seen.js';
import { quote } from '../quote.js';
import type { SeenAt } from '../seen-at.js';

export const unmappedOutcome = /* @__PURE__ */ lintRule({
  id: 'unmapped-outcome',
  severity: 'warning',
  needsObserved: true,
  summary: 'outcomes that were seen and that no mapping knows',
  *check(mapping, context) {
    for (const seen of context.seen(mapping)) {
      // What is one of the mapping's outcomes under another name is told as that.
      const renamed = new Set(findRenamed(seen, neverSeen(seen)).values());
      const about = [...seen.unknown.keys()].filter(name => !renamed.has(name)).sort();
      if (about.length === 0 || isOneOfSeveral(seen, context.seen(mapping))) continue;
      yield { source: seen.source, message: `no mapping knows the outcome ${quote(about)}`, about };
    }
  },
});

/**
 * Whether one id of the bookmaker stands for several bets, of which the mapping is one: it has all its outcomes there, another
 * bookmaker has no more than these, and most of what is left over is none of them. The other bets' outcomes are not its to know.
 */
function isOneOfSeveral(seen: SeenAt, all: readonly SeenAt[]): boolean {
  const isWhole = ({ mapping, matched }: SeenAt) =>
    mapping.outcomeMapping.every(({ canonicalId }) => matched.has(canonicalId));
  if (!isWhole(seen) || seen.unknown.size <= seen.matched.size) return false;
  return all.some(other => other !== seen && isWhole(other) && other.unknown.size === 0);
}

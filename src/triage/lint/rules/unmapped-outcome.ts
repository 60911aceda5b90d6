import { lintRule } from '../lint-rule.js';
import { findRenamed, neverSeen } from '../never-seen.js';
import { quote } from '../quote.js';

export const unmappedOutcome = lintRule({
  id: 'unmapped-outcome',
  severity: 'warning',
  needsObserved: true,
  summary: 'outcomes that were seen and that no mapping knows',
  *check(mapping, context) {
    for (const seen of context.seen(mapping)) {
      // What is one of the mapping's outcomes under another name is told as that.
      const renamed = new Set(findRenamed(seen, neverSeen(seen)).values());
      const about = [...seen.unknown.keys()].filter(name => !renamed.has(name)).sort();
      if (about.length === 0) continue;
      yield { source: seen.source, message: `no mapping knows the outcome ${quote(about)}`, about };
    }
  },
});

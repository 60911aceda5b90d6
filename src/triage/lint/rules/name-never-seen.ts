import { outcomeNameOf } from '../../../model/index.js';
import { changeOutcomes, isKnownAt, withName } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';
import { findRenamed, neverSeen } from '../never-seen.js';
import { quote } from '../quote.js';

export const nameNeverSeen = /* @__PURE__ */ lintRule({
  id: 'name-never-seen',
  severity: 'warning',
  needsObserved: true,
  summary: 'outcomes with a name that the bookmaker never writes',
  *check(mapping, context) {
    for (const seen of context.seen(mapping)) {
      const { source } = seen;
      const never = neverSeen(seen);
      if (never.length === 0) continue;
      const renamed = findRenamed(seen, never);
      const isAll = mapping.outcomeMapping.filter(outcome => isKnownAt(outcome, source)).length === never.length;
      const names = never.map(outcome => outcomeNameOf(outcome, source) ?? outcome.canonicalId);
      const written = [...renamed.values()];
      const instead = written.length > 0 ? `; it writes ${quote(written)}` : '';
      yield {
        source,
        message: `${isAll ? 'no outcome was' : `${quote(names)} was not`} among those of ${seen.markets.length} markets${instead}`,
        about: never.map(({ canonicalId }) => canonicalId),
        ...(written.length > 0 && {
          fix: {
            isSafe: false,
            text: `write ${quote(written)}`,
            patch: changeOutcomes(mapping, outcome => {
              const name = renamed.get(outcome);
              return name === undefined ? outcome : withName(outcome, source, name);
            }),
          },
        }),
      };
    }
  },
});

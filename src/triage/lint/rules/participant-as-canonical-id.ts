import { participantKey } from '../../../rules/participant.js';
import type { LintContext } from '../lint-context.js';
import { lintRule } from '../lint-rule.js';
import type { LintedMapping } from '../linted-mapping.js';
import { quote } from '../quote.js';

/** How a feed names a player or a team. */
const PARTICIPANT_ID = /^sr:(?:player|competitor):\d+$/;

export const participantAsCanonicalId = /* @__PURE__ */ lintRule({
  id: 'participant-as-canonical-id',
  severity: 'warning',
  needsObserved: false,
  summary: "a canonical outcome that is one player's or one team's",
  *check(mapping, context) {
    const byId = mapping.outcomeMapping.filter(({ ids }) =>
      Object.values(ids ?? {}).some(id => PARTICIPANT_ID.test(id)),
    );
    const byName = mapping.outcomeMapping.filter(({ canonicalId }) => isTeam(canonicalId, mapping, context));
    const about = [...new Set([...byId, ...byName])].map(({ canonicalId }) => canonicalId);
    if (about.length === 0) return;
    yield {
      message: `${quote(about)} is a player or a team of some event: a name such as {player}, Home or Away holds for all events`,
      about,
    };
  },
});

/** Whether an outcome is called like a team of an event in which the market was seen. */
function isTeam(canonicalId: string, mapping: LintedMapping, context: LintContext): boolean {
  const key = participantKey(canonicalId.replaceAll('_', ' '));
  if (!/\p{L}{3}/u.test(key)) return false;
  return context
    .seen(mapping)
    .some(({ markets }) =>
      markets.some(({ market: { event } }) =>
        [event?.home, event?.away].some(team => typeof team === 'string' && participantKey(team) === key),
      ),
    );
}

import { lintRule } from '../lint-rule.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export const unusedMapping = /* @__PURE__ */ lintRule({
  id: 'unused-mapping',
  severity: 'info',
  needsObserved: true,
  summary: 'a mapping that has not answered for many days',
  *check({ canonicalId, createdAt }, { observed: { lastUsed, unusedDays, now } }) {
    if (lastUsed === null) return;
    const used = lastUsed.get(canonicalId);
    const since = used ?? createdAt;
    // Of one that was never used, the age has to be known.
    if (since === null || now.getTime() - since.getTime() < unusedDays * DAY_MS) return;
    const days = Math.floor((now.getTime() - since.getTime()) / DAY_MS);
    yield {
      message:
        used === undefined
          ? `has never answered in the ${days} days since it was made`
          : `has not answered for ${days} days`,
      fix: { isSafe: false, text: 'deactivate it', patch: 'deactivate' },
    };
  },
});

import { parseBet9jaKey } from '../../../sources/bet9ja/parse-bet9ja-key.js';
import { lintRule } from '../lint-rule.js';

export const bet9jaKeyForm = /* @__PURE__ */ lintRule({
  id: 'bet9ja-key-form',
  severity: 'error',
  needsObserved: false,
  summary: 'a Bet9ja key without its sport, or with an outcome',
  *check({ bet9jaKey }) {
    if (bet9jaKey === null) return;
    const key = parseBet9jaKey(bet9jaKey.trim());
    if (key === null) {
      yield {
        source: 'bet9ja',
        message: `${JSON.stringify(bet9jaKey)} is the key of no market: a key begins with the sport, as S_OU does`,
        about: [bet9jaKey],
      };
    } else if (key.outcome !== null) {
      const { marketKey, parameter } = key;
      const meant = parameter === null ? marketKey : `${marketKey}@${parameter}`;
      yield {
        source: 'bet9ja',
        message: `${JSON.stringify(bet9jaKey)} is the key of one price, ${JSON.stringify(key.outcome)}, and not of the market`,
        about: [bet9jaKey],
        fix: { isSafe: false, text: `write ${meant}`, patch: { bet9jaKey: meant } },
      };
    }
  },
});

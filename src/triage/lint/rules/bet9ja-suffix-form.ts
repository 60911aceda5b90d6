import { parseBet9jaKey } from '../../../sources/bet9ja/parse-bet9ja-key.js';
import { changeOutcomes } from '../change-outcomes.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

export const bet9jaSuffixForm = /* @__PURE__ */ lintRule({
  id: 'bet9ja-suffix-form',
  severity: 'error',
  needsObserved: false,
  summary: 'a Bet9ja suffix that has the market or the line in it',
  *check(mapping) {
    const faulty = mapping.outcomeMapping.filter(
      ({ bet9jaSuffix }) => bet9jaSuffix !== null && suffixIn(bet9jaSuffix) !== bet9jaSuffix,
    );
    if (faulty.length === 0) return;
    const meant = faulty.map(({ bet9jaSuffix }) => suffixIn(bet9jaSuffix ?? ''));
    yield {
      source: 'bet9ja',
      message: `${quote(faulty.map(({ bet9jaSuffix }) => bet9jaSuffix ?? ''))}: only what follows the market and its line is the suffix`,
      about: faulty.map(({ canonicalId }) => canonicalId),
      fix: {
        isSafe: false,
        text: `write ${quote(meant)}`,
        patch: changeOutcomes(mapping, outcome =>
          faulty.includes(outcome) ? { ...outcome, bet9jaSuffix: suffixIn(outcome.bet9jaSuffix ?? '') } : outcome,
        ),
      },
    };
  },
});

/** The suffix in what may be a whole odds key, or in `@2.5_O`, or `_O`. */
function suffixIn(text: string): string {
  const trimmed = text.trim();
  const whole =
    /[@]/.test(trimmed) || /^[A-Z]+_[A-Z0-9]+_/.test(trimmed) ? parseBet9jaKey(trimmed)?.outcome : undefined;
  return whole ?? /^(?:@[^_]*)?_(.+)$/s.exec(trimmed)?.[1] ?? text;
}

import type { Source } from '../model/index.js';

/**
 * The ids under which a mapping may have a market, the most specific first. Bet9ja's keys contain the parameter and the
 * outcome, so there it is the key as given, then without its outcome, then without its parameter: `S_OU@2.5_O`, `S_OU@2.5`,
 * `S_OU`. It is never a mere prefix: `S_1X2HND_1H` leads to `S_1X2HND`, not to `S_1X2`.
 *
 * The hot path calls this for every odds key, so it finds the separators by hand. `BET9JA_KEY_PATTERN`, which the SQL uses,
 * means the same, and a property test compares the two.
 */
export function candidateIds(source: Source, id: string): readonly [string, ...string[]] {
  if (source !== 'bet9ja') return [id];
  const sportEnd = id.indexOf('_');
  const at = id.indexOf('@');
  if (sportEnd < 1 || (at !== -1 && at < sportEnd)) return [id];
  const underscore = id.indexOf('_', sportEnd + 1);
  const marketEnd = at === -1 || (underscore !== -1 && underscore < at) ? underscore : at;
  if (marketEnd === sportEnd + 1 || marketEnd === -1) return [id];
  const market = id.slice(0, marketEnd);
  const outcomeStart = marketEnd === at ? id.indexOf('_', at + 1) : marketEnd;
  if (outcomeStart === -1 || outcomeStart === marketEnd) return [id, market];
  return [id, id.slice(0, outcomeStart), market];
}

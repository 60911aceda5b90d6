import { BET9JA_KEY_PATTERN } from './bookmakers/parse-bet9ja-key.js';
import type { Source } from './model.js';

const BET9JA_KEY = new RegExp(BET9JA_KEY_PATTERN, 's');

/**
 * The ids under which a mapping may know a market, the most exact first. For Bet9ja, whose keys carry the parameter and
 * the outcome, that is the key as given, then without its outcome, then without its parameter: `S_OU@2.5_O`, `S_OU@2.5`,
 * `S_OU`. It is never a bare prefix: `S_1X2HND_1H` leads to `S_1X2HND`, not to `S_1X2`.
 */
export function candidateIds(source: Source, externalMarketId: string): readonly [string, ...string[]] {
  if (source !== 'bet9ja') return [externalMarketId];
  const parts = BET9JA_KEY.exec(externalMarketId);
  if (!parts) return [externalMarketId];
  const [, market = externalMarketId, parameter = ''] = parts;
  const shorter = parameter === '' ? [market] : [market + parameter, market];
  return [externalMarketId, ...shorter.filter(id => id !== externalMarketId)];
}

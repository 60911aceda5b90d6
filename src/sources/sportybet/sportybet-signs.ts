import type { BizSigns } from '../find-biz-events.js';

/** What SportyBet calls things, where MSport has other words in the same envelope. */
export const SPORTYBET_SIGNS: BizSigns = {
  event: ['homeTeamName', 'awayTeamName', 'estimateStartTime'],
  market: ['desc', 'specifier'],
  outcome: ['desc'],
};

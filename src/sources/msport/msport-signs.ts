import type { BizSigns } from '../find-biz-events.js';

/** What MSport calls things, where SportyBet has other words in the same envelope. */
export const MSPORT_SIGNS: BizSigns = {
  event: ['homeTeam', 'awayTeam'],
  market: ['description', 'specifiers'],
  outcome: ['description'],
};

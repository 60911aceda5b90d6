import type { BizSigns } from '../find-biz-events.js';

/** The keys that MSport uses where SportyBet uses others in the same envelope. */
export const MSPORT_SIGNS: BizSigns = {
  event: ['homeTeam', 'awayTeam'],
  market: ['description', 'specifiers'],
  outcome: ['description'],
};

import type { BizSigns } from '../find-biz-events.js';

/** The keys that SportyBet uses where MSport uses others in the same envelope. */
export const SPORTYBET_SIGNS: BizSigns = {
  event: ['homeTeamName', 'awayTeamName', 'estimateStartTime'],
  market: ['desc', 'specifier'],
  outcome: ['desc'],
};

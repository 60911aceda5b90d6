import type { Pairing } from './pair-outcomes.js';
import type { Prepared } from './prepare-candidates.js';
import type { MarketReading, ReadOutcome } from './read-market.js';
import type { SuggestionEvidence } from './suggestion.js';
import { endsInThreshold, isThreshold } from './thresholds.js';

/** From so many outcomes on, a bookmaker may well offer only some: exact scores, ranges, numbers. */
const MANY = 4;

/** Compares the outcomes of a market and a mapping as sets. */
export function weighOutcomes(market: MarketReading, candidate: Prepared, { pairs }: Pairing) {
  const own = market.outcomes.length;
  const theirs = candidate.outcomes.length;
  const paired = pairs.length;
  const isComplete = own > 0 && paired === own && (paired === theirs || (theirs >= MANY && paired >= 3));
  const evidence: SuggestionEvidence = { feature: 'outcomes', ...weightOf(market, candidate, own, theirs, paired) };
  return { evidence: [evidence], isComplete };
}

function weightOf(market: MarketReading, candidate: Prepared, own: number, theirs: number, paired: number) {
  if (own === 0) return { weight: 0, text: 'The market was seen without outcomes.' };
  if (candidate.outcomes.some(({ template }) => template !== null)) return weighTemplate(market, candidate, paired);
  if (paired === own && paired === theirs) return { weight: 0.3, text: `All ${own} outcomes pair one to one.` };
  if (paired === own) {
    const text = `All ${own} outcomes of the market pair; the mapping has ${theirs - own} more.`;
    if (own === 1) return { weight: 0.1, text };
    return { weight: theirs >= MANY ? (paired >= 3 ? 0.25 : 0.15) : -0.4, text };
  }
  if (paired === 0 && own === theirs && own === 2 && market.outcomes.every(({ keys }) => !isPartlyRead(keys))) {
    return { weight: 0.05, text: 'The outcomes may be the teams; which is which can not be told without the event.' };
  }
  const share = paired / own;
  if (isOfAny(market) && paired >= 2 && paired * 2 >= Math.min(own, theirs) && share < 0.75) {
    const text = `${paired} outcomes pair, of the market's ${own} and the mapping's ${theirs}: the two may list different ones of the same bet.`;
    return { weight: 0.1, text };
  }
  const text = `${paired} of the market's ${own} outcomes pair with the mapping's ${theirs}.`;
  return { weight: share >= 0.75 && own > 4 ? 0.15 : share > 0.5 ? -0.1 : -0.5, text };
}

/** Whether the market's bet has more outcomes than any bookmaker lists, so that each lists others. */
function isOfAny({ reading }: MarketReading): boolean {
  return [...reading.bets].some(bet => LISTED.has(bet));
}

const LISTED = /* @__PURE__ */ new Set([
  'correct_score',
  'exact',
  'range',
  'multigoals',
  'multiscores',
  'margin',
  'when',
]);

/** Outcomes that are players, or thresholds such as `3+`, have no names that a mapping could list. */
function weighTemplate({ outcomes }: MarketReading, candidate: Prepared, paired: number) {
  const isOf = (kind: string) => candidate.outcomes.some(({ template }) => template === kind);
  const free = outcomes.length - paired;
  if (!isOf('player') && !isOf('player-threshold')) {
    return outcomes.every(({ scraped }) => isThreshold(scraped.name))
      ? { weight: 0.2, text: 'All outcomes are thresholds, as the mapping has them.' }
      : { weight: -0.5, text: 'The mapping is about thresholds, and the outcomes are none.' };
  }
  const withThreshold = outcomes.filter(({ scraped }) => endsInThreshold(scraped.name)).length;
  if (isOf('player-threshold') ? withThreshold < free : withThreshold > 0)
    return { weight: -0.5, text: 'Either the outcomes or those of the mapping say how often, and the others do not.' };
  const read = outcomes.filter(({ keys }) => isRead(keys)).length;
  return read * 4 > outcomes.length || free === 0
    ? { weight: -0.5, text: 'The mapping is about players, and the outcomes are not.' }
    : { weight: 0.25, text: `${free} outcomes may be players, as the mapping has them.` };
}

/** Whether nothing of a name is but sides, numbers and words of bets. */
function isRead([, parts]: ReadOutcome['keys']): boolean {
  return parts.split(' ').every(part => part === '' || /^\d/.test(part) || READ.has(part));
}

function isPartlyRead([, parts]: ReadOutcome['keys']): boolean {
  return parts.split(' ').some(part => /^\d/.test(part) || READ.has(part));
}

const READ = /* @__PURE__ */ new Set([
  'x',
  'over',
  'under',
  'yes',
  'no',
  'odd',
  'even',
  'none',
  'other',
  'equal',
  'both',
]);

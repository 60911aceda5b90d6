import { type Lexicon, wordsOf } from './lexicon.js';
import type { MarketReading } from './read-market.js';
import { replaceTeams, teamsOf } from './replace-teams.js';
import { endsInThreshold, isThreshold } from './thresholds.js';

/** The name of a draft: the market's own, with the sides in the place of the teams. */
export function draftTitle({ market }: MarketReading, lexicon: Lexicon): string {
  const words = wordsOf(market.marketName ?? market.externalMarketId);
  const told = replaceTeams(words, teamsOf(market), word => lexicon.market.has(word));
  const title = told.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  return title.slice(0, 200) || 'Market';
}

/** The canonical id of a draft as the catalogue would build it: `home_over_under_1h`, `corners_odd_even_ft`. */
export function draftCanonicalId(read: MarketReading, taken: ReadonlySet<string>): string {
  const { side, subject, period, bets, numbers, words } = read.reading;
  const sides = side.split('+').filter(Boolean).reverse();
  const isAtLeast = read.outcomes.every(({ scraped: { name } }) => isThreshold(name) || endsInThreshold(name));
  const kinds = [...bets].filter(bet => bet !== 'or' && !(isAtLeast && bet === 'exact')).map(bet => betId(bet, read));
  const joined = kinds.join(bets.has('or') ? '_or_' : '_');
  const parts = [
    ...sides,
    ...subjectParts(subject, kinds.length === 0),
    ...(bets.has('or') && sides.length > 0 && kinds.length === 1 ? ['or'] : []),
    joined,
    ...words,
    ...numbers,
    ...period.split('+').map(each => PERIODS[each] ?? each.replace(/^min(\d+)$/, '$1min')),
  ];
  const id = slug(parts.join('_')).slice(0, 90) || 'market';
  if (!taken.has(id)) return id;
  let count = 2;
  while (taken.has(`${id}_${count}`)) count++;
  return `${id}_${count}`;
}

/** `player_shots`, `player_goals`: whoever it is comes first, and goals are told where nothing else is. */
function subjectParts(subject: string, isAllThereIs: boolean): string[] {
  const parts = subject.split('+').filter(part => part !== 'players');
  if (!subject.includes('players')) return parts;
  return ['player', ...(parts.length === 0 && isAllThereIs ? ['goals'] : parts)];
}

function betId(bet: string, { shape, reading }: MarketReading): string {
  if (bet === 'result') return shape.has('draw') || shape.has('none') ? '1x2' : 'winner';
  if (bet === 'handicap') return shape.has('draw') ? 'handicap_3way' : 'asian_handicap';
  const isOfGoals = reading.subject === '';
  if (isOfGoals && (bet === 'next' || bet === 'last')) return `${bet}_goal`;
  if (isOfGoals && bet === 'exact') return 'exact_goals';
  return BETS[bet] ?? bet;
}

/** The words that the catalogue has for kinds of bet, where they are not the vocabulary's. */
const BETS: Readonly<Record<string, string>> = {
  both_score: 'btts',
  half_full: 'htft',
  win: 'to_win',
  score: 'to_score',
  which_scores: 'which_team_to_score',
  next: 'first',
  most_half: 'highest_scoring_half',
  margin: 'winning_margin',
  range: 'goal_range',
  scorer: 'anytime_goalscorer',
  first_scorer: 'first_goalscorer',
  last_scorer: 'last_goalscorer',
  one_up: '1up',
  two_up: '2up',
  three_up: '3up',
};

const PERIODS: Readonly<Record<string, string>> = { both: 'both_halves', either: 'either_half' };

/** Letters, digits and what the catalogue has in ids; a script without letters of the alphabet leaves nothing. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9+]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

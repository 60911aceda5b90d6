/**
 * What the reader of names knows: for each concept, the words and phrases that stand for it, in any case, with or without accents.
 * Of two phrases that begin at the same word, the longer one counts.
 */
export type Vocabulary = Readonly<Record<Concept, readonly string[]>>;

/** Additions to what the reader of names knows: phrases of another language or of one bookmaker, by concept. */
export type VocabularyExtension = Readonly<Partial<Record<Concept, readonly string[]>>>;

/** What a phrase stands for: the part of a bet that it tells, a colon, and what it tells of it. */
export type Concept =
  | `period:${'ft' | '1h' | '2h' | '1h+2h' | 'both' | 'either' | 'set1' | 'set2' | 'set3' | 'set4' | 'set5' | 'overtime'}`
  | `side:${'home' | 'away' | 'draw' | 'any'}`
  | `subject:${'goals' | 'corners' | 'cards' | 'card_points' | 'red_cards' | 'shots' | 'shots_on_target' | 'offsides' | 'fouls' | 'tackles' | 'throw_ins' | 'goal_kicks' | 'saves' | 'passes' | 'assists' | 'penalties' | 'games' | 'sets' | 'points' | 'players'}`
  | `bet:${BetType}`
  | `outcome:${'over' | 'under' | 'yes' | 'no' | 'odd' | 'even' | 'none' | 'other' | 'equal' | 'both'}`
  | 'and'
  | 'or'
  | 'total'
  | 'ignored';

/** The kinds of bet that a name can tell. A combination has several. */
export type BetType =
  | 'result'
  | 'double_chance'
  | 'draw_no_bet'
  | 'no_bet'
  | 'handicap'
  | 'over_under'
  | 'exact'
  | 'range'
  | 'multigoals'
  | 'multiscores'
  | 'odd_even'
  | 'both_score'
  | 'correct_score'
  | 'half_full'
  | 'clean_sheet'
  | 'win_to_nil'
  | 'win'
  | 'score'
  | 'which_scores'
  | 'next'
  | 'last'
  | 'most_half'
  | 'margin'
  | 'when'
  | 'scorer'
  | 'first_scorer'
  | 'last_scorer'
  | 'one_up'
  | 'two_up'
  | 'three_up'
  | 'early'
  | 'rest'
  | 'asian'
  | 'from_score';

/** The names of English-speaking bookmakers, with what else they commonly write. */
export const VOCABULARY: Vocabulary = {
  'period:ft': [
    'full time',
    'fulltime',
    'ft',
    'match',
    'regular time',
    '90 minutes',
    '90 min',
    'whole match',
    'game result',
  ],
  'period:1h': [
    'first half',
    '1st half',
    'half 1',
    '1h',
    '1ht',
    '1t',
    'ht',
    'half time',
    'halftime',
    'h1',
    'fh',
    '1st h',
  ],
  'period:2h': ['second half', '2nd half', 'half 2', '2h', '2ht', '2t', 'h2', '2nd h'],
  'period:1h+2h': [
    '1st 2nd half',
    'first and the second half',
    'first and second half',
    '1st and 2nd half',
    '1st half 2nd half',
  ],
  'period:both': ['both halves', 'both half', 'each half', 'either halves'],
  'period:either': ['either half', 'any half', 'at least one half', 'at least a half', 'least half', 'a half'],
  'period:set1': ['first set', '1st set', 'set 1', '1s', 's1', 'set1'],
  'period:set2': ['second set', '2nd set', 'set 2', '2s', 's2', 'set2'],
  'period:set3': ['third set', '3rd set', 'set 3', '3s', 's3', 'set3'],
  'period:set4': ['fourth set', '4th set', 'set 4', '4s', 's4', 'set4'],
  'period:set5': ['fifth set', '5th set', 'set 5', '5s', 's5', 'set5'],
  'period:overtime': ['overtime included', 'incl overtime', 'including overtime', 'extra time', 'overtime'],
  'side:home': [
    'home team',
    'home player',
    'home',
    'team 1',
    'team1',
    'competitor1',
    'competitor 1',
    'player 1',
    'player1',
    'p1',
    'host',
    'hosts',
    '1st team',
  ],
  'side:away': [
    'away team',
    'away player',
    'away',
    'team 2',
    'team2',
    'competitor2',
    'competitor 2',
    'player 2',
    'player2',
    'p2',
    'guest',
    'guests',
    '2nd team',
    'visitors',
  ],
  'side:draw': ['draw', 'x', 'tie', 'drawn', 'draws'],
  'side:any': ['any team', 'either team', 'a team'],
  'subject:goals': ['goals', 'goal', 'total goals', 'total score', 'match goals'],
  'subject:corners': [
    'corners',
    'corner',
    'corner kicks',
    'corner kick',
    'corner count',
    'corner taken',
    'total corners',
  ],
  'subject:cards': [
    'cards',
    'card',
    'bookings',
    'booking',
    'booked',
    'yellow cards',
    'yellow card',
    'carded',
    'total bookings',
    'total cards',
  ],
  'subject:card_points': ['booking points', 'card points', 'bookings points', 'total booking points'],
  'subject:red_cards': ['red cards', 'red card', 'sending off', 'sent off', 'sendoff', 'send off', 'sending'],
  'subject:shots': ['shots', 'shot', 'total shots'],
  'subject:shots_on_target': ['shots on target', 'shot on target', 'shots on goal'],
  'subject:offsides': ['offsides', 'offside'],
  'subject:fouls': ['fouls', 'foul'],
  'subject:tackles': ['tackles', 'tackle'],
  'subject:throw_ins': ['throw ins', 'throw in', 'throwins'],
  'subject:goal_kicks': ['goal kicks', 'goal kick'],
  'subject:saves': ['saves', 'save'],
  'subject:passes': ['passes', 'pass'],
  'subject:assists': ['assists', 'assist'],
  'subject:penalties': ['penalties', 'penalty', 'penalty awarded', 'penalty kick'],
  'subject:games': ['games', 'game', 'number of games', 'total games', 'games won'],
  'subject:sets': ['sets', 'set', 'total sets', 'number of sets', 'in sets', 'per set'],
  'subject:points': ['points', 'point', 'total points'],
  'subject:players': ['player', 'players'],
  'bet:result': [
    'res',
    'match res',
    '1x2',
    '3 way',
    '3way',
    'three way',
    'match result',
    'match winner',
    'winner',
    'moneyline',
    'money line',
    'win draw win',
    'wdw',
    '2 way',
    '2way',
    'two way',
    'who will win',
    '1 2',
    '12',
    'most',
    'team with most',
    'more',
    'which team wins',
    'match betting',
    'head to head',
    'full time result',
    'result',
    'to win match',
    'count 1x2',
    'which team to win',
    'match odds',
  ],
  'bet:double_chance': ['double chance', 'dc'],
  'bet:draw_no_bet': [
    'draw no bet',
    'dnb',
    'who will win if draw money back',
    'if draw money back',
    'money back if draw',
    'draw money back',
  ],
  'bet:no_bet': ['no bet'],
  'bet:handicap': [
    'handicap',
    'hcp',
    'asian handicap',
    'handicap 1x2',
    '1x2 handicap',
    '3 way handicap',
    'european handicap',
    'handicap 2 way',
    'handicap 3 way',
    'spread',
    'point spread',
    'hnd',
  ],
  'bet:over_under': [
    'over under',
    'o u',
    'ou',
    'total over under',
    'totals over under',
    'under over',
    'totals',
    'total over',
    'goal line',
    'goals o u',
    'goals over under',
  ],
  'bet:exact': [
    'exact',
    'exact number',
    'exact number of',
    'number of',
    'exactly',
    'exact goals',
    'total goals exact',
    'number',
    'correct number of',
  ],
  'bet:range': ['range', 'goal range', 'goals range', 'ranges', 'interval'],
  'bet:multigoals': ['multigoals', 'multigoal', 'multi goals', 'multi goal'],
  'bet:multiscores': [
    'multiscores',
    'multi scores',
    'multi score',
    'multi c score',
    'exact score group',
    'multi correct score',
    'correct score group',
    'score group',
  ],
  'bet:odd_even': ['odd even', 'even odd', 'oe', 'odd or even', 'odds even'],
  'bet:both_score': [
    'both teams to score',
    'both teams score',
    'btts',
    'gg ng',
    'goal no goal',
    'gg',
    'both to score',
    'both score',
    'both teams to score gg ng',
    'bts',
  ],
  'bet:correct_score': [
    'correct score',
    'exact score',
    'final score',
    'correct scores',
    'cs',
    'c score',
    'set score',
    'set betting',
    'correct set score',
    'exact set score',
  ],
  'bet:half_full': ['half time full time', 'halftime fulltime', 'ht ft', 'htft', 'double result', 'half full'],
  'bet:clean_sheet': ['clean sheet', 'clean sheets', 'keep a clean sheet', 'to keep a clean sheet'],
  'bet:win_to_nil': ['win to nil', 'to win to nil', 'win to 0', 'win to zero', 'to win with nil'],
  'bet:win': ['to win', 'win', 'wins', 'will win'],
  'bet:score': ['to score', 'score', 'scores', 'will score', 'team to score'],
  'bet:which_scores': ['which team to score', 'team to score 4 way', 'teams to score'],
  'bet:next': ['next', 'first', '1st', 'nth', 'xth', 'team to score first', 'first to score'],
  'bet:last': ['last', 'team to score last', 'last to score', 'team to score last last goal', 'last score'],
  'bet:most_half': [
    'highest scoring half',
    'half with most',
    'half most',
    'half more',
    'half with most goals',
    'half more goals',
    'most scoring half',
    'half with the most',
    'half with more',
    'half more goals total',
    'highest half',
    'high half',
  ],
  'bet:margin': ['winning margin', 'winning margins', 'margin of victory', 'win margin', 'margin'],
  'bet:when': ['when', 'time of', 'minute of', 'goal time'],
  'bet:scorer': [
    'goalscorer',
    'goalscorers',
    'anytime goalscorer',
    'anytime scorer',
    'anytime goal scorer',
    'scorer',
    'goal scorer',
  ],
  'bet:first_scorer': ['first goalscorer', '1st goalscorer', 'first goal scorer', '1st goal scorer', 'first scorer'],
  'bet:last_scorer': ['last goalscorer', 'last goal scorer', 'last scorer'],
  'bet:one_up': ['1up', '1 up', 'one goal ahead'],
  'bet:two_up': ['2up', '2 up', 'two goals ahead'],
  'bet:three_up': ['3up', '3 up', 'three goals ahead'],
  'bet:early': ['early goals', 'early goal', 'early payout', 'early win'],
  'bet:rest': [
    'rest of the match',
    'rest of match',
    'wins the rest of the match',
    'which team wins the rest of the match',
    'remaining',
  ],
  'bet:asian': ['asian over under', 'asian total', 'asian totals', 'asian goal line'],
  'bet:from_score': ['from 0:0 on', 'of the match from 0:0 on'],
  'outcome:over': ['over', 'o', 'ov', 'more than', 'above', 'ovr'],
  'outcome:under': ['under', 'u', 'un', 'less than', 'below', 'und'],
  'outcome:yes': ['yes', 'y', 'gg'],
  'outcome:no': ['no', 'n', 'ng'],
  'outcome:odd': ['odd', 'od'],
  'outcome:even': ['even', 'ev'],
  'outcome:none': [
    'none',
    'no goal',
    'no goals',
    'neither',
    'nobody',
    'neither team',
    'no corner',
    'no corners',
    'no card',
    'no cards',
    'no booking',
    'no team',
  ],
  'outcome:other': ['other', 'others', 'oth', 'any other', 'any other score'],
  'outcome:equal': ['equal', 'e', 'same', 'eq'],
  'outcome:both': ['both', 'both teams'],
  and: ['and', 'with'],
  or: ['or'],
  total: ['total'],
  ignored: [
    'the',
    'of',
    'in',
    'to',
    'at',
    'a',
    'an',
    'for',
    'by',
    'be',
    'there',
    'will',
    'is',
    'team',
    'teams',
    'yes no',
    'no yes',
    'time',
    'minutes',
    'minute',
    'min',
    'mins',
    'from',
    'any time',
    'market',
    'bet',
    'extra',

    'their',
    'on',
    'only',
    'goals in',
  ],
};

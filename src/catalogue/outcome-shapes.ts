import type { OutcomeShape } from './catalogue-row.js';

export const RESULT: OutcomeShape = {
  canonical: 'home draw away',
  feed: '1 2 3',
  names: 'Home;Draw;Away',
  betika: '1;X;2',
  betpawa: '1;X;2',
  bet9ja: '1 X 2',
  sportpesa: '1 X 2',
};

/** A result of two outcomes, as the feed numbers it. */
export const WINNER: OutcomeShape = {
  canonical: 'home away',
  feed: '4 5',
  names: 'Home;Away',
  betika: '1;2',
  betpawa: '1;2',
  bet9ja: '1 2',
  sportpesa: '1 2',
};

export const HOME_NO_BET: OutcomeShape = {
  canonical: 'draw away',
  feed: '776 778',
  names: 'Draw;Away',
  betika: 'X;2',
  bet9ja: 'X 2',
};

export const AWAY_NO_BET: OutcomeShape = {
  canonical: 'home draw',
  feed: '780 782',
  names: 'Home;Draw',
  betika: '1;X',
  bet9ja: '1 X',
};

export const DOUBLE_CHANCE: OutcomeShape = {
  canonical: 'home_draw draw_away home_away',
  feed: '9 11 10',
  names: 'Home or Draw;Draw or Away;Home or Away',
  betika: '1/X;X/2;1/2',
  betpawa: '1X;X2;12',
  bet9ja: '1X X2 12',
};

export const HANDICAP: OutcomeShape = {
  canonical: 'home away',
  feed: '1714 1715',
  names: 'Home;Away',
  betika: '1;2',
  betpawa: '1;2',
  bet9ja: '1 2',
  sportpesa: '1 2',
};

export const HANDICAP_3WAY: OutcomeShape = {
  canonical: 'home draw away',
  feed: '1711 1712 1713',
  names: 'Home;Draw;Away',
  betika: '1;X;2',
  betpawa: '1;X;2',
  bet9ja: '1 X 2',
};

export const YES_NO: OutcomeShape = {
  canonical: 'yes no',
  feed: '74 76',
  names: 'Yes;No',
  betpawa: 'Yes;No',
  bet9ja: 'Y N',
};

export const OVER_UNDER: OutcomeShape = {
  canonical: 'over under',
  feed: '12 13',
  names: 'Over;Under',
  betpawa: 'Over;Under',
  bet9ja: 'O U',
  sportpesa: 'OV UN',
};

export const ODD_EVEN: OutcomeShape = {
  canonical: 'odd even',
  feed: '70 72',
  names: 'Odd;Even',
  betpawa: 'Odd;Even',
  bet9ja: 'OD EV',
  sportpesa: 'OD EV',
};

/** Which team the next, the first or the last of something is of. */
export const WHICH_TEAM: OutcomeShape = {
  canonical: 'home none away',
  feed: '6 7 8',
  names: 'Home;None;Away',
  betika: '1;NONE;2',
  betpawa: '1;None;2',
  bet9ja: '1 X 2',
};

export const TEAMS_TO_SCORE: OutcomeShape = {
  canonical: 'home_only away_only both neither',
  feed: '788 790 792 784',
  names: 'Only Home;Only Away;Both teams;None',
  betika: 'ONLY 1;ONLY 2;BOTH TEAMS;NONE',
  betpawa: 'Home;Away;Both;No Goal',
  bet9ja: '1 2 GG NG',
};

export const HIGHER_HALF: OutcomeShape = {
  canonical: '1st equal 2nd',
  feed: '436 440 438',
  names: '1st half;Equal;2nd half',
  betpawa: 'First Half;Equal;Second Half',
  bet9ja: '1 E 2',
};

export const BTTS_BY_HALF: OutcomeShape = {
  canonical: 'no_no yes_no yes_yes no_yes',
  feed: '806 808 810 812',
  names: 'No/No;Yes/No;Yes/Yes;No/Yes',
  bet9ja: 'NGANDNG GGANDNG GGANDGG NGANDGG',
};

export const HALF_TIME_FULL_TIME: OutcomeShape = {
  canonical: '1_1 1_x 1_2 x_1 x_x x_2 2_1 2_x 2_2',
  feed: '418 420 422 424 426 428 430 432 434',
  names: 'Home/Home;Home/Draw;Home/Away;Draw/Home;Draw/Draw;Draw/Away;Away/Home;Away/Draw;Away/Away',
  betika: '1/1;1/X;1/2;X/1;X/X;X/2;2/1;2/X;2/2',
  betpawa: '1/1;1/X;1/2;X/1;X/X;X/2;2/1;2/X;2/2',
  bet9ja: '1/1 1/X 1/2 X/1 X/X X/2 2/1 2/X 2/2',
};

/** `Other` is another set of scores where the list is another one. betPawa's list of a whole match has 28 scores of its own. */
export const CORRECT_SCORE: OutcomeShape = {
  canonical:
    '0_0 0_1 0_2 0_3 0_4 0_5 0_6 1_0 1_1 1_2 1_3 1_4 1_5 2_0 2_1 2_2 2_3 2_4 3_0 3_1 3_2 3_3 3_4 4_0 4_1 4_2 4_3 4_4 5_0 5_1 6_0 other other_than_28',
  feed: '274 284 294 304 314 - - 276 286 296 306 316 - 278 288 298 308 318 280 290 300 310 320 282 292 302 312 322 - - - 324 -',
  names:
    '0:0;0:1;0:2;0:3;0:4;-;-;1:0;1:1;1:2;1:3;1:4;-;2:0;2:1;2:2;2:3;2:4;3:0;3:1;3:2;3:3;3:4;4:0;4:1;4:2;4:3;4:4;-;-;-;Other;-',
  betpawa:
    '0-0;0-1;0-2;0-3;0-4;0-5;0-6;1-0;1-1;1-2;1-3;1-4;1-5;2-0;2-1;2-2;2-3;2-4;3-0;3-1;3-2;3-3;-;4-0;4-1;4-2;-;-;5-0;5-1;6-0;-;Other',
  bet9ja:
    '0:0 0:1 0:2 0:3 0:4 - - 1:0 1:1 1:2 1:3 1:4 - 2:0 2:1 2:2 2:3 2:4 3:0 3:1 3:2 3:3 3:4 4:0 4:1 4:2 4:3 4:4 - - - OTH -',
};

/** A half's list is the same at all: nine scores, and any other. */
export const HALF_SCORE: OutcomeShape = {
  canonical: '0_0 0_1 0_2 1_0 1_1 1_2 2_0 2_1 2_2 other',
  names: '0:0;0:1;0:2;1:0;1:1;1:2;2:0;2:1;2:2;Other',
  betpawa: '0-0;0-1;0-2;1-0;1-1;1-2;2-0;2-1;2-2;Other',
  bet9ja: '0:0 0:1 0:2 1:0 1:1 1:2 2:0 2:1 2:2 OTH',
};

export const FIRST_HALF_SCORE: OutcomeShape = { ...HALF_SCORE, feed: '462 474 476 468 464 478 470 472 466 480' };
export const SECOND_HALF_SCORE: OutcomeShape = { ...HALF_SCORE, feed: '546 548 550 552 554 556 558 560 562 564' };

/** The scores at half time and full time; from four goals on they are one. */
const HALF_AND_FULL_SCORES =
  '0-0/0-0 0-0/0-1 0-0/0-2 0-0/0-3 0-0/1-0 0-0/1-1 0-0/1-2 0-0/2-0 0-0/2-1 0-0/3-0 0-0/4+ 0-1/0-1 0-1/0-2 0-1/0-3 0-1/1-1 0-1/1-2 0-1/2-1 0-1/4+ 0-2/0-2 0-2/0-3 0-2/1-2 0-2/4+ 0-3/0-3 0-3/4+ 1-0/1-0 1-0/1-1 1-0/1-2 1-0/2-0 1-0/2-1 1-0/3-0 1-0/4+ 1-1/1-1 1-1/1-2 1-1/2-1 1-1/4+ 1-2/1-2 1-2/4+ 2-0/2-0 2-0/2-1 2-0/3-0 2-0/4+ 2-1/2-1 2-1/4+ 3-0/3-0 3-0/4+ 4+/4+';

export const HALF_AND_FULL_SCORE: OutcomeShape = {
  canonical: HALF_AND_FULL_SCORES.replace(/[-/]/g, '_'),
  feed: HALF_AND_FULL_SCORES.split(' ')
    .map((_, index) => String(326 + 2 * index))
    .join(' '),
  names: HALF_AND_FULL_SCORES.replaceAll(' ', ';').replaceAll('/', ' ').replaceAll('-', ':'),
  betpawa: HALF_AND_FULL_SCORES.replaceAll(' ', ';'),
  bet9ja: HALF_AND_FULL_SCORES,
};

/** Of two overlapping numbers (`5` and `5+`) a variant of the market has one: names tell them, ids are the variant's. */
export const EXACT_GOALS: OutcomeShape = {
  canonical: '0 1 2 3 4 5 2+ 3+ 4+ 5+ 6+ 6',
  names: '0;1;2;3;4;5;2+;3+;4+;5+;6+;6',
  betpawa: '0;1;2;3;4;5;2+;3+;4+;5+;6+;6',
  bet9ja: '0 1 2 3 4 5 2+ 3+ 4+ 5+ 6+ 6',
};

export const GOAL_RANGE: OutcomeShape = {
  canonical: '0_1 2_3 4_5 4_6 6+ 7+',
  names: '0-1;2-3;4-5;4-6;6+;7+',
};

export const MULTIGOALS: OutcomeShape = {
  canonical: '1_2 1_3 1_4 1_5 1_6 2_3 2_4 2_5 2_6 3_4 3_5 3_6 4_5 4_6 5_6 7+ 0',
  feed: '1730 1731 1732 1733 1734 1735 1736 1737 1738 1739 1740 1741 1742 1743 1744 1745 1804',
  names: '1-2;1-3;1-4;1-5;1-6;2-3;2-4;2-5;2-6;3-4;3-5;3-6;4-5;4-6;5-6;7+;No goal',
  betpawa: '1-2;1-3;1-4;1-5;1-6;2-3;2-4;2-5;2-6;3-4;3-5;3-6;4-5;4-6;5-6;7+;No goal',
  bet9ja: '1-2 1-3 1-4 1-5 1-6 2-3 2-4 2-5 2-6 3-4 3-5 3-6 4-5 4-6 5-6 - -',
};

export const PART_MULTIGOALS: OutcomeShape = {
  canonical: '1_2 1_3 2_3 4+ 0',
  feed: '1746 1747 1748 1749 1805',
  names: '1-2;1-3;2-3;4+;No goal',
  betpawa: '1-2;1-3;2-3;4+;No goal',
  bet9ja: '12 13 23 - -',
};

export const MULTISCORES: OutcomeShape = {
  canonical: 'home_123 away_123 home_456 away_456 home_2141 away_1214 home_3243 away_2334 home_other away_other draw',
  feed: '1750 1751 1752 1753 1754 1755 1756 1757 1758 1759 1803',
  names:
    '1:0, 2:0 or 3:0;0:1, 0:2 or 0:3;4:0, 5:0 or 6:0;0:4, 0:5 or 0:6;2:1, 3:1 or 4:1;1:2, 1:3 or 1:4;3:2, 4:2, 4:3 or 5:1;2:3, 2:4, 3:4 or 1:5;Other Homewin;Other Awaywin;Draw',
  betpawa:
    '1:0, 2:0 or 3:0;0:1, 0:2 or 0:3;4:0, 5:0 or 6:0;0:4, 0:5 or 0:6;2:1, 3:1 or 4:1;1:2, 1:3 or 1:4;3:2, 4:2, 4:3 or 5:1;2:3, 2:4, 3:4 or 1:5;Other Home Win;Other Away Win;Draw',
};

export const WINNING_MARGIN: OutcomeShape = {
  canonical: 'home_1 home_2 home_3+ away_1 away_2 away_3+ draw',
  feed: 'sr:winning_margin:3+:113 sr:winning_margin:3+:114 sr:winning_margin:3+:115 sr:winning_margin:3+:116 sr:winning_margin:3+:117 sr:winning_margin:3+:118 sr:winning_margin:3+:119',
  names: 'Home by 1;Home by 2;Home by 3+;Away by 1;Away by 2;Away by 3+;Draw',
  betika: '1 BY 1;1 BY 2;1 BY 3+;2 BY 1;2 BY 2;2 BY 3+;X',
  betpawa: 'Home by 1;Home by 2;Home by 3+;Away by 1;Away by 2;Away by 3+;Draw',
  bet9ja: 'HT1 HT2 HT>2 AT1 AT2 AT>2 X',
};

export const RESULT_BTTS: OutcomeShape = {
  canonical: 'home_yes home_no draw_yes draw_no away_yes away_no',
  feed: '78 80 82 84 86 88',
  names: 'Home & yes;Home & no;Draw & yes;Draw & no;Away & yes;Away & no',
  betika: '1 & YES;1 & NO;X & YES;X & NO;2 & YES;2 & NO',
  betpawa: '1 - Yes;1 - No;X - Yes;X - No;2 - Yes;2 - No',
  bet9ja: '1ANDGG 1ANDNG XANDGG XANDNG 2ANDGG 2ANDNG',
};

export const RESULT_TOTAL: OutcomeShape = {
  canonical: 'home_over home_under draw_over draw_under away_over away_under',
  feed: '796 794 800 798 804 802',
  names: 'Home & Over;Home & Under;Draw & Over;Draw & Under;Away & Over;Away & Under',
  betika: '1 & OVER;1 & UNDER;X & OVER;X & UNDER;2 & OVER;2 & UNDER',
  betpawa: '1 - Over;1 - Under;X - Over;X - Under;2 - Over;2 - Under',
  bet9ja: '1O 1U XO XU 2O 2U',
};

export const TOTAL_BTTS: OutcomeShape = {
  canonical: 'over_yes under_yes over_no under_no',
  feed: '90 92 94 96',
  names: 'Over & Yes;Under & Yes;Over & No;Under & No',
  bet9ja: 'GGOVER GGUNDER NGOVER NGUNDER',
};

export const DOUBLE_CHANCE_BTTS: OutcomeShape = {
  canonical: '1x_yes 1x_no 12_yes 12_no x2_yes x2_no',
  feed: '1718 1719 1720 1721 1722 1723',
  names: 'Home/Draw & Yes;Home/Draw & No;Home/Away & Yes;Home/Away & No;Draw/Away & Yes;Draw/Away & No',
  betpawa: '1X - Yes;1X - No;12 - Yes;12 - No;X2 - Yes;X2 - No',
  bet9ja: '1XGG 1XNG 12GG 12NG X2GG X2NG',
};

export const DOUBLE_CHANCE_TOTAL: OutcomeShape = {
  canonical: '1x_over 1x_under 12_over 12_under x2_over x2_under',
  feed: '1727 1724 1728 1725 1729 1726',
  names: 'Home/Draw & Over;Home/Draw & Under;Home/Away & Over;Home/Away & Under;Draw/Away & Over;Draw/Away & Under',
  betpawa: '1X - Over;1X - Under;12 - Over;12 - Under;X2 - Over;X2 - Under',
  bet9ja: '1XO 1XU 12O 12U X2O X2U',
};

/** Half time, full time and a total. */
export const HALF_TIME_FULL_TIME_TOTAL: OutcomeShape = {
  canonical:
    '1_1_over 1_1_under 1_x_over 1_x_under 1_2_over 1_2_under x_1_over x_1_under x_x_over x_x_under x_2_over x_2_under 2_1_over 2_1_under 2_x_over 2_x_under 2_2_over 2_2_under',
  feed: '1845 1836 1846 1837 1847 1838 1848 1839 1849 1840 1850 1841 1851 1842 1852 1843 1853 1844',
  names:
    'Home/Home & over;Home/Home & under;Home/Draw & over;Home/Draw & under;Home/Away & over;Home/Away & under;Draw/Home & over;Draw/Home & under;Draw/Draw & over;Draw/Draw & under;Draw/Away & over;Draw/Away & under;Away/Home & over;Away/Home & under;Away/Draw & over;Away/Draw & under;Away/Away & over;Away/Away & under',
  bet9ja: '1/1O 1/1U 1/XO 1/XU 1/2O 1/2U X/1O X/1U X/XO X/XU X/2O X/2U 2/1O 2/1U 2/XO 2/XU 2/2O 2/2U',
};

const HALF_FULL_EXACT =
  'x/x&0 1/1&1 x/1&1 x/2&1 2/2&1 1/1&2 1/x&2 x/1&2 x/x&2 x/2&2 2/x&2 2/2&2 1/1&3 1/2&3 x/1&3 x/2&3 2/1&3 2/2&3 1/1&4 1/x&4 1/2&4 x/1&4 x/x&4 x/2&4 2/1&4 2/x&4 2/2&4 1/1&5+ 1/x&5+ 1/2&5+ x/1&5+ x/x&5+ x/2&5+ 2/1&5+ 2/x&5+ 2/2&5+';

/** Half time, full time and the number of goals. */
export const HALF_TIME_FULL_TIME_GOALS: OutcomeShape = {
  canonical: HALF_FULL_EXACT.replace(/[/&]/g, '_'),
  feed: HALF_FULL_EXACT.split(' ')
    .map((_, index) => String(1854 + index))
    .join(' '),
  names: HALF_FULL_EXACT.split(' ')
    .map(each => {
      const [half = '', full = '', goals = ''] = each.split(/[/&]/);
      return `${toTeam(half)}/${toTeam(full)} & ${goals}`;
    })
    .join(';'),
};

export const FIRST_GOAL_AND_RESULT: OutcomeShape = {
  canonical: 'home_home home_draw home_away away_home away_draw away_away no_goal',
  feed: '814 816 818 820 822 824 826',
  names:
    'Home goal & Home;Home goal & Draw;Home goal & Away;Away goal & Home;Away goal & Draw;Away goal & Away;No goal',
  bet9ja: '1-1STGOAL1 1-1STGOALX 1-1STGOAL2 2-1STGOAL1 2-1STGOALX 2-1STGOAL2 NOGOAL',
};

/** Which is meant where somebody does one thing: who. */
export const PLAYER: OutcomeShape = { canonical: 'player', names: '{player}', betpawa: '{player}' };
/** Who does something at least so many times. */
export const PLAYER_AT_LEAST: OutcomeShape = { canonical: 'player', names: '{player} {n}' };
/** How many times at least something happens in a match. */
export const AT_LEAST: OutcomeShape = { canonical: 'at_least', names: '{n}' };
export const SCORER: OutcomeShape = {
  canonical: 'player no_goal',
  feed: '- 1716',
  names: '{player};No Goal',
  betpawa: '{player};-',
};

export const LAST_GOAL: OutcomeShape = { ...WHICH_TEAM, betpawa: '1;No Goal;2' };

/** Scores that a match can still come to; `Other` is none of them. */
export const SCORE_FROM: OutcomeShape = {
  canonical:
    '0_0 1_0 2_0 3_0 4_0 5_0 6_0 0_1 1_1 2_1 3_1 4_1 5_1 0_2 1_2 2_2 3_2 4_2 0_3 1_3 2_3 3_3 0_4 1_4 2_4 0_5 1_5 0_6',
  feed: '110 114 116 118 120 122 124 126 128 130 132 134 136 138 140 142 144 146 148 150 152 154 156 158 160 162 164 166',
  names:
    '0:0;1:0;2:0;3:0;4:0;5:0;6:0;0:1;1:1;2:1;3:1;4:1;5:1;0:2;1:2;2:2;3:2;4:2;0:3;1:3;2:3;3:3;0:4;1:4;2:4;0:5;1:5;0:6',
};

export const GOAL_TIME_15: OutcomeShape = {
  canonical: '1_15 16_30 31_45 46_60 61_75 76_90 none',
  feed: '584 586 588 590 592 594 596',
  names: '1-15;16-30;31-45;46-60;61-75;76-90;None',
};

export const GOAL_TIME_10: OutcomeShape = {
  canonical: '1_10 11_20 21_30 31_40 41_50 51_60 61_70 71_80 81_90 none',
  feed: '598 600 602 604 606 608 610 612 614 616',
  names: '1-10;11-20;21-30;31-40;41-50;51-60;61-70;71-80;81-90;None',
};

export const GOAL_BOUNDS: OutcomeShape = {
  canonical: '0 0_1 0_2 0_3 0_4 1 1_2 1_3 1_4 1_5+ 2 2_3 2_4 2_5+ 3 3_4 3_5+ 4 4_5+ 5+',
  feed: '0 1 2 3 4 11 12 13 14 15 22 23 24 25 33 34 35 44 45 55',
  names: '0;0-1;0-2;0-3;0-4;1;1-2;1-3;1-4;1-5+;2;2-3;2-4;2-5+;3;3-4;3-5+;4;4-5+;5+',
};

export const PART_GOAL_BOUNDS: OutcomeShape = {
  canonical: '0 0_1 0_2 1 1_2 1_3+ 2 2_3+ 3+',
  feed: '0 1 2 11 12 13 22 23 33',
  names: '0;0-1;0-2;1;1-2;1-3+;2;2-3+;3+',
};

export const EXCLUDED_GOALS: OutcomeShape = { canonical: '0 1 2 3 4 5+', feed: '0 1 2 3 4 5', names: '0;1;2;3;4;5+' };
export const PART_EXCLUDED_GOALS: OutcomeShape = { canonical: '0 1 2 3+', feed: '0 1 2 3', names: '0;1;2;3+' };

/** At least or at most so many goals in the one half and the other; two and two, and one and one, are markets of their own. */
export const GOALS_BY_HALF: OutcomeShape = {
  canonical:
    '1+_1+_yes 1+_1+_no 1-_2-_yes 1-_2-_no 1+_2+_yes 1+_2+_no 1-_3-_yes 1-_3-_no 1+_3+_yes 1+_3+_no 2-_1-_yes 2-_1-_no 2+_1+_yes 2+_1+_no 2-_2-_yes 2-_2-_no 2-_3-_yes 2-_3-_no 2+_3+_yes 2+_3+_no 3-_1-_yes 3-_1-_no 3+_1+_yes 3+_1+_no',
  names: '-',
  bet9ja:
    '1+AND1+Y 1+AND1+N 1-AND2-Y 1-AND2-N 1+AND2+Y 1+AND2+N 1-AND3-Y 1-AND3-N 1+AND3+Y 1+AND3+N 2-AND1-Y 2-AND1-N 2+AND1+Y 2+AND1+N 2-AND2-Y 2-AND2-N 2-AND3-Y 2-AND3-N 2+AND3+Y 2+AND3+N 3-AND1-Y 3-AND1-N 3+AND1+Y 3+AND1+N',
};

export const FIRST_GOAL_HALF: OutcomeShape = { canonical: '1st 2nd none', names: '-', bet9ja: '1 2 NG' };

export const RESULT_OR_TOTAL: OutcomeShape = {
  canonical: 'home_or_over home_or_under draw_or_over draw_or_under away_or_over away_or_under',
  names: '-',
  bet9ja: '1orOv 1orUn XorOv XorUn 2orOv 2orUn',
};

export const BTTS_OR_TOTAL: OutcomeShape = {
  canonical: 'yes_or_over yes_or_under no_or_over no_or_under',
  names: '-',
  bet9ja: 'GGOO GGOU NGOO NGOU',
};

export const DOUBLE_CHANCE_THEN_RESULT: OutcomeShape = {
  canonical: '1x_1 1x_x 1x_2 12_1 12_x 12_2 x2_1 x2_x x2_2',
  names: '-',
  bet9ja: '1X1 1XX 1X2 121 12X 122 X21 X2X X22',
};

export const RESULT_THEN_DOUBLE_CHANCE: OutcomeShape = {
  canonical: '1_1x 1_12 1_x2 x_1x x_12 x_x2 2_1x 2_12 2_x2',
  names: '-',
  bet9ja: '11X 112 1X2 X1X X12 XX2 21X 212 2X2',
};

export const DOUBLE_CHANCE_TWICE: OutcomeShape = {
  canonical: '1x_1x 1x_12 1x_x2 12_1x 12_12 12_x2 x2_1x x2_12 x2_x2',
  names: '-',
  bet9ja: '1X1X 1X12 1XX2 121X 1212 12X2 X21X X212 X2X2',
};

export const RESULT_BTTS_TOTAL: OutcomeShape = {
  canonical:
    'home_yes_over home_yes_under home_no_over home_no_under draw_yes_over draw_yes_under draw_no_under away_yes_over away_yes_under away_no_over away_no_under',
  names: '-',
  bet9ja: '1GGO 1GGU 1NGOV 1NGU XGGO XGGU XNGU 2GGO 2GGU 2NGOV 2NGU',
};

export const CORNER_RANGE: OutcomeShape = {
  canonical: '0_8 9_11 12+',
  feed: 'sr:point_range:12+:1141 sr:point_range:12+:1142 sr:point_range:12+:1143',
  names: '0-8;9-11;12+',
  betpawa: '0-8;9-11;12+',
};

export const CORNER_RANGE_OF_HALF: OutcomeShape = {
  canonical: '0_4 5_6 7+',
  feed: 'sr:point_range:7+_2:1148 sr:point_range:7+_2:1149 sr:point_range:7+_2:1150',
  names: '0-4;5-6;7+',
  betpawa: '0-4;5-6;7+',
  bet9ja: '04HT 56HT 7HT',
};

export const CORNER_RANGE_OF_TEAM: OutcomeShape = {
  canonical: '0_2 3_4 5_6 7+',
  feed: 'sr:point_range:7+:1144 sr:point_range:7+:1145 sr:point_range:7+:1146 sr:point_range:7+:1147',
  names: '0-2;3-4;5-6;7+',
};

export const FEW_EXACT: OutcomeShape = { canonical: '0_1 2 3 4+', feed: '730 732 734 736', names: '0-1;2;3;4+' };

export const CORNERS_HALF_FULL: OutcomeShape = {
  canonical: '1_1 1_x 1_2 x_1 x_x x_2 2_1 2_x 2_2',
  names: '-',
  bet9ja: '11 1X 12 X1 XX X2 21 2X 22',
};

export const CORNER_NUMBER: OutcomeShape = {
  canonical: '0_6 7 8 9 10 11 12 13 14 15 16 17 18 19 20+',
  names: '-',
  bet9ja:
    'LT7Corner 7Corner 8Corner 9Corner 10Corner 11Corner 12Corner 13Corner 14Corner 15Corner 16Corner 17Corner 18Corner 19Corner 20PCorner',
};

export const BOOKINGS_EXACT: OutcomeShape = {
  canonical: '0 1 2 3 4 5 6+',
  feed: '1760 1761 1762 1763 1764 1765 1766',
  names: '0;1;2;3;4;5;6+',
};
export const BOOKINGS_EXACT_OF_TEAM: OutcomeShape = { canonical: '0 1 2 3+', feed: '54 56 58 60', names: '0;1;2;3+' };

/** The sets of a match of three. */
export const EXACT_SETS: OutcomeShape = {
  canonical: '2 3',
  feed: 'sr:exact_sets:bestof:3:32 sr:exact_sets:bestof:3:33',
  names: '2;3',
};

export const SET_SCORE: OutcomeShape = {
  canonical: '2_0 2_1 1_2 0_2',
  feed: 'sr:correct_score:bestof:3:4 sr:correct_score:bestof:3:5 sr:correct_score:bestof:3:6 sr:correct_score:bestof:3:7',
  names: '2:0;2:1;1:2;0:2',
  betpawa: '2-0;2-1;1-2;0-2',
  bet9ja: '2:0 2:1 1:2 0:2',
  sportpesa: '2:0 2:1 1:2 0:2',
};

/** Who wins the first set, and who the match. */
export const FIRST_SET_AND_MATCH: OutcomeShape = {
  canonical: '1_1 2_1 1_2 2_2',
  feed: '861 862 863 864',
  names: 'Home/Home;Away/Home;Home/Away;Away/Away',
  bet9ja: '11 21 12 22',
  sportpesa: '11 21 12 22',
};

export const WINNER_TOTAL: OutcomeShape = {
  canonical: 'home_over away_over home_under away_under',
  feed: '973 974 975 976',
  names: 'Home & over;Away & over;Home & under;Away & under',
  bet9ja: '1O 2O 1U 2U',
};

export const GAME_SCORE: OutcomeShape = {
  canonical: '6_0 6_1 6_2 6_3 6_4 7_5 7_6 0_6 1_6 2_6 3_6 4_6 5_7 6_7',
  feed: '865 866 867 868 869 870 871 872 873 874 875 876 877 878',
  names: '6:0;6:1;6:2;6:3;6:4;7:5;7:6;0:6;1:6;2:6;3:6;4:6;5:7;6:7',
  bet9ja: '6-0 6-1 6-2 6-3 6-4 7-5 7-6 0-6 1-6 2-6 3-6 4-6 5-7 6-7',
};

export const GAME_SCORE_GROUP: OutcomeShape = {
  canonical: 'home_60_61_62 home_63_64 home_75_76 away_60_61_62 away_63_64 away_75_76',
  feed: '2039 2040 2041 2042 2043 2044',
  names: 'Home 6-0, 6-1, 6-2;Home 6-3, 6-4;Home 7-5, 7-6;Away 6-0, 6-1, 6-2;Away 6-3, 6-4;Away 7-5, 7-6',
  bet9ja: '606162 6364 7576 061626 3646 5767',
};

function toTeam(side: string): string {
  return side === '1' ? 'Home' : side === '2' ? 'Away' : 'Draw';
}

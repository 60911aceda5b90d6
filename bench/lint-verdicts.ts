/** What somebody who looked at the mapping and at the payloads says of findings: of one mapping at one bookmaker. */
export interface LintVerdict {
  readonly mapping: string;
  readonly source: string | null;
  readonly rules: readonly string[];
  readonly isRight: boolean;
  readonly why: string;
}

const right = (mapping: string, source: string | null, rules: string, why: string): LintVerdict => ({
  mapping,
  source,
  rules: rules.split(' '),
  isRight: true,
  why,
});

const PARTLY_MAPPED = 'The market has ten scores, the mapping knows four';
const OTHER_WORDS = 'The bookmaker writes the same outcomes in other words';
const OTHER_BANDS = 'The bookmaker offers other, overlapping bands than the mapping has';
const NAMES_ONLY = 'Names stand where the mapping has no id, so nothing looks at them';
const NO_NAMES = 'The id is there and every name is null';

/** Every finding of the captured mappings, beside the captured payloads. A new one has no verdict until somebody looks. */
export const LINT_VERDICTS: readonly LintVerdict[] = [
  right(
    'correct_score_ft',
    'betpawa',
    'missing-sport',
    'The id is of football and of tennis in the payloads, and the mapping answers for both',
  ),
  right('correct_score_1h', 'bet9ja', 'unmapped-outcome', PARTLY_MAPPED),
  right('correct_score_1h', 'betpawa', 'unmapped-outcome', PARTLY_MAPPED),
  right('correct_score_1h', 'sportybet', 'unmapped-outcome', PARTLY_MAPPED),
  right('correct_score_2h', 'bet9ja', 'unmapped-outcome', PARTLY_MAPPED),
  right('correct_score_2h', 'betpawa', 'unmapped-outcome', PARTLY_MAPPED),
  right('correct_score_2h', 'sportybet', 'unmapped-outcome', PARTLY_MAPPED),
  {
    mapping: 'home_over_under_1h',
    source: 'bet9ja',
    rules: ['unmapped-outcome'],
    isRight: false,
    why: 'AO and AU are the away side under the same key: a mapping is missing, and this one is whole',
  },
  right('which_team_to_score', 'betpawa', 'name-never-seen unmapped-outcome', OTHER_WORDS),
  right('which_team_to_score', 'sportybet', 'name-never-seen unmapped-outcome', OTHER_WORDS),
  right('1x2_over_under_ft', 'betpawa', 'name-never-seen', OTHER_WORDS),
  right('double_chance_btts_ft', 'sportybet', 'name-never-seen', OTHER_WORDS),
  right('double_chance_btts_1h', 'sportybet', 'name-never-seen', OTHER_WORDS),
  right('double_chance_btts_2h', 'sportybet', 'name-never-seen', OTHER_WORDS),
  right('multigoals_1h', 'bet9ja', 'source-without-outcomes', NO_NAMES),
  right('multigoals_2h', 'bet9ja', 'source-without-outcomes', NO_NAMES),
  right('multigoals_1h', 'sportybet', 'name-never-seen unmapped-outcome', OTHER_BANDS),
  right('multigoals_2h', 'sportybet', 'name-never-seen unmapped-outcome', OTHER_BANDS),
  right('multigoals_1h', 'betpawa', 'unmapped-outcome', OTHER_BANDS),
  right('multigoals_2h', 'betpawa', 'unmapped-outcome', OTHER_BANDS),
  right('home_multigoals_ft', 'betpawa', 'name-never-seen unmapped-outcome', OTHER_BANDS),
  right('home_multigoals_ft', 'sportybet', 'name-never-seen unmapped-outcome', OTHER_BANDS),
  right('multiscores_ft', 'betpawa', 'source-without-outcomes unmapped-outcome', NO_NAMES),
  right('corners_exact_1h', null, 'outcome-without-names placeholder-canonical-id', 'Its one outcome is pos_0'),
  right('corners_exact_1h', 'betpawa', 'source-without-outcomes unmapped-outcome', NO_NAMES),
  right('corners_exact_1h', 'sportybet', 'source-without-outcomes unmapped-outcome', NO_NAMES),
  right('bookings_exact_1h', null, 'outcome-without-names placeholder-canonical-id', 'Its one outcome is pos_0'),
  right('bookings_exact_1h', 'betpawa', 'source-without-outcomes', NO_NAMES),
  right('bookings_exact_1h', 'sportybet', 'source-without-outcomes', NO_NAMES),
  right('last_goal_ft', 'betpawa', 'name-never-seen unmapped-outcome', 'It writes 1 and 2 for the teams'),
  right('last_goal_ft', 'sportybet', 'name-never-seen', 'It writes None'),
  right('last_score_ft', null, 'one-bet-twice', 'The team that scores last has two canonical markets'),
  right('last_score_ft', 'bet9ja', 'name-never-seen unmapped-outcome', 'It writes 1 and 2 for the teams'),
  right(
    'home_no_bet_ft',
    'bet9ja',
    'name-never-seen unmapped-outcome',
    'A market of draw and away, mapped as yes and no',
  ),
  right(
    'home_no_bet_ft',
    'sportybet',
    'name-never-seen unmapped-outcome',
    'A market of draw and away, mapped as yes and no',
  ),
  right(
    'home_win_1plus_ft',
    'sportybet',
    'name-never-seen unmapped-outcome',
    'The id is 1X2 paid out early, another bet',
  ),
  right(
    'home_win_2plus_ft',
    'sportybet',
    'name-never-seen unmapped-outcome',
    'The id is 1X2 paid out early, another bet',
  ),
  right('btts_2plus_ft', 'bet9ja', 'name-never-seen unmapped-outcome', 'It writes GG and NG'),
  right('exact_goals_1h', null, 'duplicate-position', 'Two outcomes have one position'),
  right('home_clean_sheet_1h', 'bet9ja', 'names-without-source', NAMES_ONLY),
  right('away_clean_sheet_1h', 'bet9ja', 'names-without-source', NAMES_ONLY),
  right('home_clean_sheet_2h', 'bet9ja', 'names-without-source', NAMES_ONLY),
  right('away_clean_sheet_2h', 'bet9ja', 'names-without-source', NAMES_ONLY),
  right('first_card_ft', 'betpawa', 'names-without-source', NAMES_ONLY),
  right('home_bookings_1h', 'bet9ja', 'names-without-source', NAMES_ONLY),
  right('away_bookings_1h', 'bet9ja', 'names-without-source', NAMES_ONLY),
];

/** A price that is not what another bookmaker asks for the same bet, and why that is no fault of the catalogue. */
export interface AcceptedDisagreement {
  readonly canonicalId: string;
  /** Whose price is out of line. */
  readonly source: string;
  /** Which outcomes; all of them where left out. */
  readonly outcomes?: readonly string[];
  readonly cause: string;
}

/** Looked at one by one, and looked at again whenever a payload is added. */
export const ACCEPTED_DISAGREEMENTS: readonly AcceptedDisagreement[] = [
  {
    canonicalId: 'home_multigoals_ft',
    source: 'betway',
    cause:
      'Betway asks 1.02 to 1.07 for spans of one to three goals, as if they could not lose: overlapping spans have no book to add up',
  },
  {
    canonicalId: 'away_multigoals_ft',
    source: 'betway',
    cause:
      'Betway asks 1.03 to 1.17 for spans of one to three goals, as if they could not lose: overlapping spans have no book to add up',
  },
  {
    canonicalId: 'multigoals_ft',
    source: 'betway',
    outcomes: ['2_3'],
    cause: 'spans overlap, so that each bookmaker has a margin of its own on each; Betway asks less of it on this one',
  },
  { canonicalId: 'multigoals_1h', source: 'betway', cause: 'spans overlap: the margin on "No goal" is another one' },
  {
    canonicalId: 'multigoals_ft',
    source: 'bet9ja',
    outcomes: ['1_4', '1_5'],
    cause: 'spans overlap: Bet9ja asks next to nothing for what nearly always happens',
  },
  {
    canonicalId: 'multigoals_ft',
    source: 'betpawa',
    outcomes: ['1_4'],
    cause: 'spans overlap: betPawa asks 1.07 where others ask 1.12',
  },
  {
    canonicalId: 'winning_margin_ft',
    source: 'bet9ja',
    outcomes: ['away_1'],
    cause: 'a slip of Bet9ja: 4.25 for a win by one of a team that it gives 27 to win at all',
  },
  {
    canonicalId: 'away_win_to_nil_ft',
    source: 'msport',
    outcomes: ['yes'],
    cause:
      'MSport asks 7 for a win to nil of a team that it gives 29 to win at all: it caps long odds of two outcomes at what 1.01 leaves',
  },
  {
    canonicalId: 'away_score_both_halves',
    source: 'msport',
    outcomes: ['yes'],
    cause: 'MSport caps long odds of two outcomes at what 1.01 leaves',
  },
];

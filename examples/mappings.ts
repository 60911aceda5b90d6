import type { NewMapping, OutcomeMapping } from 'market-mapping';

/** A handful of football markets, to begin with. A real service has a hundred of them, edited in its database. */
export const mappings: NewMapping[] = [
  {
    canonicalId: '1x2_ft',
    name: '1X2 - Full Time',
    betpawaId: '3743',
    sportybetId: '1',
    bet9jaKey: 'S_1X2',
    outcomeMapping: outcomes(['home', '1', 'Home', '1'], ['draw', 'X', 'Draw', 'X'], ['away', '2', 'Away', '2']),
  },
  {
    canonicalId: 'over_under_ft',
    name: 'Over/Under - Full Time',
    betpawaId: '5000',
    sportybetId: '18',
    bet9jaKey: 'S_OU',
    // SportyBet writes the line into the name ("Over 2.5"), so here its own ids of the outcomes decide.
    outcomeMapping: outcomes(['over', 'Over', 'Over', 'O', '12'], ['under', 'Under', 'Under', 'U', '13']),
  },
  {
    canonicalId: 'btts_ft',
    name: 'Both Teams To Score - Full Time',
    betpawaId: '3795',
    sportybetId: '29',
    bet9jaKey: 'S_GGNG',
    outcomeMapping: outcomes(['yes', 'Yes', 'Yes', 'Y'], ['no', 'No', 'No', 'N']),
  },
  {
    canonicalId: 'double_chance_ft',
    name: 'Double Chance - Full Time',
    betpawaId: '4693',
    sportybetId: '10',
    bet9jaKey: 'S_DC',
    // The third outcome is left out on purpose: such a market shows as partly mapped.
    outcomeMapping: outcomes(
      ['home_or_draw', '1X', 'Home or Draw', '1X'],
      ['draw_or_away', 'X2', 'Draw or Away', 'X2'],
    ),
  },
  {
    // Bet9ja sells both teams' totals under one key; the outcomes tell which is whose.
    canonicalId: 'home_over_under_1h',
    name: 'Home Over/Under - 1st Half',
    bet9jaKey: 'S_HA1HOU',
    outcomeMapping: outcomes(['over', null, null, 'HO'], ['under', null, null, 'HU']),
  },
  {
    canonicalId: 'away_over_under_1h',
    name: 'Away Over/Under - 1st Half',
    bet9jaKey: 'S_HA1HOU',
    outcomeMapping: outcomes(['over', null, null, 'AO'], ['under', null, null, 'AU']),
  },
];

type Row = [
  canonicalId: string,
  betpawaName: string | null,
  sportybetDesc: string | null,
  bet9jaSuffix: string | null,
  sportybetOutcomeId?: string,
];

function outcomes(...rows: Row[]): OutcomeMapping[] {
  return rows.map(([canonicalId, betpawaName, sportybetDesc, bet9jaSuffix, sportybetOutcomeId], position) => ({
    canonicalId,
    betpawaName,
    sportybetDesc,
    bet9jaSuffix,
    position,
    ...(sportybetOutcomeId === undefined ? {} : { ids: { sportybet: sportybetOutcomeId } }),
  }));
}

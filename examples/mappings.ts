import type { NewMapping, OutcomeMapping } from 'market-mapping';

/** What a bookmaker calls an outcome, by the bookmaker; `uof` is the outcome's id in the feed that four of them serve. */
interface Names {
  betpawa?: string;
  sportybet?: string;
  bet9ja?: string;
  sportpesa?: string;
  uof?: string;
}

/** The ids of a market in that feed, which SportyBet has in a field of its own. */
const feed = (id: string) => ({ msport: id, betway: id, betika: id });

/** A handful of football markets, to begin with. The catalogue has hundreds; a real service edits them in its database. */
export const mappings: NewMapping[] = [
  {
    canonicalId: '1x2_ft',
    name: '1X2 - Full Time',
    betpawaId: '3743',
    sportybetId: '1',
    bet9jaKey: 'S_1X2',
    sourceIds: { ...feed('1'), sportpesa: '10' },
    sport: 'football',
    outcomeMapping: outcomes({
      home: { betpawa: '1', sportybet: 'Home', bet9ja: '1', sportpesa: '1', uof: '1' },
      draw: { betpawa: 'X', sportybet: 'Draw', bet9ja: 'X', sportpesa: 'X', uof: '2' },
      away: { betpawa: '2', sportybet: 'Away', bet9ja: '2', sportpesa: '2', uof: '3' },
    }),
  },
  {
    canonicalId: 'over_under_ft',
    name: 'Over/Under - Full Time',
    betpawaId: '5000',
    sportybetId: '18',
    bet9jaKey: 'S_OU',
    sourceIds: { ...feed('18'), sportpesa: '52' },
    sport: 'football',
    // SportyBet writes the line into the name ("Over 2.5"); its own ids of the outcomes are the same at every line.
    outcomeMapping: outcomes({
      over: { betpawa: 'Over', sportybet: 'Over', bet9ja: 'O', sportpesa: 'OV', uof: '12' },
      under: { betpawa: 'Under', sportybet: 'Under', bet9ja: 'U', sportpesa: 'UN', uof: '13' },
    }),
  },
  {
    canonicalId: 'btts_ft',
    name: 'Both Teams To Score - Full Time',
    betpawaId: '3795',
    sportybetId: '29',
    bet9jaKey: 'S_GGNG',
    sourceIds: { ...feed('29'), sportpesa: '43' },
    sport: 'football',
    outcomeMapping: outcomes({
      yes: { betpawa: 'Yes', sportybet: 'Yes', bet9ja: 'Y', sportpesa: 'Yes', uof: '74' },
      no: { betpawa: 'No', sportybet: 'No', bet9ja: 'N', sportpesa: 'No', uof: '76' },
    }),
  },
  {
    canonicalId: 'double_chance_ft',
    name: 'Double Chance - Full Time',
    betpawaId: '4693',
    sportybetId: '10',
    bet9jaKey: 'S_DC',
    sourceIds: feed('10'),
    sport: 'football',
    // The third outcome is left out on purpose: such a market shows as partly mapped.
    outcomeMapping: outcomes({
      home_or_draw: { betpawa: '1X', sportybet: 'Home or Draw', bet9ja: '1X', uof: '9' },
      draw_or_away: { betpawa: 'X2', sportybet: 'Draw or Away', bet9ja: 'X2', uof: '11' },
    }),
  },
  {
    // Bet9ja sells both teams' totals under one key; the outcomes tell which is whose.
    canonicalId: 'home_over_under_1h',
    name: 'Home Over/Under - 1st Half',
    bet9jaKey: 'S_HA1HOU',
    outcomeMapping: outcomes({ over: { bet9ja: 'HO' }, under: { bet9ja: 'HU' } }),
  },
  {
    canonicalId: 'away_over_under_1h',
    name: 'Away Over/Under - 1st Half',
    bet9jaKey: 'S_HA1HOU',
    outcomeMapping: outcomes({ over: { bet9ja: 'AO' }, under: { bet9ja: 'AU' } }),
  },
];

function outcomes(byId: Record<string, Names>): OutcomeMapping[] {
  return Object.entries(byId).map(([canonicalId, { betpawa, sportybet, bet9ja, sportpesa, uof }], position) => ({
    canonicalId,
    betpawaName: betpawa ?? null,
    sportybetDesc: sportybet ?? null,
    bet9jaSuffix: bet9ja ?? null,
    position,
    ...(sportpesa === undefined ? {} : { names: { sportpesa } }),
    ...(uof === undefined ? {} : { ids: { sportybet: uof, ...feed(uof) } }),
  }));
}

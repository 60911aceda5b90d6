import type { BaseMapping } from '../model/index.js';
import { expandRow } from './expand-row.js';
import { FOOTBALL_BOOKINGS } from './football-bookings.js';
import { FOOTBALL_COMBINATIONS } from './football-combinations.js';
import { FOOTBALL_CORNERS } from './football-corners.js';
import { FOOTBALL_GOALS } from './football-goals.js';
import { FOOTBALL_HALVES } from './football-halves.js';
import { FOOTBALL_MINUTES } from './football-minutes.js';
import { FOOTBALL_PLAYERS } from './football-players.js';
import { FOOTBALL_RESULTS } from './football-results.js';
import { FOOTBALL_STATISTICS } from './football-statistics.js';
import { TENNIS_MARKETS } from './tennis-markets.js';

/** Football: results, goals, halves, combinations, corners, bookings, minutes, players and statistics. */
export const footballCatalogue: BaseMapping[] = [
  ...FOOTBALL_RESULTS,
  ...FOOTBALL_GOALS,
  ...FOOTBALL_HALVES,
  ...FOOTBALL_COMBINATIONS,
  ...FOOTBALL_CORNERS,
  ...FOOTBALL_BOOKINGS,
  ...FOOTBALL_MINUTES,
  ...FOOTBALL_PLAYERS,
  ...FOOTBALL_STATISTICS,
].map(row => expandRow(row, 'football'));

/** Tennis: winners, handicaps and totals of games and sets, and scores. */
export const tennisCatalogue: BaseMapping[] = TENNIS_MARKETS.map(row => expandRow(row, 'tennis'));

/** Basketball: nothing yet. An id is in the catalogue once a payload has shown it, and none of basketball has been at hand. */
export const basketballCatalogue: BaseMapping[] = [];

/** Every mapping of the catalogue. */
export const catalogue: BaseMapping[] = [...footballCatalogue, ...basketballCatalogue, ...tennisCatalogue];

import type { CatalogueRow } from './catalogue-row.js';
import { AT_LEAST } from './outcome-shapes.js';

export const FOOTBALL_STATISTICS: readonly CatalogueRow[] = [
  { id: 'shots_ft', name: 'Shots, At Least - Full Time', line: 'none', outcomes: AT_LEAST, sportybet: '800248' },
  {
    id: 'shots_on_target_ft',
    name: 'Shots on Target, At Least - Full Time',
    line: 'none',
    outcomes: AT_LEAST,
    sportybet: '800122',
  },
  {
    id: 'shots_on_target_1h',
    name: 'Shots on Target, At Least - First Half',
    line: 'none',
    outcomes: AT_LEAST,
    sportybet: '800247',
  },
  {
    id: 'shots_on_target_2h',
    name: 'Shots on Target, At Least - Second Half',
    line: 'none',
    outcomes: AT_LEAST,
    sportybet: '800052',
  },
  {
    id: 'shots_outside_box_ft',
    name: 'Shots Outside the Box, At Least - Full Time',
    line: 'none',
    outcomes: AT_LEAST,
    sportybet: '800054',
  },
  { id: 'fouls_ft', name: 'Fouls, At Least - Full Time', line: 'none', outcomes: AT_LEAST, sportybet: '800057' },
  { id: 'offsides_ft', name: 'Offsides, At Least - Full Time', line: 'none', outcomes: AT_LEAST, sportybet: '800202' },
  {
    id: 'throw_ins_ft',
    name: 'Throw-Ins, At Least - Full Time',
    line: 'none',
    outcomes: AT_LEAST,
    sportybet: '800203',
  },
  { id: 'tackles_ft', name: 'Tackles, At Least - Full Time', line: 'none', outcomes: AT_LEAST, sportybet: '800204' },
  {
    id: 'goal_kicks_ft',
    name: 'Goal Kicks, At Least - Full Time',
    line: 'none',
    outcomes: AT_LEAST,
    sportybet: '800205',
  },
  { id: 'cards_ft', name: 'Cards, At Least - Full Time', line: 'none', outcomes: AT_LEAST, sportybet: '800063' },
  { id: 'cards_1h', name: 'Cards, At Least - First Half', line: 'none', outcomes: AT_LEAST, sportybet: '800064' },
  { id: 'cards_2h', name: 'Cards, At Least - Second Half', line: 'none', outcomes: AT_LEAST, sportybet: '800065' },
];

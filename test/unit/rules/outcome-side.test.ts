import { expect, it } from 'vitest';
import { sideOf } from '../../../src/rules/outcome-side.js';

it.each([
  ['home', '', 'home'],
  ['home_over', '', 'home'],
  ['over-AWAY', '', 'away'],
  ['1', '', 'home'],
  ['x', ' 2 ', 'away'],
  ['win', 'Home', 'home'],
  ['home', '1', 'home'],
  // Both, none, and a number or a part of a word that is no side.
  ['home', 'Away', 'neither'],
  ['home_away', '', 'neither'],
  ['1', '2', 'neither'],
  ['draw', 'Draw', 'neither'],
  ['goals_1', '2 goals', 'neither'],
  ['homeless', 'Awayday', 'neither'],
  ['', '', 'neither'],
])('the outcome %j, named %j, is about %s', (canonicalId, name, side) => {
  expect(sideOf(canonicalId, name)).toBe(side);
});

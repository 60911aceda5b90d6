import type { RegisteredSource } from '../source-definition.js';

/** SportyBet, as the registry knows it. */
export const sportybetSource: RegisteredSource = {
  id: 'sportybet',
  label: 'SportyBet',
  parameter: 'specifier',
  side: 'home',
  unit: 1,
  feed: 'uof',
  idsPerSport: true,
  parseEvent: null,
  parseEvents: null,
};

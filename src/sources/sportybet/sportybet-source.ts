import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { findSportybetEvents, readSportybetEvent } from './read-sportybet-event.js';

/** SportyBet, as the registry knows it. */
export const sportybetSource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'sportybet',
  label: 'SportyBet',
  parameter: 'specifier',
  side: 'home',
  unit: 1,
  feed: 'uof',
  idsPerSport: true,
  numericIds: true,
  findEvents: findSportybetEvents,
  readEvent: readSportybetEvent,
});

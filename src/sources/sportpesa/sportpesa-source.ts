import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { findSportpesaEvents, readSportpesaEvent } from './read-sportpesa-event.js';

/** SportPesa, as the registry knows it. */
export const sportpesaSource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'sportpesa',
  label: 'SportPesa',
  parameter: 'bare',
  side: 'home',
  unit: 1,
  feed: null,
  idsPerSport: true,
  numericIds: true,
  findEvents: findSportpesaEvents,
  readEvent: readSportpesaEvent,
});

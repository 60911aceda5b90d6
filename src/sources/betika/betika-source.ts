import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { findBetikaEvents, readBetikaEvent } from './read-betika-event.js';

/** Betika, as the registry knows it. */
export const betikaSource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'betika',
  label: 'Betika',
  parameter: 'specifier',
  side: 'home',
  unit: 1,
  feed: 'uof',
  idsPerSport: true,
  numericIds: true,
  findEvents: findBetikaEvents,
  readEvent: readBetikaEvent,
});

import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { findBetwayEvents, readBetwayEvent } from './read-betway-event.js';

/** Betway, as the registry knows it. */
export const betwaySource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'betway',
  label: 'Betway',
  parameter: 'specifier',
  side: 'home',
  unit: 1,
  feed: 'uof',
  idsPerSport: true,
  numericIds: true,
  findEvents: findBetwayEvents,
  readEvent: readBetwayEvent,
});

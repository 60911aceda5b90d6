import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { findBetpawaEvents, readBetpawaEvent } from './read-betpawa-event.js';

/** betPawa, as the registry knows it. */
export const betpawaSource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'betpawa',
  label: 'betPawa',
  parameter: 'bare',
  side: 'home',
  unit: 1,
  feed: null,
  idsPerSport: true,
  numericIds: true,
  findEvents: findBetpawaEvents,
  readEvent: readBetpawaEvent,
});

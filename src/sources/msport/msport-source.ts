import { builtInSource } from '../built-in-source.js';
import type { RegisteredSource } from '../source-definition.js';
import { findMsportEvents, readMsportEvent } from './read-msport-event.js';

/** MSport, as the registry knows it. */
export const msportSource: RegisteredSource = /* @__PURE__ */ builtInSource({
  id: 'msport',
  label: 'MSport',
  parameter: 'specifier',
  side: 'home',
  unit: 1,
  feed: 'uof',
  idsPerSport: true,
  numericIds: true,
  findEvents: findMsportEvents,
  readEvent: readMsportEvent,
});

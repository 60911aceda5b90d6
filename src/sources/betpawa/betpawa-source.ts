import type { RegisteredSource } from '../source-definition.js';

/** betPawa, as the registry knows it. */
export const betpawaSource: RegisteredSource = {
  id: 'betpawa',
  label: 'betPawa',
  parameter: 'bare',
  side: 'home',
  unit: 1,
  feed: null,
  idsPerSport: true,
  parseEvent: null,
  parseEvents: null,
};

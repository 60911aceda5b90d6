import type { RegisteredSource } from '../source-definition.js';

/** MSport, as the registry knows it. */
export const msportSource: RegisteredSource = {
  id: 'msport',
  label: 'MSport',
  parameter: 'specifier',
  side: 'home',
  unit: 1,
  feed: 'uof',
  idsPerSport: true,
  parseEvent: null,
  parseEvents: null,
};

declare global {
  interface MarketMappingSources {
    msport: true;
  }
}

import type { RegisteredSource } from '../source-definition.js';

/** Betway, as the registry knows it. */
export const betwaySource: RegisteredSource = {
  id: 'betway',
  label: 'Betway',
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
    betway: true;
  }
}

import type { RegisteredSource } from '../source-definition.js';

/** Betika, as the registry knows it. */
export const betikaSource: RegisteredSource = {
  id: 'betika',
  label: 'Betika',
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
    betika: true;
  }
}

import type { RegisteredSource } from '../source-definition.js';

/** SportPesa, as the registry knows it. */
export const sportpesaSource: RegisteredSource = {
  id: 'sportpesa',
  label: 'SportPesa',
  parameter: 'bare',
  side: 'home',
  unit: 1,
  feed: null,
  idsPerSport: true,
  parseEvent: null,
  parseEvents: null,
};

declare global {
  interface MarketMappingSources {
    sportpesa: true;
  }
}

import type { UnmappedSighting } from 'market-mapping';
import type { RealData } from './real-data.js';

/** Sightings of `count` distinct markets, made from the markets of the payloads with ids of their own. */
export function manySightings({ payloads }: RealData, count: number): UnmappedSighting[] {
  const markets = payloads.flatMap(payload => payload.markets);
  return Array.from({ length: count }, (_, at) => {
    const market = markets[at % markets.length];
    if (market === undefined) throw new Error('there are no payloads');
    const { source, externalMarketId, marketName, outcomes } = market;
    // As many outcomes as a person needs to see what the market is.
    const sampleOutcomes = outcomes.slice(0, 4);
    return { source, externalMarketId: `${externalMarketId}#${at}`, marketName, sampleOutcomes };
  });
}

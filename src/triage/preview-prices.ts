import type { ScrapedMarket } from '../model/index.js';
import type { PricedResolution } from '../prices/books.js';
import { comparePrices } from '../prices/compare-prices.js';
import { findPriceFaults } from '../prices/find-price-faults.js';
import type { MappingIndex } from '../rules/mapping-index.js';
import type { PricePreview } from './mapping-preview.js';

const MAX_COMPARISONS = 10;

/** What other bookmakers' prices of the same events say of one mapping; null if nothing can be compared. */
export function previewPrices(
  canonicalId: string,
  markets: readonly ScrapedMarket[],
  index: MappingIndex,
): PricePreview | null {
  const events = new Set(markets.flatMap(market => eventOf(market, canonicalId, index) ?? []));
  const priced = markets.flatMap((market): PricedResolution[] => {
    const { source, event } = market;
    if (event === undefined || event.sportradarId === null || !events.has(event.sportradarId)) return [];
    return index.resolveMarkets(market).map(resolution => ({ source, resolution, event }));
  });
  const compared = comparePrices(priced).filter(each => each.canonicalId === canonicalId);
  const faults = findPriceFaults(priced).filter(each => each.canonicalId === canonicalId);
  if (compared.length === 0 && faults.length === 0) return null;
  return {
    compared: compared.length,
    agreed: compared.filter(({ difference, tolerance }) => difference <= tolerance).length,
    comparisons: compared.slice(0, MAX_COMPARISONS),
    faults,
  };
}

/** The event of a market that the mapping answers for. Other events say nothing of it. */
function eventOf(market: ScrapedMarket, canonicalId: string, index: MappingIndex): string | null {
  const isOwn = index
    .resolveMarkets(market)
    .some(each => each.status !== 'unmapped' && each.mapping.canonicalId === canonicalId);
  return isOwn ? (market.event?.sportradarId ?? null) : null;
}

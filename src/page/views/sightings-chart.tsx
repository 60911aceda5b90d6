import type { UnmappedMarket } from '../../model/index.js';

/** How often a market was seen, day by day, as far as the log counts days. */
export function SightingsChart(_: { readonly market: UnmappedMarket }) {
  return null;
}

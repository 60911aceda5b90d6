import type { Resolution, ScrapedMarket, ScrapedOutcome, UnmappedSighting } from '../model/index.js';

/** What `recordUnmapped` takes: a sighting, or a market as a reader gives it. */
export type Recordable = UnmappedSighting & { readonly outcomes?: readonly ScrapedOutcome[] };

/** Whether a market's resolution leaves nothing of it to record. */
export function isResolved(resolution: Resolution | undefined): boolean {
  return resolution !== undefined && resolution.status !== 'unmapped' && resolution.unmatched.length === 0;
}

/** The outcomes to show a person: those given, else what the resolution left unmatched, else all that the market has. */
export function sampleOf(market: Recordable, resolution: Resolution | undefined): unknown {
  if (market.sampleOutcomes !== undefined && market.sampleOutcomes !== null) return market.sampleOutcomes;
  return resolution?.status === 'partial' ? resolution.unmatched : market.outcomes;
}

/** A market as the sighting of it. */
export function toSighting(market: UnmappedSighting | ScrapedMarket, resolution?: Resolution): UnmappedSighting {
  if (!('outcomes' in market)) return market;
  const { outcomes: _, ...sighting } = market;
  return { ...sighting, sampleOutcomes: sampleOf(market, resolution) };
}

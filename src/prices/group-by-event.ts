import type { Resolution, ScrapedMarket } from '../model/index.js';
import { getOrAdd, type PricedResolution } from './books.js';

/** Where prices are taken from, in either of two shapes. */
export type PriceInput =
  | PricedResolution
  | { readonly market: Pick<ScrapedMarket, 'source' | 'event'>; readonly resolution: Resolution };

/** The resolutions of one event. */
export interface PricedEvent {
  /** Null if the resolutions carry no event. */
  readonly sportradarId: string | null;
  readonly resolutions: readonly PricedResolution[];
}

/**
 * Groups resolutions by event, so that prices of different events are never compared. All that carry no event count as one event's.
 * An event without Sportradar's id can't be found at another bookmaker, and is left out.
 */
export function groupByEvent(input: readonly PriceInput[]): PricedEvent[] {
  const groups = new Map<string | null, PricedResolution[]>();
  for (const each of input) {
    const { source, event } = 'market' in each ? each.market : each;
    const sportradarId = event === undefined ? null : event.sportradarId;
    if (event !== undefined && sportradarId === null) continue;
    getOrAdd(groups, sportradarId, () => []).push({ source, resolution: each.resolution, event });
  }
  return Array.from(groups, ([sportradarId, resolutions]) => ({ sportradarId, resolutions }));
}

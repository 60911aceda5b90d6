import type { Resolution, ScrapedMarket } from '../model/index.js';
import { getOrAdd, type PricedResolution } from './books.js';

/** What prices are taken from, in either shape. */
export type PriceInput =
  | PricedResolution
  | { readonly market: Pick<ScrapedMarket, 'source' | 'event'>; readonly resolution: Resolution };

/** The resolutions of one event. */
export interface PricedEvent {
  /** Null where the resolutions carry no event. */
  readonly sportradarId: string | null;
  readonly resolutions: readonly PricedResolution[];
}

/**
 * The resolutions event by event, so that prices of different events never meet. Those without an event count as one event's; an
 * event without Sportradar's id is known to no other bookmaker, and left out.
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

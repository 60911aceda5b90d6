import { createHash } from 'node:crypto';
import type { BaseMapping, MappedResolution, PricedResolution, ScrapedEvent, ScrapedMarket } from '../src/index.js';
import { toBaseMappings } from '../src/mapper/base-mappings.js';
import { sourceIdsOf } from '../src/model/index.js';
import { MappingIndex } from '../src/rules/mapping-index.js';
import { withoutSource } from './without-source.js';

/** A market whose right mapping is known. */
export interface Question {
  readonly market: ScrapedMarket;
  readonly resolution: MappedResolution;
  readonly sameEvent: readonly PricedResolution[];
}

/** One market of each kind at each bookmaker: what answers for it, if one mapping does that another bookmaker has too. */
export function askOnce(mappings: readonly BaseMapping[], events: readonly ScrapedEvent[]): Question[] {
  const index = new MappingIndex(toBaseMappings(mappings));
  const seen = new Set<string>();
  return events.flatMap(event => {
    const sameEvent = pricesOf(event, events, index);
    return event.markets.flatMap((market): Question[] => {
      const [resolution, ...others] = index.resolveMarkets(market);
      if (resolution === undefined || resolution.status === 'unmapped' || others.length > 0) return [];
      const key = [market.source, event.sport, market.externalMarketId, resolution.mapping.canonicalId].join(' ');
      const isElsewhere = sourceIdsOf(withoutSource(resolution.mapping, market.source)).length > 0;
      if (seen.has(key) || !isElsewhere) return [];
      seen.add(key);
      return [{ market, resolution, sameEvent }];
    });
  });
}

function pricesOf(event: ScrapedEvent, all: readonly ScrapedEvent[], index: MappingIndex): PricedResolution[] {
  if (event.sportradarId === null) return [];
  return all
    .filter(other => other.sportradarId === event.sportradarId)
    .flatMap(other => other.markets)
    .flatMap(market =>
      index.resolveMarkets(market).map(resolution => ({ source: market.source, resolution, event: market.event })),
    );
}

/** Which half a market is in: by what it is at its bookmaker, so that it is the same in each run. */
export function isInSecondHalf({ market, resolution }: Question): boolean {
  const key = `${market.source} ${market.externalMarketId} ${resolution.mapping.canonicalId}`;
  return (createHash('sha256').update(key).digest()[0] ?? 0) % 2 === 1;
}

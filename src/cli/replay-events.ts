import type { MarketMapper, ScrapedEvent, ScrapedMarket, ScrapedOutcome, Source, UnmappedReason } from 'market-mapping';

/** The results for the markets and prices of one bookmaker. */
export interface ReplayCount {
  source: Source;
  markets: number;
  mapped: number;
  partial: number;
  unmapped: number;
  prices: number;
  pricesMapped: number;
}

/** A market that is not mapped, or not completely, listed once however often it was met. */
export interface ReplayGap {
  source: Source;
  externalMarketId: string;
  marketName: string | null;
  reason: UnmappedReason | 'UNMATCHED_OUTCOMES';
  /** The outcomes that did not map. */
  outcomes: string[];
  times: number;
}

export interface Replay {
  counts: ReplayCount[];
  gaps: ReplayGap[];
}

export interface ReplayOptions {
  /** Whether to record what did not map, for the mapper's next flush. */
  record?: boolean;
}

/** Resolves events as a scraper would, and adds up the results. */
export function replayEvents(
  mapper: MarketMapper,
  events: readonly ScrapedEvent[],
  { record = false }: ReplayOptions = {},
): Replay {
  const counts = new Map<Source, ReplayCount>();
  const gaps = new Map<string, ReplayGap>();
  let previous: ScrapedMarket | undefined;
  for (const { market, resolution } of events.flatMap(event => mapper.resolveEvent(event))) {
    const count = countOf(counts, market.source);
    // Several mappings can share a market; the first has what none of them knows.
    if (market !== previous) {
      count.markets++;
      count.prices += countPrices(market.outcomes);
      count[resolution.status]++;
    }
    previous = market;
    if (record && resolution.status !== 'mapped') mapper.recordUnmapped(market, resolution);
    if (resolution.status === 'unmapped') {
      addGap(gaps, market, resolution.reason, market.outcomes);
      continue;
    }
    count.pricesMapped += countPrices(resolution.outcomes);
    if (resolution.unmatched.length > 0) addGap(gaps, market, 'UNMATCHED_OUTCOMES', resolution.unmatched);
  }
  return { counts: [...counts.values()], gaps: [...gaps.values()].sort((a, b) => b.times - a.times) };
}

function countOf(counts: Map<Source, ReplayCount>, source: Source): ReplayCount {
  const none = { markets: 0, mapped: 0, partial: 0, unmapped: 0, prices: 0, pricesMapped: 0 };
  const count = counts.get(source) ?? { source, ...none };
  counts.set(source, count);
  return count;
}

function countPrices(outcomes: readonly { readonly odds: number | null }[]): number {
  return outcomes.filter(({ odds }) => odds !== null).length;
}

function addGap(
  gaps: Map<string, ReplayGap>,
  { source, externalMarketId, marketName }: ScrapedMarket,
  reason: ReplayGap['reason'],
  outcomes: readonly ScrapedOutcome[],
): void {
  const key = `${source}\n${externalMarketId}\n${reason}`;
  const gap = gaps.get(key) ?? { source, externalMarketId, marketName, reason, outcomes: [], times: 0 };
  gap.times++;
  gap.outcomes = [...new Set([...gap.outcomes, ...outcomes.map(outcome => outcome.name)])];
  gaps.set(key, gap);
}

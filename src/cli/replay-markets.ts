import type {
  MarketMapper,
  ScrapedMarket,
  ScrapedOutcome,
  Source,
  UnmappedReason,
  UnmappedSighting,
} from 'market-mapping';

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
  /** What a scraper would have recorded: the unmapped markets. */
  sightings: UnmappedSighting[];
}

/** Resolves markets as a scraper would, and adds up the results. */
export function replayMarkets(mapper: MarketMapper, markets: readonly ScrapedMarket[]): Replay {
  const counts = new Map<Source, ReplayCount>();
  const gaps = new Map<string, ReplayGap>();
  const sightings: UnmappedSighting[] = [];
  for (const market of markets) {
    const { source, externalMarketId, marketName, outcomes } = market;
    const count = counts.get(source) ?? {
      source,
      markets: 0,
      mapped: 0,
      partial: 0,
      unmapped: 0,
      prices: 0,
      pricesMapped: 0,
    };
    counts.set(source, count);
    count.markets++;
    count.prices += outcomes.filter(outcome => outcome.odds !== null).length;
    for (const [at, resolution] of mapper.resolveMarkets(market).entries()) {
      // Several mappings can share a market; the first has what none of them knows.
      if (at === 0) count[resolution.status]++;
      if (resolution.status === 'unmapped') {
        sightings.push({ source, externalMarketId, marketName, sampleOutcomes: outcomes });
        addGap(gaps, market, resolution.reason, outcomes);
        continue;
      }
      count.pricesMapped += resolution.outcomes.filter(outcome => outcome.odds !== null).length;
      if (resolution.unmatched.length > 0) addGap(gaps, market, 'UNMATCHED_OUTCOMES', resolution.unmatched);
    }
  }
  return { counts: [...counts.values()], gaps: [...gaps.values()].sort((a, b) => b.times - a.times), sightings };
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

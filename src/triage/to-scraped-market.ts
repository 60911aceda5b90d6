import { refuseUnreadable } from '../input/refuse-unreadable.js';
import type { ScrapedMarket, ScrapedOutcome, UnmappedMarket } from '../model/index.js';
import { namedOutcomes } from '../rules/missing-outcomes.js';

/**
 * A market of the log as a scraper would have met it, as far as the log kept that: with the outcomes that no mapping knew, else with
 * those of its sample. The odds of a sample are of whatever moment it was taken. Pure.
 *
 * @param market A row of the log, as `getUnmappedMarket` and `listUnmappedMarkets` give it.
 *
 * @example
 * ```ts
 * import { suggestMappings, toScrapedMarket, type UnmappedMarket } from 'market-mapping';
 * import { catalogue } from 'market-mapping/catalogue';
 *
 * const best = (market: UnmappedMarket) => suggestMappings(toScrapedMarket(market), catalogue)[0];
 * ```
 */
export function toScrapedMarket(market: UnmappedMarket): ScrapedMarket {
  return refuseUnreadable('market', () => asMet(market));
}

function asMet(market: UnmappedMarket): ScrapedMarket {
  const { source, externalMarketId, marketName, parameter, sport, missingOutcomes } = market;
  const [first] = missingOutcomes ?? [];
  const ofFirst = (missingOutcomes ?? []).filter(
    each => each.parameter === first?.parameter && each.home === first?.home && each.away === first?.away,
  );
  return {
    source,
    externalMarketId,
    marketName,
    parameter: first?.parameter ?? parameter ?? null,
    outcomes: first === undefined ? sampleOf(market) : ofFirst.map(({ id, name }) => toOutcome(id, name, null)),
    event: {
      source,
      eventId: null,
      sportradarId: null,
      sport: sport ?? null,
      home: first?.home ?? null,
      away: first?.away ?? null,
      startsAt: null,
      isLive: false,
    },
  };
}

function sampleOf({ sampleOutcomes }: UnmappedMarket): ScrapedOutcome[] {
  return (Array.isArray(sampleOutcomes) ? sampleOutcomes : []).flatMap((item: unknown) =>
    namedOutcomes([item]).map(({ id, name }) => toOutcome(id, name, oddsOf(item))),
  );
}

function oddsOf(item: unknown): number | null {
  const odds = typeof item === 'object' && item !== null && 'odds' in item ? Number(item.odds) : Number.NaN;
  return Number.isFinite(odds) ? odds : null;
}

function toOutcome(id: string | null, name: string, odds: number | null): ScrapedOutcome {
  return { id, name, odds, active: true };
}

import type { ResolvedMarket, ScrapedEvent, ScrapedMarket, Source } from '../model/index.js';
import { definitionOf } from '../sources/registry.js';

/** A market of an event with what answered for it. */
interface Offer {
  readonly event: ScrapedEvent;
  readonly market: readonly ResolvedMarket[];
}

/** Which bookmakers offer what in some events, so far as mappings or a shared feed tell that two markets are one. */
export class Offers {
  readonly #sources = new Map<string, Set<Source>>();

  constructor(offers: readonly Offer[]) {
    for (const { event, market } of offers) {
      if (!market.some(each => each.market.outcomes.some(({ odds }) => odds !== null))) continue;
      for (const key of keysOf(event, market)) {
        const sources = this.#sources.get(key) ?? new Set();
        this.#sources.set(key, sources.add(event.source));
      }
    }
  }

  /** Whether another bookmaker offers the market. */
  hasCounterpart(event: ScrapedEvent, market: readonly ResolvedMarket[]): boolean {
    return keysOf(event, market).some(key =>
      [...(this.#sources.get(key) ?? [])].some(source => source !== event.source),
    );
  }
}

function keysOf(event: ScrapedEvent, market: readonly ResolvedMarket[]): string[] {
  const mapped = market.flatMap(({ resolution }) =>
    resolution.status === 'unmapped' ? [] : [`mapping ${resolution.mapping.canonicalId}`],
  );
  const own = market[0] === undefined ? null : feedKey(event, market[0].market);
  return own === null ? mapped : [...mapped, own];
}

function feedKey({ source, sport }: ScrapedEvent, { externalMarketId }: ScrapedMarket): string | null {
  const { feed } = definitionOf(source);
  return feed === null ? null : `feed ${feed} ${sport ?? ''} ${externalMarketId}`;
}

import type {
  BaseMapping,
  MarketMapping,
  PricedResolution,
  ScrapedEvent,
  ScrapedMarket,
  UnmappedMarket,
} from 'market-mapping';
import type { Context } from '../context.js';
import { withMapper } from '../open-mapper.js';

/** What payloads have of a market: itself, the markets of its event at all bookmakers, and what those resolve to. */
export interface CapturedMarket {
  readonly market: ScrapedMarket;
  readonly sameEvent: readonly PricedResolution[];
  readonly markets: readonly ScrapedMarket[];
}

/** The events of payloads, by what the log says of a market. */
export class CapturedEvents {
  readonly #byId = new Map<string, ScrapedMarket[]>();
  readonly #byEvent = new Map<string, ScrapedMarket[]>();
  readonly #resolved = new Map<string, PricedResolution[]>();

  constructor(events: readonly ScrapedEvent[]) {
    for (const event of events) {
      for (const market of event.markets) {
        add(this.#byId, `${market.source}\n${market.externalMarketId}`, market);
        if (event.sportradarId !== null) add(this.#byEvent, event.sportradarId, market);
      }
    }
  }

  /** Asks what the markets of the events resolve to, with the catalogue beneath the mappings of the database. */
  async resolve(context: Context, candidates: readonly (MarketMapping | BaseMapping)[]): Promise<void> {
    if (this.#byEvent.size === 0) return;
    const baseMappings = candidates.filter((each): each is BaseMapping => !('id' in each));
    await withMapper(
      context,
      mapper => {
        for (const [id, markets] of this.#byEvent) {
          const resolved = mapper.resolveEvent({ markets });
          const priced = resolved
            .filter(({ resolution }) => resolution.status !== 'unmapped')
            .map(({ market, resolution }) => ({ source: market.source, event: market.event, resolution }));
          this.#resolved.set(id, priced);
        }
      },
      { baseMappings },
    );
  }

  /** The market of a row as a payload has it, from an event that other bookmakers have too where there is one. */
  find({ source, externalMarketId, missingOutcomes = [] }: UnmappedMarket): CapturedMarket | null {
    const found = this.#byId.get(`${source}\n${externalMarketId}`) ?? [];
    const names = new Set(missingOutcomes.map(({ name }) => name));
    const asked = found.filter(({ outcomes }) => names.size === 0 || outcomes.some(({ name }) => names.has(name)));
    const candidates = asked.length > 0 ? asked : found;
    const market = candidates.find(each => this.#hasOthers(each)) ?? candidates[0];
    if (market === undefined) return null;
    const id = market.event?.sportradarId;
    return {
      market,
      sameEvent: this.#resolvedWith(market),
      markets: id ? (this.#byEvent.get(id) ?? [market]) : [market],
    };
  }

  #hasOthers(market: ScrapedMarket): boolean {
    return this.#resolvedWith(market).some(({ source }) => source !== market.source);
  }

  #resolvedWith({ event }: ScrapedMarket): readonly PricedResolution[] {
    return event?.sportradarId ? (this.#resolved.get(event.sportradarId) ?? []) : [];
  }
}

function add(map: Map<string, ScrapedMarket[]>, key: string, market: ScrapedMarket): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [market]);
  else known.push(market);
}

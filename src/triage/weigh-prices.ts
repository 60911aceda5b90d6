import type { MappedResolution } from '../model/index.js';
import type { PricedResolution } from '../prices/books.js';
import { comparePrices } from '../prices/compare-prices.js';
import { readLine } from '../rules/lines.js';
import { toActiveMapping } from '../rules/to-active-mapping.js';
import type { OutcomePair } from './pair-outcomes.js';
import type { Prepared } from './prepare-candidates.js';
import type { MarketReading } from './read-market.js';
import type { SuggestionEvidence } from './suggestion.js';

/** What other bookmakers' prices of the event say of a candidate. */
export interface PriceWeight {
  readonly verdict: 'agree' | 'differ' | 'unknown';
  readonly evidence: SuggestionEvidence[];
}

const UNKNOWN: PriceWeight = { verdict: 'unknown', evidence: [] };

/** The mapped resolutions of other bookmakers, by canonical market. */
const known = /* @__PURE__ */ new WeakMap<readonly PricedResolution[], Map<string, PricedResolution[]>>();

function byMarket(sameEvent: readonly PricedResolution[]): Map<string, PricedResolution[]> {
  const before = known.get(sameEvent);
  if (before !== undefined) return before;
  const markets = new Map<string, PricedResolution[]>();
  for (const each of sameEvent) {
    if (each.resolution.status === 'unmapped') continue;
    const { canonicalId } = each.resolution.mapping;
    const list = markets.get(canonicalId);
    if (list) list.push(each);
    else markets.set(canonicalId, [each]);
  }
  known.set(sameEvent, markets);
  return markets;
}

/**
 * Compares the market's prices, as if the candidate were right, with those that other bookmakers ask for the candidate in the same
 * event. Prices that differ say that it is another bet; prices that agree prove little, as many bets are worth the same.
 */
export function weighPrices(
  { market, definition }: MarketReading,
  { mapping }: Prepared,
  pairs: readonly OutcomePair[],
  sameEvent: readonly PricedResolution[],
): PriceWeight {
  const others = othersOf(market, byMarket(sameEvent).get(mapping.canonicalId) ?? []);
  if (others.length === 0 || pairs.length === 0) return UNKNOWN;
  const active = toActiveMapping(mapping);
  const { line, reason } = readLine(active, market.source, market.parameter, definition);
  if (reason !== null) return UNKNOWN;
  const paired = new Set(pairs.map(({ scraped }) => scraped));
  const resolution: MappedResolution = {
    status: 'mapped',
    mapping: active,
    parameter: market.parameter,
    line,
    outcomes: pairs.map(({ scraped: { odds, active: isOpen }, canonicalId }) => ({
      canonicalId,
      odds,
      active: isOpen,
      matchedBy: 'name',
    })),
    unmatched: market.outcomes.filter(outcome => !paired.has(outcome)),
  };
  const compared = comparePrices([...others, { source: market.source, resolution }]).filter(({ sources }) =>
    sources.includes(market.source),
  );
  return judge(market.source, compared);
}

/** Of one event, so that the event need not be told: its id is left out. */
function othersOf(
  { source, event }: MarketReading['market'],
  resolved: readonly PricedResolution[],
): PricedResolution[] {
  const own = event?.sportradarId ?? null;
  return resolved
    .filter(each => each.source !== source)
    .filter(each => own === null || !each.event?.sportradarId || each.event.sportradarId === own)
    .map(({ source: from, resolution }) => ({ source: from, resolution }));
}

function judge(source: string, compared: ReturnType<typeof comparePrices>): PriceWeight {
  const [furthest] = compared;
  if (furthest === undefined) return UNKNOWN;
  const sources = [...new Set(compared.flatMap(each => each.sources))].filter(each => each !== source).sort();
  if (furthest.difference > furthest.tolerance) {
    const text = `Prices of ${sources.join(', ')} for the same event differ: ${furthest.outcome} costs ${furthest.odds.join(' and ')}.`;
    return { verdict: 'differ', evidence: [{ feature: 'prices', weight: -0.6, text }] };
  }
  const text = `${compared.length} prices of ${sources.join(', ')} for the same event agree.`;
  return { verdict: 'agree', evidence: [{ feature: 'prices', weight: 0.05, text }] };
}

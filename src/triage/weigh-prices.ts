import { type MappedResolution, type Source, sourceIdOf } from '../model/index.js';
import { collectBooks, getOrAdd, type PricedResolution } from '../prices/books.js';
import { comparePrices, type PriceComparison } from '../prices/compare-prices.js';
import { tolerancesOf } from '../prices/source-pairs.js';
import { candidateIdsBy } from '../rules/candidate-ids.js';
import { readLine } from '../rules/lines.js';
import { toActiveMapping } from '../rules/to-active-mapping.js';
import type { OutcomePair } from './pair-outcomes.js';
import type { Prepared } from './prepare-candidates.js';
import type { MarketReading } from './read-market.js';
import type { SuggestionEvidence } from './suggestion.js';

/** What other bookmakers' prices of the event say of a candidate. */
export interface PriceWeight {
  /** `mixed` where one bookmaker agrees and another does not. */
  readonly verdict: 'agree' | 'differ' | 'mixed' | 'unknown';
  readonly evidence: SuggestionEvidence[];
  /** Whether another market of the bookmaker in this event belongs to the candidate, so that this one can't. */
  readonly isTaken: boolean;
}

const UNKNOWN: PriceWeight = { verdict: 'unknown', evidence: [], isTaken: false };

/** What an event's prices are compared by. */
interface Event {
  /** The mapped resolutions by canonical market. */
  readonly markets: ReadonlyMap<string, readonly PricedResolution[]>;
  /** How far apart two bookmakers may be: further if one was scraped minutes before the other. */
  readonly tolerances: ReadonlyMap<string, number>;
}

const known = /* @__PURE__ */ new WeakMap<readonly PricedResolution[], Event>();

function eventOf(sameEvent: readonly PricedResolution[]): Event {
  const before = known.get(sameEvent);
  if (before !== undefined) return before;
  const markets = new Map<string, PricedResolution[]>();
  for (const each of sameEvent) {
    if (each.resolution.status === 'unmapped') continue;
    getOrAdd(markets, each.resolution.mapping.canonicalId, () => []).push(each);
  }
  const event = { markets, tolerances: tolerancesOf(collectBooks(sameEvent)) };
  known.set(sameEvent, event);
  return event;
}

/**
 * Compares the market's prices, as if the candidate were right, with those that other bookmakers ask for the candidate in the same
 * event. Prices that differ say that it is another bet; prices that agree prove little, as many bets are worth the same. A candidate that
 * another market of this bookmaker belongs to is taken.
 */
export function weighPrices(
  read: MarketReading,
  candidate: Prepared,
  pairs: readonly OutcomePair[],
  sameEvent: readonly PricedResolution[],
): PriceWeight {
  const { markets, tolerances } = eventOf(sameEvent);
  const resolved = ofSameEvent(read.market, markets.get(candidate.mapping.canonicalId) ?? []);
  const compared = compareWithOthers(read, candidate, pairs, resolved, tolerances);
  const ownId = otherIdAt(read, candidate, resolved);
  if (ownId === null) return compared;
  const text = `${read.market.source} has it in this event already, under the id ${ownId}.`;
  return { ...compared, evidence: [...compared.evidence, { feature: 'taken', weight: -0.3, text }], isTaken: true };
}

/** The id of another market that the bookmaker has of the candidate. That the candidate itself has it is told without any event. */
function otherIdAt(
  { market: { source, externalMarketId }, definition }: MarketReading,
  { mapping }: Prepared,
  resolved: readonly PricedResolution[],
): string | null {
  if (sourceIdOf(mapping, source) !== null) return null;
  const own = candidateIdsBy(definition, externalMarketId);
  const ids = resolved.flatMap(({ source: from, resolution }) =>
    from === source && resolution.status !== 'unmapped' ? (sourceIdOf(resolution.mapping, source) ?? []) : [],
  );
  // The market itself may be among them, by a mapping that knows some of its outcomes.
  return ids.find(id => !own.includes(id)) ?? null;
}

function compareWithOthers(
  { market, definition }: MarketReading,
  { mapping }: Prepared,
  pairs: readonly OutcomePair[],
  resolved: readonly PricedResolution[],
  tolerances: ReadonlyMap<string, number>,
): PriceWeight {
  // Of one event, so that the event need not be told: its id is left out.
  const others = resolved
    .filter(each => each.source !== market.source)
    .map(({ source, resolution }) => ({ source, resolution }));
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
  return judge(market.source, compared, tolerances);
}

function ofSameEvent(
  { event }: MarketReading['market'],
  resolved: readonly PricedResolution[],
): readonly PricedResolution[] {
  const own = event?.sportradarId ?? null;
  return resolved.filter(each => own === null || !each.event?.sportradarId || each.event.sportradarId === own);
}

function judge(
  own: Source,
  compared: readonly PriceComparison[],
  tolerances: ReadonlyMap<string, number>,
): PriceWeight {
  const isApart = ({ difference, tolerance, sources }: PriceComparison) =>
    difference > Math.max(tolerance, tolerances.get(sources.join(' ')) ?? 0);
  const otherOf = ({ sources: [one, two] }: PriceComparison) => (one === own ? two : one);
  const all = [...new Set(compared.map(otherOf))].sort();
  const apart = compared.filter(isApart);
  const [furthest] = apart;
  if (all.length === 0) return UNKNOWN;
  if (furthest === undefined) {
    const text = `${compared.length === 1 ? 'A price' : `${compared.length} prices`} of ${all.join(', ')} for the same event ${compared.length === 1 ? 'agrees' : 'agree'}.`;
    return { verdict: 'agree', evidence: [{ feature: 'prices', weight: 0.05, text }], isTaken: false };
  }
  const differing = [...new Set(apart.map(otherOf))].sort();
  const text = `Prices of ${differing.join(', ')} for the same event differ: ${furthest.outcome} costs ${furthest.odds.join(' and ')}.`;
  const isMixed = differing.length < all.length;
  const evidence: SuggestionEvidence = { feature: 'prices', weight: isMixed ? -0.05 : -0.25, text };
  return { verdict: isMixed ? 'mixed' : 'differ', evidence: [evidence], isTaken: false };
}

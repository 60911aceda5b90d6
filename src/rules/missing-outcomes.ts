import type {
  MarketMapping,
  MissingOutcome,
  Resolution,
  ScrapedMarket,
  ScrapedOutcome,
  Source,
  UnmappedReason,
} from '../model/index.js';
import { MappingIndex } from './mapping-index.js';

/** What the log knows about an unmapped market and is needed to decide whether mappings know it now. */
export interface LoggedMarket {
  readonly source: Source;
  readonly externalMarketId: string;
  readonly parameter: string | null;
  readonly sport: string | null;
  readonly missingOutcomes: readonly MissingOutcome[];
  /** As stored in the table. */
  readonly sampleOutcomes: unknown;
}

/** Why a market of the log stays open, and the outcomes that no mapping knows. */
export interface Missing {
  readonly reason: UnmappedReason;
  readonly outcomes: readonly MissingOutcome[];
}

/** An index of mappings that are active now. */
export function indexOfActive(mappings: readonly MarketMapping[]): MappingIndex {
  return new MappingIndex(mappings.map(mapping => ({ ...mapping, origin: 'database' as const })));
}

/**
 * Why a market of the log stays open, or null if it closes: if the mappings together know every outcome in its
 * `missingOutcomes`, or else in its sample, or else if one of them has its id.
 */
export function findMissing(market: LoggedMarket, index: MappingIndex): Missing | null {
  const named = market.missingOutcomes.length > 0 ? market.missingOutcomes : sampleOf(market);
  if (named.length === 0) {
    const reason = reasonOf(index.resolveMarkets(toScraped(market, { id: null, name: '' }, [])));
    return reason === null ? null : { reason, outcomes: [] };
  }
  const reasons = new Set<UnmappedReason>();
  const unknown: MissingOutcome[] = [];
  for (const [first, ...others] of byMarket(named)) {
    const group = [first, ...others];
    const scraped = group.map(({ id, name }): ScrapedOutcome => ({ id, name, odds: null, active: true }));
    const resolutions = index.resolveMarkets(toScraped(market, first, scraped));
    const reason = reasonOf(resolutions);
    if (reason === null) continue;
    reasons.add(reason);
    const left = new Set(resolutions.flatMap(each => (each.status === 'unmapped' ? scraped : each.unmatched)));
    unknown.push(...group.filter((_, at) => left.has(scraped[at] as ScrapedOutcome)));
  }
  const [reason] = (['UNKNOWN_OUTCOMES', 'BOUND_AWAY', 'UNKNOWN_MARKET'] as const).filter(each => reasons.has(each));
  if (reason === undefined) return null;
  // Missing outcomes stay listed until all of them are known. Of a sample, which is a whole market, only the unknown ones are listed.
  if (market.missingOutcomes.length > 0) return { reason, outcomes: market.missingOutcomes };
  return { reason, outcomes: reason === 'UNKNOWN_MARKET' ? [] : unknown };
}

/** The outcomes of a sample that have a name: objects with a string `name`, `desc` or `label`. */
export function namedOutcomes(sample: unknown): { id: string | null; name: string }[] {
  if (!Array.isArray(sample)) return [];
  return sample.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { id, name, desc, label } = item as Readonly<Record<string, unknown>>;
    const found = [name, desc, label].find(text => typeof text === 'string');
    if (typeof found !== 'string') return [];
    return [{ id: typeof id === 'string' || typeof id === 'number' ? String(id) : null, name: found }];
  });
}

function sampleOf({ sampleOutcomes, parameter }: LoggedMarket): MissingOutcome[] {
  return namedOutcomes(sampleOutcomes).map(outcome => ({ ...outcome, ...(parameter === null ? {} : { parameter }) }));
}

/** Outcomes that can be from one market: the same line and teams. An outcome met with and without its id counts once. */
function byMarket(outcomes: readonly MissingOutcome[]): [MissingOutcome, ...MissingOutcome[]][] {
  const groups = new Map<string, [MissingOutcome, ...MissingOutcome[]]>();
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.parameter, outcome.home, outcome.away]);
    const group = groups.get(key);
    const isTwin = outcome.id === null && outcomes.some(each => each.id !== null && each.name === outcome.name);
    if (isTwin) continue;
    if (group) group.push(outcome);
    else groups.set(key, [outcome]);
  }
  return [...groups.values()];
}

function toScraped(
  market: LoggedMarket,
  { parameter, home, away }: MissingOutcome,
  outcomes: ScrapedOutcome[],
): ScrapedMarket {
  const { source, externalMarketId, sport } = market;
  const event = {
    source,
    eventId: null,
    sportradarId: null,
    sport,
    home: home ?? null,
    away: away ?? null,
    startsAt: null,
    isLive: false,
  };
  return {
    source,
    externalMarketId,
    marketName: null,
    parameter: parameter ?? market.parameter,
    outcomes,
    event,
  };
}

/** Why not all outcomes of a market are known, or null if they are. */
function reasonOf(resolutions: readonly Resolution[]): UnmappedReason | null {
  for (const resolution of resolutions) {
    if (resolution.status === 'unmapped') return resolution.reason;
    if (resolution.status === 'partial') return 'UNKNOWN_OUTCOMES';
  }
  return null;
}

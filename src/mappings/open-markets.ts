import { toMissingOutcomes } from '../database/unmapped-row.js';
import { type MappingConflict, MappingConflictError } from '../model/errors.js';
import {
  MAX_MISSING_OUTCOMES,
  type MarketMapping,
  type MissingOutcome,
  marketKey,
  type UnmappedReason,
} from '../model/index.js';
import { type SharedId, sharedIds } from '../rules/conflicts.js';
import type { MappingIndex } from '../rules/mapping-index.js';
import { findMissing, indexOfActive } from '../rules/missing-outcomes.js';

/** A market of the log as statements of this room read it. */
export interface FoundMarket {
  readonly id: number;
  readonly source: string;
  readonly external_market_id: string;
  readonly status: string;
  readonly parameter: string | null;
  readonly sport: string | null;
  readonly reason: string | null;
  readonly missing_outcomes: unknown;
  readonly sample_outcomes: unknown;
}

/** What is to become of a market of the log. */
export interface Verdict {
  readonly id: number;
  readonly closes: boolean;
  readonly reason: UnmappedReason | null;
  readonly missing: readonly MissingOutcome[] | null;
}

/** What becomes of each market, given the active mappings that may cover it; one that stays as it is is left out. */
export function judge(markets: readonly FoundMarket[], index: MappingIndex): Verdict[] {
  return markets.flatMap((market): Verdict[] => {
    const before = toMissingOutcomes(market.missing_outcomes);
    const missing = findMissing(
      {
        source: market.source,
        externalMarketId: market.external_market_id,
        parameter: market.parameter,
        sport: market.sport,
        missingOutcomes: before,
        sampleOutcomes: market.sample_outcomes,
      },
      index,
    );
    if (missing === null) return [{ id: market.id, closes: true, reason: null, missing: null }];
    const outcomes = missing.outcomes.slice(0, MAX_MISSING_OUTCOMES);
    if (missing.reason === market.reason && outcomes.length === before.length && market.status !== 'IGNORED') return [];
    const { reason } = missing;
    return [{ id: market.id, closes: false, reason, missing: outcomes.length === 0 ? null : outcomes }];
  });
}

/** What a change of a mapping has to do with the log and with other mappings, as of when it looked. */
export interface Surroundings {
  readonly before: MarketMapping | null;
  readonly after: MarketMapping;
  readonly found: readonly FoundMarket[];
  /** The other active mappings that have an id of it, or of what it covers. */
  readonly rivals: readonly MarketMapping[];
}

/** What becomes of the markets; a MappingConflictError where the change gives the mapping an id that a rival has on equal terms. */
export function decide({ before, after, found, rivals }: Surroundings, allowShared: boolean): Verdict[] {
  const conflicts = allowShared ? [] : conflictsOf(before, after, rivals);
  if (conflicts.length > 0) throw new MappingConflictError(conflicts);
  return judge(found, indexOfActive([after, ...rivals]));
}

/** The ids that a change gives a mapping on equal terms with a rival. */
export function conflictsOf(
  before: MarketMapping | null,
  after: MarketMapping,
  rivals: readonly MarketMapping[],
): MappingConflict[] {
  return after.isActive ? rivals.flatMap(rival => newConflicts(before, after, rival)) : [];
}

/** What was shared before is not given by this change. */
function newConflicts(before: MarketMapping | null, after: MarketMapping, rival: MarketMapping): MappingConflict[] {
  const known = new Set((before?.isActive ? sharedIds(before, rival) : []).map(keyOf));
  return sharedIds(after, rival)
    .filter(shared => !known.has(keyOf(shared)))
    .map(shared => ({ canonicalId: after.canonicalId, with: rival.canonicalId, ...shared }));
}

function keyOf({ source, externalMarketId }: SharedId): string {
  return marketKey(source, externalMarketId);
}

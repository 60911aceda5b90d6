import type { MappingConflict } from '../model/errors.js';
import type { MarketMapping, MissingOutcome, Source, UnmappedReason, UnmappedStatus } from '../model/index.js';
import type { PriceComparison } from '../prices/compare-prices.js';
import type { PriceFault } from '../prices/find-price-faults.js';

/** What an outcome of a market is taken for; null where nothing knows it. */
export interface PreviewedAnswer {
  canonicalId: string;
  /** The canonical outcome. */
  outcome: string;
}

/** An outcome that another mapping, another canonical outcome, or none would answer for. */
export interface PreviewedOutcome {
  /** The source's own id of the outcome, if it has one. */
  id: string | null;
  name: string;
  before: PreviewedAnswer | null;
  after: PreviewedAnswer | null;
}

/** A market that would resolve otherwise. */
export interface ResolutionChange {
  source: Source;
  externalMarketId: string;
  marketName: string | null;
  parameter: string | null;
  /** Whether it is a sample of the log, or one of the markets given. */
  from: 'log' | 'markets';
  /** How many of the markets given change in this way. */
  times: number;
  /** The mapping that answers for the market as a whole; null if none does. */
  before: string | null;
  after: string | null;
  /** The outcomes that change. */
  outcomes: PreviewedOutcome[];
}

/** A row of the log that the mapping has the id of, before or after. */
export interface PreviewedRow {
  id: number;
  source: Source;
  externalMarketId: string;
  marketName: string | null;
  status: UnmappedStatus;
  occurrenceCount: number;
}

/** A row that saving would leave open. */
export interface OpenRow extends PreviewedRow {
  reason: UnmappedReason;
  /** The outcomes that no mapping would know. */
  missingOutcomes: MissingOutcome[];
}

/** Another active mapping that has one of the ids and claims one of the outcomes, and so never answers for it, or keeps the draft from it. */
export interface Shadow {
  canonicalId: string;
  source: Source;
  externalMarketId: string;
  /** Whether it is so only after saving. */
  isNew: boolean;
}

/** An id that the mapping would get, lose or change. */
export interface IdChange {
  source: Source;
  before: string | null;
  after: string | null;
}

/** What other bookmakers' prices say of the mapping as it would be, by the markets given. */
export interface PricePreview {
  /** How many prices could be compared with another bookmaker's for the same bet, and how many agree. */
  compared: number;
  agreed: number;
  /** The comparisons that are furthest apart, at most ten. */
  comparisons: PriceComparison[];
  /** What `findPriceFaults` says of the mapping after saving. */
  faults: PriceFault[];
}

/** What saving a draft would change. */
export interface MappingPreview {
  canonicalId: string;
  /** What saving does: `none` if the draft changes nothing. */
  action: 'create' | 'update' | 'none';
  /** Whether the mapping would be in force. One that is not answers for nothing. */
  isActive: boolean;
  before: MarketMapping | null;
  /** As it would be; of a new mapping, `id` is 0 and the times are those of the preview. */
  after: MarketMapping;
  ids: IdChange[];
  /** What saving would be refused for, unless `allowShared` is given. */
  conflicts: MappingConflict[];
  /** Every market that would resolve otherwise, of the log's samples and of the markets given. */
  changes: ResolutionChange[];
  /** How many samples and markets were looked at. */
  examined: { log: number; markets: number };
  /** Rows that saving sets to MAPPED. */
  closes: PreviewedRow[];
  /** Rows with an id of the mapping that stay open, with what would still be missing. */
  staysOpen: OpenRow[];
  /** Rows that are MAPPED and would not be known any more: the next sighting by a mapper opens them again. */
  reopens: PreviewedRow[];
  /** How often the markets of these rows were seen. */
  sightings: { closed: number; reopened: number };
  /** Mappings that the draft would come before. */
  shadows: Shadow[];
  /** Mappings that come before the draft. */
  shadowedBy: Shadow[];
  /** Null if the markets given can't be compared. */
  prices: PricePreview | null;
}

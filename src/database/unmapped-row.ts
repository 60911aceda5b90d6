import type { Source, UnmappedMarket, UnmappedStatus } from '../model/index.js';
import { type Timestamp, toDate } from './timestamp.js';

/** A row of unmapped_market_log. */
export interface UnmappedRow {
  id: number;
  source: string;
  external_market_id: string;
  market_name: string | null;
  sample_outcomes: unknown;
  first_seen_at: Timestamp;
  last_seen_at: Timestamp;
  occurrence_count: number;
  status: string;
  notes: string | null;
}

/** The columns that this release reads. They are listed, so that columns added by later releases cost nothing. */
export const UNMAPPED_COLUMNS =
  'id, source, external_market_id, market_name, sample_outcomes, first_seen_at, last_seen_at, occurrence_count, status, notes';

export function toUnmappedMarket(row: UnmappedRow): UnmappedMarket {
  return {
    id: row.id,
    source: row.source as Source,
    externalMarketId: row.external_market_id,
    marketName: row.market_name,
    sampleOutcomes: row.sample_outcomes,
    firstSeenAt: toDate(row.first_seen_at),
    lastSeenAt: toDate(row.last_seen_at),
    occurrenceCount: row.occurrence_count,
    status: row.status as UnmappedStatus,
    notes: row.notes,
  };
}

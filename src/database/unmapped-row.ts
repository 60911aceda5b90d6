import type { MissingOutcome, Source, UnmappedMarket, UnmappedReason, UnmappedStatus } from '../model/index.js';
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
  parameter: string | null;
  sport: string | null;
  reason: string | null;
  missing_outcomes: unknown;
}

/** The columns that this release reads. They are listed, so that columns added by later releases cost nothing. */
export const UNMAPPED_COLUMNS =
  'id, source, external_market_id, market_name, sample_outcomes, first_seen_at, last_seen_at, occurrence_count, status, notes, ' +
  'parameter, sport, reason, missing_outcomes';

export function toUnmappedMarket(row: UnmappedRow): UnmappedMarket {
  const missing = toMissingOutcomes(row.missing_outcomes);
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
    ...(row.reason === null ? {} : { reason: row.reason as UnmappedReason }),
    ...(missing.length === 0 ? {} : { missingOutcomes: missing }),
    ...(row.parameter === null ? {} : { parameter: row.parameter }),
    ...(row.sport === null ? {} : { sport: row.sport }),
  };
}

/** The missing outcomes of a stored row. Entries that a hand edit broke are left out. */
export function toMissingOutcomes(stored: unknown): MissingOutcome[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { id, name, parameter, home, away } = entry as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string') return [];
    return [
      {
        id: typeof id === 'string' ? id : null,
        name,
        ...(typeof parameter === 'string' ? { parameter } : {}),
        ...(typeof home === 'string' ? { home } : {}),
        ...(typeof away === 'string' ? { away } : {}),
      },
    ];
  });
}

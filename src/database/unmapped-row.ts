import type { MissingOutcome, Source, UnmappedMarket, UnmappedReason, UnmappedStatus } from '../model/index.js';
import { type CountedDays, dayOf, daysOf, isEscalating } from '../rules/escalation.js';
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
  sightings_day: number | null;
  /** Text from a statement, an array in a JSON snapshot. */
  sightings_by_day: string | readonly number[] | null;
  regressed_at: Timestamp | null;
  ignored_by: number | null;
}

/** The columns that this release reads. They are listed, so that columns added by later releases cost nothing. */
export const UNMAPPED_COLUMNS =
  'id, source, external_market_id, market_name, sample_outcomes, first_seen_at, last_seen_at, occurrence_count, status, notes, ' +
  'parameter, sport, reason, missing_outcomes, sightings_day, sightings_by_day, regressed_at, ignored_by';

export function toUnmappedMarket(row: UnmappedRow): UnmappedMarket {
  const missing = toMissingOutcomes(row.missing_outcomes);
  const isOpen = row.status === 'NEW' || row.status === 'ACKNOWLEDGED';
  const days = toCountedDays(row);
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
    ...(isOpen && row.regressed_at !== null ? { regressed: true } : {}),
    ...(isOpen && days !== null && isEscalating(days, dayOf(Date.now())) ? { escalating: true } : {}),
    ...(days === null ? {} : { sightingsByDay: daysOf(days) }),
    ...(row.status === 'IGNORED' && row.ignored_by !== null ? { ignoredBy: row.ignored_by } : {}),
  };
}

function toCountedDays({ sightings_day, sightings_by_day }: UnmappedRow): CountedDays | null {
  if (sightings_day === null || sightings_by_day === null) return null;
  const counts =
    typeof sightings_by_day === 'string' ? sightings_by_day.slice(1, -1).split(',').map(Number) : sightings_by_day;
  return { day: sightings_day, counts };
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

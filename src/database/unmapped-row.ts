import type { MissingOutcome } from '../model/index.js';
import type { Timestamp } from './timestamp.js';

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

import { toDate } from '../database/timestamp.js';
import { toMissingOutcomes, type UnmappedRow } from '../database/unmapped-row.js';
import type { Source, UnmappedMarket, UnmappedReason, UnmappedStatus } from '../model/index.js';
import { type CountedDays, dayOf, daysOf, isEscalating } from '../rules/escalation.js';

/** A market of the log, from its row. */
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

import { InvalidRowError } from './errors.js';
import {
  type AuditAction,
  type AuditEntry,
  LINE_KINDS,
  type LineConventions,
  type MarketMapping,
  type OutcomeMapping,
  type Source,
  type UnmappedMarket,
  type UnmappedStatus,
} from './model.js';
import { lineConventionsSchema } from './schemas.js';

/** A timestamp as it comes: text from a statement or a jsonb snapshot, a Date from an engine with parsers of its own. */
export type Timestamp = string | Date;

/** A row of user_market_mappings. */
export interface MappingRow {
  id: number;
  canonical_id: string;
  name: string;
  betpawa_id: string | null;
  sportybet_id: string | null;
  bet9ja_key: string | null;
  outcome_mapping: unknown;
  priority: number;
  is_active: boolean;
  created_at: Timestamp;
  updated_at: Timestamp;
  created_by: string | null;
  line_kind: string | null;
  line_conventions: unknown;
}

/** A row of mapping_audit_log. */
export interface AuditRow {
  id: number;
  mapping_id: number | null;
  canonical_id: string;
  action: string;
  old_value: object | null;
  new_value: object | null;
  reason: string | null;
  created_at: Timestamp;
  created_by: string | null;
}

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

/** The columns of each table that this release reads; written out, so that columns of later releases cost nothing. */
export const MAPPING_COLUMNS =
  'id, canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, is_active, created_at, updated_at, created_by, line_kind, line_conventions';
export const AUDIT_COLUMNS =
  'id, mapping_id, canonical_id, action, old_value, new_value, reason, created_at, created_by';
export const UNMAPPED_COLUMNS =
  'id, source, external_market_id, market_name, sample_outcomes, first_seen_at, last_seen_at, occurrence_count, status, notes';

export function toMarketMapping(row: MappingRow): MarketMapping {
  return {
    id: row.id,
    canonicalId: row.canonical_id,
    name: row.name,
    betpawaId: row.betpawa_id,
    sportybetId: row.sportybet_id,
    bet9jaKey: row.bet9ja_key,
    outcomeMapping: toOutcomes(row.outcome_mapping),
    priority: row.priority,
    isActive: row.is_active,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
    createdBy: row.created_by,
    ...toLineRules(row),
  };
}

export function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    mappingId: row.mapping_id,
    canonicalId: row.canonical_id,
    action: row.action as AuditAction,
    oldValue: row.old_value,
    newValue: row.new_value,
    reason: row.reason,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
  };
}

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

/** The outcomes in the form in which the table keeps them, as JSON text. */
export function toStoredOutcomes(outcomes: readonly OutcomeMapping[]): string {
  return JSON.stringify(
    outcomes.map(outcome => ({
      canonical_id: outcome.canonicalId,
      betpawa_name: outcome.betpawaName,
      sportybet_desc: outcome.sportybetDesc,
      bet9ja_suffix: outcome.bet9jaSuffix,
      position: outcome.position,
      betpawa_outcome_id: outcome.betpawaOutcomeId,
      sportybet_outcome_id: outcome.sportybetOutcomeId,
    })),
  );
}

/** The conventions in the form in which the table keeps them, as JSON text. */
export function toStoredConventions(conventions: LineConventions | null): string | null {
  return conventions === null ? null : JSON.stringify(conventions);
}

/** The outcomes of a stored mapping. Entries that a hand edit broke are left out: a missing price, not a wrong one. */
function toOutcomes(stored: unknown): OutcomeMapping[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown, index) => (isOutcome(entry) ? toOutcome(entry, index) : []));
}

/** What is wrong with a stored mapping, or null: it is what this library and those it shares the table with write. */
export function findRowFault(row: MappingRow): string | null {
  for (const time of [row.created_at, row.updated_at]) {
    if (!(time instanceof Date || TIMESTAMP.test(time))) return notATimestamp(time);
  }
  if (!Array.isArray(row.outcome_mapping)) return 'outcome_mapping is not an array';
  const index = row.outcome_mapping.findIndex(entry => !isOutcome(entry));
  if (index !== -1) return `outcome_mapping[${index}] is not an outcome with a canonical_id and names`;
  const isReadable = row.line_conventions === null || lineConventionsSchema.safeParse(row.line_conventions).success;
  return isReadable ? null : 'line_conventions is not { <source>: { side?, unit?, fixed? } }';
}

/** A kind of a later release is read as "other", whose lines are equal to no line that is read as a number. */
function toLineRules({ line_kind, line_conventions }: MappingRow): Pick<MarketMapping, 'lineKind' | 'lineConventions'> {
  const conventions = line_conventions === null ? undefined : lineConventionsSchema.safeParse(line_conventions).data;
  return {
    ...(line_kind === null ? {} : { lineKind: LINE_KINDS.find(kind => kind === line_kind) ?? 'other' }),
    ...(conventions === undefined ? {} : { lineConventions: conventions }),
  };
}

interface StoredOutcome extends Partial<Record<(typeof OUTCOME_TEXTS)[number], string | null>> {
  canonical_id: string;
  position?: number;
}

function isOutcome(entry: unknown): entry is StoredOutcome {
  if (typeof entry !== 'object' || entry === null) return false;
  const fields = entry as Readonly<Record<string, unknown>>;
  const { canonical_id, position } = fields;
  if (typeof canonical_id !== 'string' || (position !== undefined && typeof position !== 'number')) return false;
  for (const key of OUTCOME_TEXTS) {
    const text = fields[key];
    if (text !== undefined && text !== null && typeof text !== 'string') return false;
  }
  return true;
}

function toOutcome(stored: StoredOutcome, index: number): OutcomeMapping {
  const { betpawa_outcome_id: betpawaOutcomeId, sportybet_outcome_id: sportybetOutcomeId } = stored;
  const outcome: OutcomeMapping = {
    canonicalId: stored.canonical_id,
    betpawaName: stored.betpawa_name ?? null,
    sportybetDesc: stored.sportybet_desc ?? null,
    bet9jaSuffix: stored.bet9ja_suffix ?? null,
    position: stored.position ?? index,
  };
  if (typeof betpawaOutcomeId === 'string') outcome.betpawaOutcomeId = betpawaOutcomeId;
  if (typeof sportybetOutcomeId === 'string') outcome.sportybetOutcomeId = sportybetOutcomeId;
  return outcome;
}

const OUTCOME_TEXTS = [
  'betpawa_name',
  'sportybet_desc',
  'bet9ja_suffix',
  'betpawa_outcome_id',
  'sportybet_outcome_id',
] as const;

/** `2026-05-06 11:00:00.123456+00`, in jsonb with a T and the whole offset. A zone's historic offset may have seconds. */
export const TIMESTAMP =
  /^(\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)$/;

const UTC_TIMESTAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{3,6}\+00(?::00)?$/;

/** To the millisecond, the rest cut off. */
export function toDate(value: Timestamp): Date {
  if (value instanceof Date) return value;
  // As a server in UTC writes it, and many at once: ECMAScript's own form, read several times faster than part by part.
  if (UTC_TIMESTAMP.test(value)) return new Date(`${value.slice(0, 10)}T${value.slice(11, 23)}Z`);
  const parts = TIMESTAMP.exec(value);
  if (!parts) throw new InvalidRowError(notATimestamp(value));
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 7).map(Number);
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const [offsetHours = 0, offsetMinutes = 0, offsetSeconds = 0] = parts.slice(9, 12).map(part => Number(part ?? 0));
  const offset = (offsetHours * 3600 + offsetMinutes * 60 + offsetSeconds) * (parts[8] === '-' ? -1000 : 1000);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hours, minutes, seconds, milliseconds);
  return new Date(date.getTime() - offset);
}

function notATimestamp(value: string): string {
  return `"${value}" is not a timestamp this library can read: it must be finite, and the session's DateStyle must be ISO.`;
}

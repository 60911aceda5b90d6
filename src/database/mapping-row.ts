import { lineConventionsSchema } from '../input/schemas.js';
import {
  LINE_KINDS,
  type LineConventions,
  type MarketMapping,
  type OutcomeMapping,
  SEED,
  SEED_SOURCES,
} from '../model/index.js';
import { notATimestamp, TIMESTAMP, type Timestamp, toDate } from './timestamp.js';

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
  /** Undefined in snapshots that an older release wrote. */
  source_ids?: unknown;
  sport?: string | null;
}

/** The columns that this release reads. They are listed, so that columns added by later releases cost nothing. */
export const MAPPING_COLUMNS =
  'id, canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, is_active, created_at, updated_at, created_by, line_kind, line_conventions, source_ids, sport';

export function toMarketMapping(row: MappingRow): MarketMapping {
  return {
    id: row.id,
    canonicalId: row.canonical_id,
    name: row.name,
    betpawaId: row.betpawa_id,
    sportybetId: row.sportybet_id,
    bet9jaKey: row.bet9ja_key,
    sourceIds: toSourceIds(row.source_ids),
    outcomeMapping: toOutcomes(row.outcome_mapping),
    priority: row.priority,
    isActive: row.is_active,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
    createdBy: row.created_by,
    sport: row.sport ?? null,
    ...toLineRules(row),
  };
}

/** The outcomes as the table stores them, as JSON text. */
export function toStoredOutcomes(outcomes: readonly OutcomeMapping[]): string {
  return JSON.stringify(
    outcomes.map(outcome => ({
      canonical_id: outcome.canonicalId,
      betpawa_name: outcome.betpawaName,
      sportybet_desc: outcome.sportybetDesc,
      bet9ja_suffix: outcome.bet9jaSuffix,
      position: outcome.position,
      names: orUndefined(outcome.names),
      ids: orUndefined(outcome.ids),
    })),
  );
}

/** Further bookmakers' ids in the form in which the table keeps them, as JSON text; null where there are none. */
export function toStoredSourceIds(sourceIds: Readonly<Record<string, string>> | undefined): string | null {
  return sourceIds && Object.keys(sourceIds).length > 0 ? JSON.stringify(sourceIds) : null;
}

/** Further bookmakers' ids of a stored mapping. */
export function toSourceIds(stored: unknown): Readonly<Record<string, string>> {
  return toTexts(stored) ?? {};
}

/** The conventions in the form in which the table keeps them, as JSON text. */
export function toStoredConventions(conventions: LineConventions | null): string | null {
  return conventions === null ? null : JSON.stringify(conventions);
}

/** The outcomes of a stored mapping. Entries broken by a manual edit are left out: a missing price is better than a wrong one. */
function toOutcomes(stored: unknown): OutcomeMapping[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown, index) => (isOutcome(entry) ? toOutcome(entry, index) : []));
}

/** What is wrong with a stored mapping, or null if it has the form that this library and others that share the table write. */
export function findRowFault(row: MappingRow): string | null {
  for (const time of [row.created_at, row.updated_at]) {
    if (!(time instanceof Date || TIMESTAMP.test(time))) return notATimestamp(time);
  }
  if (!Array.isArray(row.outcome_mapping)) return 'outcome_mapping is not an array';
  const index = row.outcome_mapping.findIndex(entry => !isOutcome(entry));
  if (index !== -1) return `outcome_mapping[${index}] is not an outcome with a canonical_id and names`;
  if (row.source_ids !== null && row.source_ids !== undefined && !isTexts(row.source_ids)) {
    return 'source_ids is not { <source>: <market id> }';
  }
  const isReadable = row.line_conventions === null || lineConventionsSchema.safeParse(row.line_conventions).success;
  return isReadable ? null : 'line_conventions is not { <source>: { side?, unit?, fixed? } }';
}

/** A kind added by a later release is read as "other". Its lines never equal a line that is read as a number. */
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
  names?: unknown;
  ids?: unknown;
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
  const outcome: OutcomeMapping = {
    canonicalId: stored.canonical_id,
    betpawaName: stored.betpawa_name ?? null,
    sportybetDesc: stored.sportybet_desc ?? null,
    bet9jaSuffix: stored.bet9ja_suffix ?? null,
    position: stored.position ?? index,
  };
  const names = toTexts(stored.names);
  const ids = toIds(stored);
  if (names) outcome.names = names;
  if (ids) outcome.ids = ids;
  return outcome;
}

/** Rows of an older release have the ids of two sources in keys of their own. */
function toIds(stored: StoredOutcome): Readonly<Record<string, string>> | undefined {
  let ids = toTexts(stored.ids);
  for (const source of SEED_SOURCES) {
    const key = SEED[source].formerOutcomeIdKey;
    const id = key === null ? undefined : stored[key];
    if (typeof id === 'string' && ids?.[source] === undefined) ids = { ...ids, [source]: id };
  }
  return ids;
}

/** The texts of a stored object, by source; undefined where there are none. Anything else in it is left out. */
function toTexts(stored: unknown): Record<string, string> | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined;
  const texts = Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

function isTexts(stored: unknown): boolean {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return false;
  return Object.values(stored).every(value => typeof value === 'string');
}

function orUndefined(texts: Readonly<Record<string, string>> | undefined): typeof texts {
  return texts && Object.keys(texts).length > 0 ? texts : undefined;
}

const OUTCOME_TEXTS = [
  'betpawa_name',
  'sportybet_desc',
  'bet9ja_suffix',
  'betpawa_outcome_id',
  'sportybet_outcome_id',
] as const;

import type { Knex } from 'knex';
import type {
  AuditAction,
  LineConvention,
  LineConventions,
  LineKind,
  MissingOutcome,
  Source,
  UnmappedAction,
  UnmappedReason,
  UnmappedStatus,
} from './model/index.js';

export type {
  AuditAction,
  LineConvention,
  LineConventions,
  LineKind,
  MissingOutcome,
  Source,
  UnmappedAction,
  UnmappedReason,
  UnmappedStatus,
};

/** An entry of `outcome_mapping`, with its keys as they are stored. */
export interface OutcomeMappingJson {
  canonical_id: string;
  betpawa_name: string | null;
  sportybet_desc: string | null;
  bet9ja_suffix: string | null;
  position: number;
  /** Further bookmakers' names of the outcome, by source. */
  names?: Readonly<Record<string, string>>;
  /** A bookmaker's own id of the outcome, by source. */
  ids?: Readonly<Record<string, string>>;
}

/** A row of user_market_mappings as knex hands it out. */
export interface UserMarketMappingRow {
  id: number;
  canonical_id: string;
  name: string;
  betpawa_id: string | null;
  sportybet_id: string | null;
  bet9ja_key: string | null;
  outcome_mapping: OutcomeMappingJson[];
  priority: number;
  is_active: boolean;
  created_at: Date;
  updated_at: Date;
  created_by: string | null;
  line_kind: LineKind | null;
  line_conventions: LineConventions | null;
  /** Further bookmakers' market ids, by source. */
  source_ids: Readonly<Record<string, string>> | null;
  sport: string | null;
}

/** A row of mapping_audit_log as knex hands it out. */
export interface MappingAuditLogRow {
  id: number;
  mapping_id: number | null;
  canonical_id: string;
  action: AuditAction;
  old_value: object | null;
  new_value: object | null;
  reason: string | null;
  created_at: Date;
  created_by: string | null;
  /** `library`; `sql` for a change that a trigger told of; `service` for what tells of no change. */
  origin: 'library' | 'sql' | 'service';
  change_id: string | null;
}

/** A row of unmapped_market_log as knex hands it out. */
export interface UnmappedMarketLogRow {
  id: number;
  source: Source;
  external_market_id: string;
  market_name: string | null;
  sample_outcomes: unknown;
  first_seen_at: Date;
  last_seen_at: Date;
  occurrence_count: number;
  status: UnmappedStatus;
  notes: string | null;
  parameter: string | null;
  sport: string | null;
  reason: UnmappedReason | null;
  missing_outcomes: readonly MissingOutcome[] | null;
  /** The transaction that closed it, as text, and when. */
  closed_by: string | null;
  closed_at: Date | null;
  /** How often it was seen each day, the latest first, and which day that is, in days since 1970 UTC. */
  sightings_day: number | null;
  sightings_by_day: readonly number[] | null;
  /** When it was met unmapped after it had been mapped. */
  regressed_at: Date | null;
  /** The rule that ignored it. */
  ignored_by: number | null;
  /** When somebody last made it NEW. */
  reopened_at: Date | null;
  /** When recording last found something to tell of it. */
  told_at: Date | null;
}

/** A row of unmapped_ignore_rules as knex hands it out. */
export interface UnmappedIgnoreRuleRow {
  id: number;
  source: Source | null;
  external_market_id: string | null;
  market_name: string | null;
  until: Date | null;
  reason: string;
  created_at: Date;
  created_by: string | null;
}

/** A row of unmapped_history as knex hands it out. */
export interface UnmappedHistoryRow {
  id: number;
  market_id: number | null;
  source: Source | null;
  external_market_id: string | null;
  action: UnmappedAction;
  old_value: object | null;
  new_value: object | null;
  rule_id: number | null;
  reason: string | null;
  change_id: string;
  created_at: Date;
  created_by: string | null;
}

/** What may be written into columns: their values, or an expression such as `db.fn.now()`. */
export type Written<Row> = { [Column in keyof Row]: Row[Column] | Knex.Raw };

declare module 'knex/types/tables.js' {
  // What an insert leaves out the database fills in. JSON goes in as text: pg would write an array as one of Postgres.
  interface Tables {
    user_market_mappings: Knex.CompositeTableType<
      UserMarketMappingRow,
      Written<
        Partial<Omit<UserMarketMappingRow, 'outcome_mapping' | 'line_conventions' | 'source_ids'>> & {
          canonical_id: string;
          name: string;
          outcome_mapping: string;
          line_conventions?: string | null;
          source_ids?: string | null;
        }
      >
    >;
    mapping_audit_log: Knex.CompositeTableType<
      MappingAuditLogRow,
      Written<
        Partial<Omit<MappingAuditLogRow, 'old_value' | 'new_value'>> & {
          canonical_id: string;
          action: AuditAction;
          old_value?: string | null;
          new_value?: string | null;
        }
      >
    >;
    unmapped_market_log: Knex.CompositeTableType<
      UnmappedMarketLogRow,
      Written<
        Partial<Omit<UnmappedMarketLogRow, 'sample_outcomes' | 'missing_outcomes'>> & {
          source: Source;
          external_market_id: string;
          sample_outcomes?: string | null;
          missing_outcomes?: string | null;
        }
      >
    >;
    unmapped_ignore_rules: Knex.CompositeTableType<
      UnmappedIgnoreRuleRow,
      Written<Partial<UnmappedIgnoreRuleRow> & { reason: string }>
    >;
    unmapped_history: Knex.CompositeTableType<UnmappedHistoryRow, never>;
  }
}

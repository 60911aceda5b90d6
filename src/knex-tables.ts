import type { Knex } from 'knex';
import type { AuditAction, Source, UnmappedStatus } from './model.js';
import type { AuditRow, MappingRow, UnmappedRow } from './rows.js';

/** A row as knex hands it out: times are Dates. */
type Read<Row> = { [Column in keyof Row]: Column extends `${string}_at` ? Date : Row[Column] };

/** What an insert must have, and what the database fills in. */
type Write<Row, Needed extends keyof Row, Json> = Partial<Omit<Row, Needed | keyof Json>> & Pick<Row, Needed> & Json;

/** An entry of `outcome_mapping`, with its keys as they are stored. */
export interface OutcomeMappingJson {
  canonical_id: string;
  betpawa_name: string | null;
  sportybet_desc: string | null;
  bet9ja_suffix: string | null;
  position: number;
  betpawa_outcome_id?: string;
  sportybet_outcome_id?: string;
}

/** A row of user_market_mappings. */
export type UserMarketMappingRow = Read<Omit<MappingRow, 'outcome_mapping'>> & {
  outcome_mapping: OutcomeMappingJson[];
};
/** A row of mapping_audit_log. */
export type MappingAuditLogRow = Read<Omit<AuditRow, 'action'>> & { action: AuditAction };
/** A row of unmapped_market_log. */
export type UnmappedMarketLogRow = Read<Omit<UnmappedRow, 'source' | 'status'>> & {
  source: Source;
  status: UnmappedStatus;
};

/** JSON goes to the database as text: pg would write an array as an array of Postgres. */
type Inserted<Row, Needed extends keyof Row, JsonColumn extends keyof Row> = Write<
  Row,
  Exclude<Needed, JsonColumn>,
  { [Column in JsonColumn & Needed]: string } & { [Column in Exclude<JsonColumn, Needed>]?: string | null }
>;

declare module 'knex/types/tables.js' {
  interface Tables {
    user_market_mappings: Knex.CompositeTableType<
      UserMarketMappingRow,
      Inserted<UserMarketMappingRow, 'canonical_id' | 'name' | 'outcome_mapping', 'outcome_mapping'>
    >;
    mapping_audit_log: Knex.CompositeTableType<
      MappingAuditLogRow,
      Inserted<MappingAuditLogRow, 'canonical_id' | 'action', 'old_value' | 'new_value'>
    >;
    unmapped_market_log: Knex.CompositeTableType<
      UnmappedMarketLogRow,
      Inserted<UnmappedMarketLogRow, 'source' | 'external_market_id', 'sample_outcomes'>
    >;
  }
}

import type { SchemaDescription } from './migration.js';
import { schemaAfter007 } from './schema-after-007.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter008: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter007,
  unmapped_market_log: {
    ...schemaAfter007.unmapped_market_log,
    'column sightings_day': 'integer',
    'column sightings_by_day': 'integer[]',
    'column regressed_at': 'timestamp with time zone',
    'column ignored_by': 'integer',
    'column reopened_at': 'timestamp with time zone',
    'column told_at': 'timestamp with time zone',
    'index idx_unmapped_closed_bet9ja': `btree (external_market_id COLLATE "C") WHERE (((source)::text = 'bet9ja'::text) AND (((status)::text = 'MAPPED'::text) OR ((status)::text = 'IGNORED'::text)))`,
  },
  unmapped_ignore_rules: {
    table: 'ordinary table',
    'column id': 'integer not null serial',
    'column source': 'character varying(20)',
    'column external_market_id': 'character varying(100)',
    'column market_name': 'character varying(255)',
    'column until': 'timestamp with time zone',
    'column reason': 'text not null',
    'column created_at': 'timestamp with time zone not null default now()',
    'column created_by': 'character varying(100)',
    'primary key': '(id)',
  },
  unmapped_history: {
    table: 'ordinary table',
    'column id': 'integer not null serial',
    'column market_id': 'integer',
    'column source': 'character varying(20)',
    'column external_market_id': 'character varying(100)',
    'column action': 'character varying(20) not null',
    'column old_value': 'jsonb',
    'column new_value': 'jsonb',
    'column rule_id': 'integer',
    'column reason': 'text',
    'column change_id': 'uuid not null',
    'column created_at': 'timestamp with time zone not null default now()',
    'column created_by': 'character varying(100)',
    'primary key': '(id)',
    'index idx_unmapped_history_market': 'btree (market_id, id)',
    'index idx_unmapped_history_change': 'btree (change_id)',
    'index idx_unmapped_history_created': 'btree (created_at)',
  },
}))();

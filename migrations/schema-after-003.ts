import type { SchemaDescription } from './migration.js';
import { schemaAfter002 } from './schema-after-002.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter003: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter002,
  unmapped_market_log: {
    ...schemaAfter002.unmapped_market_log,
    'index idx_unmapped_open':
      'btree (source, external_market_id COLLATE "C") ' +
      "WHERE (((status)::text = 'NEW'::text) OR ((status)::text = 'ACKNOWLEDGED'::text))",
    'index idx_unmapped_by_count': 'btree (occurrence_count, id)',
    'index idx_unmapped_by_last_seen': 'btree (last_seen_at, id)',
    'index idx_unmapped_by_first_seen': 'btree (first_seen_at, id)',
  },
  market_mapping_recorders: {
    table: 'ordinary table',
    'column id': 'uuid not null',
    'column last_flush': 'bigint not null',
    'column flushed_at': 'timestamp with time zone not null default now()',
    'primary key': '(id)',
  },
}))();

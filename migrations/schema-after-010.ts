import type { SchemaDescription } from './migration.js';
import { schemaAfter009 } from './schema-after-009.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter010: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter009,
  market_mapping_dismissals: {
    table: 'ordinary table',
    'column id': 'integer not null serial',
    'column rule': 'character varying(50) not null',
    'column canonical_id': 'character varying(100) not null',
    'column source': 'character varying(20)',
    'column fingerprint': 'character varying(64) not null',
    'column about': 'jsonb not null',
    'column message': 'text not null',
    'column reason': 'text not null',
    'column created_at': 'timestamp with time zone not null default now()',
    'column created_by': 'character varying(100)',
    'primary key': '(id)',
    'index idx_dismissals_finding': 'btree (canonical_id, rule)',
  },
}))();

import type { SchemaDescription } from './migration.js';
import { schemaAfter002 } from './schema-after-002.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter003: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter002,
  market_mapping_recorders: {
    table: 'ordinary table',
    'column id': 'uuid not null',
    'column last_flush': 'bigint not null',
    'column flushed_at': 'timestamp with time zone not null default now()',
    'primary key': '(id)',
  },
}))();

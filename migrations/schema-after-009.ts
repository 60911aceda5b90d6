import type { SchemaDescription } from './migration.js';
import { schemaAfter006 } from './schema-after-006.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter009: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter006,
  market_mapping_recorders: {
    ...schemaAfter006.market_mapping_recorders,
    'column application': 'text',
    'column host': 'text',
    'column pid': 'integer',
    'column package_version': 'text',
    'column started_at': 'timestamp with time zone',
    'column seen_at': 'timestamp with time zone',
    'column mappings_number': 'bigint',
    'column mappings_version': 'uuid',
    'column checked_at': 'timestamp with time zone',
    'column behind_since': 'timestamp with time zone',
    'column stats': 'jsonb',
  },
}))();

import type { SchemaDescription } from './migration.js';
import { schemaAfter008 } from './schema-after-008.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter009: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter008,
  market_mapping_recorders: {
    ...schemaAfter008.market_mapping_recorders,
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

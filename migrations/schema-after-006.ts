import type { SchemaDescription } from './migration.js';
import { schemaAfter005 } from './schema-after-005.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter006: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter005,
  unmapped_market_log: {
    ...schemaAfter005.unmapped_market_log,
    'column reason': 'character varying(20)',
    'column missing_outcomes': 'jsonb',
    'column closed_by': 'xid8',
    'column closed_at': 'timestamp with time zone',
  },
}))();

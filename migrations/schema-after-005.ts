import type { SchemaDescription } from './migration.js';
import { schemaAfter004 } from './schema-after-004.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter005: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter004,
  user_market_mappings: {
    ...schemaAfter004.user_market_mappings,
    'column source_ids': 'jsonb',
    'column sport': 'character varying(20)',
    'index idx_user_mappings_source_ids':
      'gin (source_ids jsonb_path_ops) WITH (fastupdate=off) WHERE (source_ids IS NOT NULL)',
  },
  unmapped_market_log: {
    ...schemaAfter004.unmapped_market_log,
    'column parameter': 'character varying(255)',
    'column sport': 'character varying(20)',
  },
}))();

import type { SchemaDescription } from './migration.js';
import { schemaAfter003 } from './schema-after-003.js';

const KINDS = /* @__PURE__ */ [
  'none',
  'total',
  'asian-handicap',
  'european-handicap',
  'exact-number',
  'interval',
  'player',
  'other',
]
  .map(kind => `((line_kind)::text = '${kind}'::text)`)
  .join(' OR ');

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter004: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter003,
  user_market_mappings: {
    ...schemaAfter003.user_market_mappings,
    'column line_kind': 'character varying(20)',
    'column line_conventions': 'jsonb',
    'check user_market_mappings_line_kind': `CHECK (((line_kind IS NULL) OR ${KINDS}))`,
  },
}))();

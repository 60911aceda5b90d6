import type { SchemaDescription } from './migration.js';
import { schemaAfter001 } from './schema-after-001.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter002: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter001,
  user_market_mappings: {
    ...schemaAfter001.user_market_mappings,
    'trigger market_mapping_tell_change':
      'CREATE CONSTRAINT TRIGGER market_mapping_tell_change AFTER INSERT OR DELETE OR UPDATE ON user_market_mappings ' +
      'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION market_mapping_tell_change()',
    'trigger market_mapping_tell_truncate':
      'CREATE TRIGGER market_mapping_tell_truncate AFTER TRUNCATE ON user_market_mappings ' +
      'FOR EACH STATEMENT EXECUTE FUNCTION market_mapping_tell_change()',
    'function market_mapping_tell_change()':
      'plpgsql returns trigger security definer set search_path=pg_catalog, pg_temp body de1d6d52fa069bfe681627deee6b1618',
  },
  market_mapping_changes: {
    table: 'ordinary table',
    'column id': 'boolean not null default true',
    'column number': 'bigint not null',
    'column version': 'uuid not null',
    'primary key': '(id)',
    'check market_mapping_changes_one_row': 'CHECK (id)',
  },
  market_mapping_journal: {
    table: 'ordinary table',
    'column number': 'bigint not null',
    'column version': 'uuid not null',
    'column mapping_id': 'integer not null',
    'primary key': '(number, version, mapping_id)',
  },
}))();

import type { SchemaDescription } from './migration.js';
import { schemaAfter006 } from './schema-after-006.js';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter007: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter006,
  user_market_mappings: {
    ...schemaAfter006.user_market_mappings,
    'function market_mapping_guard_audit()':
      'plpgsql returns trigger set search_path=pg_catalog, pg_temp body 3d7342b7472bf642cb1383e2a5f47281',
    'function market_mapping_keep_history()':
      'plpgsql returns trigger security definer set search_path=pg_catalog, pg_temp body 6f5b5562972510fd9f4869a4aa089bfc',
    'function market_mapping_place_audit()':
      'plpgsql returns trigger security definer set search_path=pg_catalog, pg_temp body 821bf76ca232371407b4a44b19b701c3',
    'function market_mapping_restart_history()':
      'plpgsql returns trigger security definer set search_path=pg_catalog, pg_temp body 4805ff5695fae3e2440816bec86eb494',
    'function market_mapping_touch()':
      'plpgsql returns trigger set search_path=pg_catalog, pg_temp body 24b8dba4a6f681c6e3662310ac0ed27e',
    'trigger market_mapping_keep_history':
      'CREATE TRIGGER market_mapping_keep_history AFTER INSERT OR DELETE OR UPDATE ON user_market_mappings FOR EACH ROW EXECUTE FUNCTION market_mapping_keep_history()',
    'trigger market_mapping_touch':
      'CREATE TRIGGER market_mapping_touch BEFORE UPDATE ON user_market_mappings FOR EACH ROW WHEN ((new.updated_at <= old.updated_at)) EXECUTE FUNCTION market_mapping_touch()',
  },
  mapping_audit_log: {
    ...schemaAfter006.mapping_audit_log,
    'column change_id': 'uuid',
    'column origin': 'character varying(10)',
    'column xact_id': 'xid8 default pg_current_xact_id()',
    'index idx_audit_log_change': 'btree (change_id) WHERE (change_id IS NOT NULL)',
    'index idx_audit_log_xact': 'btree (canonical_id, xact_id)',
    'trigger market_mapping_guard_audit':
      'CREATE TRIGGER market_mapping_guard_audit BEFORE DELETE OR UPDATE ON mapping_audit_log FOR EACH ROW EXECUTE FUNCTION market_mapping_guard_audit()',
    'trigger market_mapping_place_audit':
      'CREATE TRIGGER market_mapping_place_audit BEFORE INSERT ON mapping_audit_log FOR EACH ROW WHEN ((new.origin IS NULL)) EXECUTE FUNCTION market_mapping_place_audit()',
    'trigger market_mapping_restart_history':
      'CREATE TRIGGER market_mapping_restart_history AFTER TRUNCATE ON mapping_audit_log FOR EACH STATEMENT EXECUTE FUNCTION market_mapping_restart_history()',
  },
  market_mapping_history: {
    'check market_mapping_history_one_row': 'CHECK (id)',
    'column id': 'boolean not null default true',
    'column since': 'timestamp with time zone not null',
    'primary key': '(id)',
    table: 'ordinary table',
  },
}))();

import type { SchemaDescription } from './migration.js';
import { schemaAfter006 } from './schema-after-006.js';

const FUNCTION = 'plpgsql returns trigger';
const SETTINGS = 'set search_path=pg_catalog, pg_temp';

// Called pure so that a bundler may leave it out: a spread could run a getter.
export const schemaAfter007: SchemaDescription = /* @__PURE__ */ (() => ({
  ...schemaAfter006,
  user_market_mappings: {
    ...schemaAfter006.user_market_mappings,
    'trigger market_mapping_raise_updated_at':
      'CREATE TRIGGER market_mapping_raise_updated_at BEFORE UPDATE ON user_market_mappings ' +
      'FOR EACH ROW EXECUTE FUNCTION market_mapping_raise_updated_at()',
    'trigger market_mapping_keep_history':
      'CREATE TRIGGER market_mapping_keep_history AFTER INSERT OR DELETE OR UPDATE ON user_market_mappings ' +
      'FOR EACH ROW EXECUTE FUNCTION market_mapping_keep_history()',
    'function market_mapping_raise_updated_at()': `${FUNCTION} ${SETTINGS} body 59fb5663b56105325eaf53797e0e5e31`,
    'function market_mapping_keep_history()': `${FUNCTION} security definer ${SETTINGS} body 74d0bfb61bb1bb85ffb73249b68fbd8f`,
    'function market_mapping_take_told()': `${FUNCTION} security definer ${SETTINGS} body 9d0cb0737dbc89216a5c05343485753c`,
    'function market_mapping_guard_audit()': `${FUNCTION} ${SETTINGS} body ee2d549235fb239b38ac1374e755e1fc`,
    'function market_mapping_restart_history()': `${FUNCTION} security definer ${SETTINGS} body 874e83d83e6a4e5a148f9e7a4234202c`,
  },
  mapping_audit_log: {
    ...schemaAfter006.mapping_audit_log,
    'column origin': "character varying(10) not null default 'service'::character varying",
    'column change_id': 'uuid',
    'column xact_id': 'xid8',
    'column kept_mapping_id': `bigint generated as COALESCE(("substring"((new_value ->> 'id'::text), '^[0-9]{1,18}$'::text))::bigint, ("substring"((old_value ->> 'id'::text), '^[0-9]{1,18}$'::text))::bigint)`,
    'index idx_audit_log_change': 'btree (change_id)',
    'index idx_audit_log_renamed':
      "btree (((old_value ->> 'canonical_id'::text))) WHERE ((old_value ->> 'canonical_id'::text) <> (canonical_id)::text)",
    'index idx_audit_log_kept_mapping': 'btree (kept_mapping_id, id)',
    'trigger market_mapping_take_told':
      'CREATE TRIGGER market_mapping_take_told BEFORE INSERT ON mapping_audit_log ' +
      'FOR EACH ROW EXECUTE FUNCTION market_mapping_take_told()',
    'trigger market_mapping_guard_audit':
      'CREATE TRIGGER market_mapping_guard_audit BEFORE DELETE OR UPDATE ON mapping_audit_log ' +
      'FOR EACH ROW EXECUTE FUNCTION market_mapping_guard_audit()',
    'trigger market_mapping_restart_history':
      'CREATE TRIGGER market_mapping_restart_history AFTER TRUNCATE ON mapping_audit_log ' +
      'FOR EACH STATEMENT EXECUTE FUNCTION market_mapping_restart_history()',
  },
  market_mapping_history_start: {
    table: 'ordinary table',
    'column id': 'boolean not null default true',
    'column started_at': 'timestamp with time zone not null',
    'primary key': '(id)',
    'check market_mapping_history_start_one_row': 'CHECK (id)',
  },
}))();

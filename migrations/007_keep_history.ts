import { type Migration, type MigrationTarget, sql, where } from './migration.js';

/** A trigger that makes or guards history, and the function of the same name that it calls. */
export interface HistoryGuard {
  readonly name: string;
  readonly table: string;
  /** When it fires. */
  readonly event: string;
  /** Only for rows of which this holds. */
  readonly condition?: string;
  readonly security: 'definer' | 'invoker';
  readonly body: string;
}

/**
 * Gives every change of a mapping a row in the audit log, whoever makes it.
 *
 * The library writes its row in the statement of the change. A trigger looks whether the transaction holds a row of exactly this change
 * and writes one if not, with the role that acted. It is immediate, so it sees each change by itself, whatever else the transaction does
 * before and after. A service that writes its own row after its change takes the place of the trigger's. Audit rows can't be changed;
 * the owner may delete old ones in a transaction that says so (`pruneAuditLog`).
 *
 * `market_mapping_history` has a row once history has lost its beginning, by pruning or TRUNCATE.
 */
export const keepHistory: Migration = {
  name: '007_keep_history',

  up(schema, target) {
    const audit = `"${target.schema}"."mapping_audit_log"`;
    schema.alterTable('mapping_audit_log', table => {
      table.string('origin', 10);
      table.uuid('change_id');
      table.specificType('xact_id', 'xid8');
      table.index(['canonical_id', 'xact_id'], 'idx_audit_log_xact');
      table.index(['change_id'], 'idx_audit_log_change', { predicate: where().whereNotNull('change_id') });
    });
    // Afterwards: rows of before have no transaction. A default, so that rows of other services and older releases have theirs.
    schema.raw(`alter table ${audit} alter column xact_id set default pg_current_xact_id()`);
    schema.createTable('market_mapping_history', table => {
      // The only row that there can be.
      table.boolean('id').primary().defaultTo(sql('true'));
      table.timestamp('since').notNullable();
      table.check('id', [], 'market_mapping_history_one_row');
    });
    for (const guard of HISTORY_GUARDS) {
      schema.raw(createHistoryFunction(target, guard));
      schema.raw(createHistoryTrigger(target, guard));
    }
  },

  down(schema, target) {
    for (const { name, table } of HISTORY_GUARDS) {
      schema.raw(`drop trigger ${name} on "${target.schema}"."${table}"`);
      schema.raw(`drop function "${target.schema}"."${name}"()`);
    }
    schema.dropTable('market_mapping_history');
    schema.alterTable('mapping_audit_log', table => {
      table.dropIndex([], 'idx_audit_log_change');
      table.dropIndex([], 'idx_audit_log_xact');
      table.dropColumns('origin', 'change_id', 'xact_id');
    });
  },
};

/** The function of a guard; replaces an existing one. As in 002, its body contains no schema name, and nobody else may execute it. */
export function createHistoryFunction({ schema }: Pick<MigrationTarget, 'schema'>, guard: HistoryGuard): string {
  const { name, security, body } = guard;
  return `create or replace function "${schema}"."${name}"() returns trigger
language plpgsql security ${security} set search_path = pg_catalog, pg_temp as $market_mapping$${body}$market_mapping$;
revoke execute on function "${schema}"."${name}"() from public`;
}

/** A trigger that also fires for what a loader writes (`session_replication_role = replica`). */
export function createHistoryTrigger({ schema }: Pick<MigrationTarget, 'schema'>, guard: HistoryGuard): string {
  const { name, table, event, condition } = guard;
  const when = condition === undefined ? '' : ` when (${condition})`;
  return `create trigger ${name} ${event}${when} execute function "${schema}"."${name}"();
alter table "${schema}"."${table}" enable always trigger ${name}`.replace(' on table ', ` on "${schema}"."${table}" `);
}

/** plpgsql: as in 002, the path is put back when the function ends. */
const BESIDE_THE_TABLE = `perform set_config('search_path', 'pg_catalog, ' || quote_ident(tg_table_schema::text) || ', pg_temp', true);`;

/**
 * An id of a transaction can occur again after a restore into another cluster. What was restored is older than the transaction; an hour
 * is left to services that take the time from a clock of their own.
 */
const OF_THIS_TRANSACTION = `a.xact_id = pg_current_xact_id() and a.created_at > transaction_timestamp() - interval '1 hour'`;

const KEEP = `
declare
  its_old jsonb;
  its_new jsonb;
  its_canonical_id text;
  its_id integer;
  its_action text := 'UPDATE';
begin
  if tg_op = 'UPDATE' and old is not distinct from new then
    return null;
  end if;
  ${BESIDE_THE_TABLE}
  -- A logical subscriber receives the publisher's audit rows, if it subscribes to them.
  if current_setting('session_replication_role') = 'replica' and exists (
    select from pg_stat_get_subscription(null) s join pg_subscription_rel r on r.srsubid = s.subid
    where s.pid = pg_backend_pid() and r.srrelid = 'mapping_audit_log'::regclass
  ) then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    its_old := to_jsonb(old);
  end if;
  if tg_op = 'DELETE' then
    its_canonical_id := old.canonical_id;
    its_action := 'DELETE';
  else
    its_new := to_jsonb(new);
    its_canonical_id := new.canonical_id;
    its_id := new.id;
  end if;
  if exists (
    select from mapping_audit_log a
    where a.canonical_id = its_canonical_id and ${OF_THIS_TRANSACTION}
      and a.old_value is not distinct from its_old and a.new_value is not distinct from its_new
  ) then
    return null;
  end if;
  if tg_op = 'INSERT' then
    its_action := 'CREATE';
  elsif tg_op = 'UPDATE' and old.is_active <> new.is_active
    and its_old - 'is_active' - 'updated_at' = its_new - 'is_active' - 'updated_at' then
    its_action := case when new.is_active then 'ACTIVATE' else 'DEACTIVATE' end;
  end if;
  insert into mapping_audit_log (mapping_id, canonical_id, action, old_value, new_value, created_at, created_by, origin)
  values (its_id, its_canonical_id, its_action, its_old, its_new, clock_timestamp(),
    coalesce(nullif(current_setting('role'), 'none'), session_user), 'sql');
  return null;
end `;

const TOUCH = `
begin
  if old is distinct from new then
    new.updated_at := greatest(date_trunc('milliseconds', clock_timestamp()),
      date_trunc('milliseconds', old.updated_at) + interval '1 millisecond');
  end if;
  return new;
end `;

const PLACE = `
declare
  its_id integer;
  its_time timestamptz;
begin
  -- The default is when the transaction began, and it may have waited for another's since.
  if new.created_at = transaction_timestamp() then
    new.created_at := clock_timestamp();
  end if;
  ${BESIDE_THE_TABLE}
  select a.id, a.created_at into its_id, its_time from mapping_audit_log a
  where a.canonical_id = new.canonical_id and ${OF_THIS_TRANSACTION} and a.origin = 'sql'
    and a.old_value is not distinct from new.old_value and a.new_value is not distinct from new.new_value
  limit 1;
  if its_id is not null then
    perform set_config('market_mapping.prunes', 'on', true);
    delete from mapping_audit_log where id = its_id;
    perform set_config('market_mapping.prunes', '', true);
    new.id := its_id;
    new.created_at := its_time;
  end if;
  return new;
end `;

const GUARD = `
declare
  has_mapping boolean := false;
begin
  if tg_op = 'UPDATE' then
    if new.mapping_id is null and to_jsonb(old) - 'mapping_id' = to_jsonb(new) - 'mapping_id' then
      if pg_trigger_depth() = 1 then
        execute format('select exists (select from %I.user_market_mappings where id = $1)', tg_table_schema)
          into has_mapping using old.mapping_id;
      end if;
      if not has_mapping then
        return new;
      end if;
    end if;
  elsif current_setting('market_mapping.prunes', true) = 'on'
    and pg_has_role(current_user, (select c.relowner from pg_class c where c.oid = tg_relid), 'usage') then
    return old;
  end if;
  raise exception using errcode = 'insufficient_privilege',
    message = 'rows of the audit log can''t be changed or deleted',
    hint = 'The owner of the table can delete old ones with pruneAuditLog.';
end `;

const RESTART = `
begin
  ${BESIDE_THE_TABLE}
  insert into market_mapping_history (since) values (clock_timestamp())
  on conflict (id) do update set since = excluded.since;
  return null;
end `;

const MAPPINGS = 'user_market_mappings';
const AUDIT = 'mapping_audit_log';

/** Every trigger of this migration, in the order of their creation. */
export const HISTORY_GUARDS: readonly HistoryGuard[] = [
  {
    name: 'market_mapping_keep_history',
    table: MAPPINGS,
    event: 'after insert or update or delete on table for each row',
    security: 'definer',
    body: KEEP,
  },
  {
    name: 'market_mapping_touch',
    table: MAPPINGS,
    event: 'before update on table for each row',
    // The library's own changes raise it already.
    condition: 'new.updated_at <= old.updated_at',
    security: 'invoker',
    body: TOUCH,
  },
  {
    name: 'market_mapping_place_audit',
    table: AUDIT,
    event: 'before insert on table for each row',
    // The library's rows and the triggers' own say whose they are, and cost nothing here.
    condition: 'new.origin is null',
    security: 'definer',
    body: PLACE,
  },
  {
    name: 'market_mapping_guard_audit',
    table: AUDIT,
    event: 'before update or delete on table for each row',
    security: 'invoker',
    body: GUARD,
  },
  {
    name: 'market_mapping_restart_history',
    table: AUDIT,
    event: 'after truncate on table for each statement',
    security: 'definer',
    body: RESTART,
  },
];

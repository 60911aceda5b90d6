import { dropGuard, functionIn, type Guard } from './guard.js';
import { type Migration, sql } from './migration.js';

/**
 * The history of a mapping is whole, whoever changes it. A trigger writes the audit row of every change that nobody else has told of:
 * one made in psql, by a loader, or by another service.
 *
 * `origin` says who told of a change: `library`, or `sql` for what the trigger told. What somebody else inserts is `service` until it
 * is known to tell of a change of the same transaction; then it takes the place of the trigger's row, is `sql` too, and has the exact
 * rows before and after. What tells of no change stays `service`, and is not part of the history.
 * `change_id` groups the rows of one import, bulk act or revert. `kept_mapping_id` is the mapping's id, which stays when it is deleted.
 * `market_mapping_history_start` has a row once some of the history is gone, and says until when.
 */
export const keepHistory: Migration = {
  name: '007_keep_history',

  up(schema, target) {
    const audit = `"${target.schema}"."mapping_audit_log"`;
    schema.alterTable('mapping_audit_log', table => {
      // What is there by now is the library's; a constant needs no rewriting.
      table.string('origin', 10).notNullable().defaultTo('library');
      table.uuid('change_id');
      table.specificType('xact_id', 'xid8');
    });
    schema.raw(`alter table ${audit} alter column "origin" set default 'service'`);
    schema.raw(`alter table ${audit} add column "kept_mapping_id" bigint generated always as (${KEPT_ID}) stored`);
    schema.alterTable('mapping_audit_log', table => {
      table.index(['kept_mapping_id', 'id'], 'idx_audit_log_kept_mapping');
      table.index(['change_id'], 'idx_audit_log_change');
    });
    // Few rows: a canonical id is changed only by hand.
    schema.raw(`create index "idx_audit_log_renamed" on ${audit} (("old_value" ->> 'canonical_id'))
where "old_value" ->> 'canonical_id' <> "canonical_id"`);
    schema.createTable('market_mapping_history_start', table => {
      // The only row that there can be.
      table.boolean('id').primary().defaultTo(sql('true'));
      table.timestamp('started_at').notNullable();
      table.check('id', [], 'market_mapping_history_start_one_row');
    });
    for (const guard of HISTORY_GUARDS) {
      schema.raw(guard.createFunction(target));
      for (const statement of guard.triggers) schema.raw(statement.create(target));
    }
  },

  down(schema, target) {
    for (const guard of [...HISTORY_GUARDS].reverse()) dropGuard(schema, target, guard);
    schema.dropTable('market_mapping_history_start');
    schema.alterTable('mapping_audit_log', table => {
      table.dropIndex([], 'idx_audit_log_renamed');
      table.dropColumns('kept_mapping_id', 'xact_id', 'change_id', 'origin');
    });
  },
};

/** Of either row, in the form in which a whole row as JSON has it; other services may keep something else in these columns. */
const KEPT_ID = ['new_value', 'old_value']
  .map(column => `"substring"("${column}" ->> 'id', '^[0-9]{1,18}$')::bigint`)
  .reduce((first, second) => `coalesce(${first}, ${second})`);

/**
 * The function's own setting puts the path back when it ends. Only what pg_catalog has not is looked for beside the table. An assignment
 * costs less than `perform`, which is a query.
 */
const BESIDE_THE_TABLE = `path := set_config('search_path', 'pg_catalog, ' || quote_ident(tg_table_schema::text) || ', pg_temp', true);`;

/**
 * A logical subscriber to the audit log gets the publisher's rows of it. A person may set session_replication_role as well. In a
 * statement of its own, which nearly no call comes to: an expression with a subquery costs as much as the rest of a call.
 */
const unlessReplicated = (leave: string) => `if current_setting('session_replication_role') = 'replica' then
    if exists (
      select from pg_stat_get_subscription(null) s join pg_subscription_rel r on r.srsubid = s.subid
      where s.pid = pg_backend_pid() and r.srrelid = (quote_ident(tg_table_schema::text) || '.mapping_audit_log')::regclass
    ) then
      ${leave}
    end if;
  end if;`;

/** The id of a transaction can occur again after a restore. An hour is left to services that take the time from a clock of their own. */
const OF_THIS_TRANSACTION = `a.xact_id = pg_current_xact_id() and a.created_at > now() - interval '1 hour'`;

const ACTING_ROLE = `case current_setting('role') when 'none' then session_user::text else current_setting('role') end`;

/** \`updatedAt\` of a mapping changes with every change, also where a statement leaves it alone. */
const RAISE_UPDATED_AT = `
begin
  if new.updated_at <= old.updated_at and new is distinct from old then
    new.updated_at := greatest(date_trunc('milliseconds', clock_timestamp()), date_trunc('milliseconds', old.updated_at) + interval '1 millisecond');
  end if;
  return new;
end `;

/**
 * Comes after the statement, so the library's audit row, which the same statement writes, is there already. The last row of a mapping
 * tells of this change only if it has exactly the rows before and after, of which \`updated_at\` makes each unlike all others.
 */
const KEEP_HISTORY = `
declare
  before constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  its_action text := case tg_op when 'INSERT' then 'CREATE' when 'DELETE' then 'DELETE' else 'UPDATE' end;
  told record;
  path text;
begin
  if before = after then
    return null;
  end if;
  ${unlessReplicated('return null;')}
  ${BESIDE_THE_TABLE}
  select a.id, a.action, a.origin, ${OF_THIS_TRANSACTION} as is_now,
    ${OF_THIS_TRANSACTION} and a.old_value is not distinct from before and a.new_value is not distinct from after as is_exact into told
  from mapping_audit_log a where a.kept_mapping_id = coalesce(new.id, old.id)::bigint order by a.id desc limit 1;
  if told.is_exact then
    if told.origin = 'service' then
      perform set_config('market_mapping.alters_history', 'on', true);
      update mapping_audit_log set origin = 'sql' where id = told.id;
      perform set_config('market_mapping.alters_history', 'off', true);
    end if;
    return null;
  end if;
  if told.is_now and told.origin = 'service'
    and (told.action = its_action or its_action = 'UPDATE' and told.action in ('ACTIVATE', 'DEACTIVATE')) then
    -- A service that tells first and acts then.
    perform set_config('market_mapping.alters_history', 'on', true);
    update mapping_audit_log set origin = 'sql', old_value = before, new_value = after, created_at = clock_timestamp() where id = told.id;
    perform set_config('market_mapping.alters_history', 'off', true);
    return null;
  end if;
  if tg_op = 'UPDATE' and old.is_active <> new.is_active and before - '{is_active,updated_at}'::text[] = after - '{is_active,updated_at}'::text[] then
    its_action := case when new.is_active then 'ACTIVATE' else 'DEACTIVATE' end;
  end if;
  insert into mapping_audit_log (mapping_id, canonical_id, action, old_value, new_value, created_at, created_by, origin, xact_id)
  values (new.id, coalesce(new.canonical_id, old.canonical_id), its_action, before, after, clock_timestamp(),
    ${ACTING_ROLE}, 'sql', pg_current_xact_id());
  return null;
end `;

/** What a service tells of a change that it made before takes the place of what the trigger told of it. */
const TAKE_TOLD = `
declare
  told record;
  path text;
begin
  if new.origin is distinct from 'service' then
    return new;
  end if;
  ${unlessReplicated('return new;')}
  ${BESIDE_THE_TABLE}
  new.xact_id := pg_current_xact_id();
  select a.* into told from mapping_audit_log a
  where a.canonical_id = new.canonical_id and a.xact_id = new.xact_id and a.created_at >= now()
  order by a.origin = 'sql' and a.old_value is not distinct from new.old_value and a.new_value is not distinct from new.new_value desc, a.id desc
  limit 1;
  -- What begins where that change ended is told before it is made, or by the statement that makes it. After a change by the library, so
  -- is everything but the very same change.
  if told.origin = 'sql' and told.new_value is distinct from new.old_value and (told.action = new.action or told.action not in ('CREATE', 'DELETE') and new.action not in ('CREATE', 'DELETE')) then
    perform set_config('market_mapping.alters_history', 'on', true);
    delete from mapping_audit_log where id = told.id;
    perform set_config('market_mapping.alters_history', 'off', true);
    new.origin := 'sql';
    new.id := told.id;
    new.mapping_id := told.mapping_id;
    new.old_value := told.old_value;
    new.new_value := told.new_value;
    new.created_at := told.created_at;
    new.created_by := coalesce(new.created_by, told.created_by);
  end if;
  return new;
end `;

/** Nobody alters the history. The functions of this migration and pruneAuditLog say that it is them, which only the owner can. */
const GUARD_AUDIT = `
declare
  is_owner constant boolean := pg_has_role((select c.relowner from pg_class c where c.oid = tg_relid), 'usage');
  path text;
begin
  if is_owner and current_setting('market_mapping.alters_history', true) = 'on' then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  ${unlessReplicated("return case tg_op when 'DELETE' then old else new end;")}
  -- A generated column has no value yet.
  if tg_op = 'UPDATE' and new.mapping_id is null
    and to_jsonb(new) - '{mapping_id,kept_mapping_id}'::text[] = to_jsonb(old) - '{mapping_id,kept_mapping_id}'::text[] then
    ${BESIDE_THE_TABLE}
    if not exists (select from user_market_mappings m where m.id = old.mapping_id) then
      return new;
    end if;
  end if;
  raise exception 'the history of mappings can not be altered: % of mapping_audit_log is refused', lower(tg_op)
    using errcode = '42501', hint = 'The owner of the table removes old rows with pruneAuditLog.';
end `;

/** \`TRUNCATE\` is the owner's, and begins the history anew. */
const RESTART_HISTORY = `
declare
  path text;
begin
  if not pg_has_role(${ACTING_ROLE}, (select c.relowner from pg_class c where c.oid = tg_relid), 'usage') then
    raise exception 'the history of mappings can not be altered: truncate of mapping_audit_log is refused'
      using errcode = '42501', hint = 'Only the owner of the table may truncate it.';
  end if;
  ${BESIDE_THE_TABLE}
  insert into market_mapping_history_start (started_at) values (clock_timestamp())
  on conflict (id) do update set started_at = excluded.started_at;
  return null;
end `;

const MAPPINGS = 'user_market_mappings';
const AUDIT = 'mapping_audit_log';
const DEFINER = { isDefiner: true };

/** The functions and triggers that keep the history. They must be as this release creates them, or it has gaps. */
export const HISTORY_GUARDS: readonly Guard[] = [
  functionIn('market_mapping_raise_updated_at', RAISE_UPDATED_AT, { isDefiner: false }, [
    [MAPPINGS, 'before update', 'row'],
  ]),
  functionIn('market_mapping_keep_history', KEEP_HISTORY, DEFINER, [
    [MAPPINGS, 'after insert or update or delete', 'row'],
  ]),
  functionIn('market_mapping_take_told', TAKE_TOLD, DEFINER, [[AUDIT, 'before insert', 'row']]),
  functionIn('market_mapping_guard_audit', GUARD_AUDIT, { isDefiner: false }, [
    [AUDIT, 'before update or delete', 'row'],
  ]),
  functionIn('market_mapping_restart_history', RESTART_HISTORY, DEFINER, [[AUDIT, 'after truncate', 'statement']]),
];

import { dropGuard, enableGuard, type Guard, type GuardTrigger } from './guard.js';
import { type Migration, type MigrationTarget, sql } from './migration.js';

/** The function and triggers that tell mappers about changes. They must be as this release creates them, or mappers hear nothing. */
const TELL_CHANGE = 'market_mapping_tell_change';
const TELL_TRUNCATE = 'market_mapping_tell_truncate';

/**
 * Tells every mapper about changes to mappings, whoever makes them: this library, another service, or a person in psql.
 *
 * `market_mapping_changes` has one row. Every transaction that changes a mapping increments its number and gives it another random
 * version. A mapper that finds the version it has loaded knows that nothing has changed, however many mappings there are. The number
 * alone would not be enough: a restore or a failover can lose the last changes, and later ones then reach the same number again.
 * `market_mapping_journal` says which rows changed at which number, so that a mapper loads only those. A mapper whose own number and
 * version are not in it (because it is too far behind, or everything has changed) loads all of them. A notification tells listeners
 * when to look.
 *
 * The row is locked by a deferred trigger at commit, when the transaction takes no more of our locks. So two transactions that change
 * several mappings can't wait for each other because of it. The lock is held until the commit, so numbers are in the order of the
 * commits.
 */
export const tellMappingChanges: Migration = {
  name: '002_tell_mapping_changes',

  up(schema, target) {
    const name = (object: string) => `"${target.schema}"."${object}"`;
    schema.createTable('market_mapping_changes', table => {
      // The only row that there can be.
      table.boolean('id').primary().defaultTo(sql('true'));
      table.bigInteger('number').notNullable();
      table.uuid('version').notNullable();
      table.check('id', [], 'market_mapping_changes_one_row');
    });
    schema.createTable('market_mapping_journal', table => {
      table.bigInteger('number').notNullable();
      // Makes the key unique on a logical subscriber too, where its own trigger writes in addition to what is replicated.
      table.uuid('version').notNullable();
      table.integer('mapping_id').notNullable();
      table.primary(['number', 'version', 'mapping_id']);
    });
    schema.raw(createTellChange(target));
    for (const trigger of TELL_GUARD.triggers) schema.raw(trigger.create(target));
    schema.raw(`
      with began as (
        insert into ${name('market_mapping_changes')} (number, version) values (1, gen_random_uuid())
        returning number, version
      )
      insert into ${name('market_mapping_journal')} (number, version, mapping_id) select number, version, 0 from began`);
  },

  down(schema, target) {
    dropGuard(schema, target, TELL_GUARD);
    schema.dropTable('market_mapping_journal');
    schema.dropTable('market_mapping_changes');
  },
};

/**
 * The trigger function; replaces an existing one.
 *
 * Its body contains no schema name. It finds its tables in the schema of the table that changed, so it still works if the schema is
 * renamed or restored under another name. It remembers what it has done in a transaction in a setting that ends with the transaction;
 * a transaction id could occur again after a restore.
 *
 * SECURITY DEFINER means that writers need no grants of their own. In return, nobody else may execute it: whoever attached it to
 * another table could hold the lock that every change of a mapping takes.
 */
function createTellChange({ schema }: Pick<MigrationTarget, 'schema'>): string {
  return `create or replace function "${schema}"."${TELL_CHANGE}"() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $market_mapping$${BODY}$market_mapping$;
revoke execute on function "${schema}"."${TELL_CHANGE}"() from public`;
}

/** The function with its triggers. They also fire for what a replication tool or a loader writes. */
export const TELL_GUARD: Guard = {
  name: TELL_CHANGE,
  createFunction: createTellChange,
  triggers: [
    guardTrigger(
      TELL_CHANGE,
      'constraint trigger',
      'after insert or update or delete',
      'deferrable initially deferred for each row',
    ),
    guardTrigger(TELL_TRUNCATE, 'trigger', 'after truncate', 'for each statement'),
  ],
};

function guardTrigger(trigger: string, kind: string, events: string, timing: string): GuardTrigger {
  const table = 'user_market_mappings';
  return {
    table,
    trigger,
    create: ({ schema }) => `create ${kind} ${trigger} ${events} on "${schema}"."${table}"
${timing} execute function "${schema}"."${TELL_CHANGE}"();
${enableGuard({ schema }, { table, trigger })}`,
  };
}

/** The most rows that the journal keeps of one transaction, and of all together. Beyond that, mappers load everything. */
const MAX_OF_TRANSACTION = 5_000;
const MAX_IN_JOURNAL = 10_000;

const BODY = `
declare
  -- What this transaction has told already: its version, its number, and of how many rows.
  setting constant text := 'market_mapping.told_' || tg_relid::text;
  told text[] := string_to_array(current_setting(setting, true), ' ');
  its_version uuid;
  its_number bigint;
  rows integer := 0;
begin
  -- The function's own setting puts the path back when it ends. Only what pg_catalog has not is looked for beside the table.
  perform set_config('search_path', 'pg_catalog, ' || quote_ident(tg_table_schema::text) || ', pg_temp', true);

  if cardinality(told) = 3 then
    its_version := told[1]::uuid;
    its_number := told[2]::bigint;
    rows := told[3]::integer;
  else
    -- The row is there, unless somebody truncated all tables.
    insert into market_mapping_changes as c (number, version)
    values (coalesce((select max(j.number) from market_mapping_journal j), 0::bigint) + 1::bigint, gen_random_uuid())
    on conflict (id) do update set number = c.number + 1::bigint, version = excluded.version
    returning c.number, c.version into its_number, its_version;
    if its_number % 16::bigint = 0::bigint then
      delete from market_mapping_journal where number < (
        select j.number from market_mapping_journal j order by j.number desc offset ${MAX_IN_JOURNAL} limit 1
      );
    end if;
    perform pg_notify('market_mapping_changed', tg_table_schema::text);
  end if;

  if tg_op = 'TRUNCATE' then
    rows := ${MAX_OF_TRANSACTION};
  end if;
  if rows < ${MAX_OF_TRANSACTION} then
    if tg_op <> 'INSERT' then
      insert into market_mapping_journal values (its_number, its_version, old.id) on conflict do nothing;
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.id <> old.id) then
      insert into market_mapping_journal values (its_number, its_version, new.id) on conflict do nothing;
    end if;
  elsif rows = ${MAX_OF_TRANSACTION} then
    -- Too much to tell of. What knows no number before this one is loaded as a whole.
    delete from market_mapping_journal;
    insert into market_mapping_journal values (its_number, its_version, 0);
  end if;
  if rows <= ${MAX_OF_TRANSACTION} then
    perform set_config(setting, concat_ws(' ', its_version, its_number, rows + 1), true);
  end if;
  return null;
end `;

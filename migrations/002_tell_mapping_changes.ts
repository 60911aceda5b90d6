import { type Migration, sql } from './migration.js';

/**
 * Lets every mapper know of a change of the mappings, whoever makes it: this library, another service, or a person in psql.
 *
 * `market_mapping_changes` has one row, whose version moves with every transaction that changes a mapping; a mapper that finds the
 * version it has loaded knows that nothing has changed, whatever the number of mappings. A notification tells listeners when to
 * look.
 *
 * The row's lock is taken by a deferred trigger, at commit, when the transaction asks for no lock of ours any more: two
 * transactions that change several mappings can't wait for each other because of it. SECURITY DEFINER spares the writers
 * a grant of their own.
 */
export const tellMappingChanges: Migration = {
  name: '002_tell_mapping_changes',

  up(schema, target) {
    const name = (object: string) => `"${target.schema}"."${object}"`;
    schema.createTable('market_mapping_changes', table => {
      // The only row there can be.
      table.boolean('id').primary().defaultTo(sql('true'));
      table.bigInteger('version').notNullable().defaultTo(sql('0'));
      table.specificType('changed_by', 'xid8');
      table.check('id', [], 'market_mapping_changes_one_row');
    });
    schema.raw(`insert into ${name('market_mapping_changes')} default values`);
    schema.raw(`
      create function ${name('market_mapping_tell_change')}() returns trigger
      language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      begin
        -- The row is there, unless somebody truncated all tables.
        insert into ${name('market_mapping_changes')} as c (version, changed_by) values (1, pg_current_xact_id())
        on conflict (id) do update set version = c.version + 1, changed_by = excluded.changed_by
        where c.changed_by is distinct from excluded.changed_by;
        if found then
          perform pg_notify('market_mapping_changed', tg_table_schema);
        end if;
        return null;
      end $$`);
    schema.raw(`
      create constraint trigger market_mapping_tell_change
      after insert or update or delete on ${name('user_market_mappings')}
      deferrable initially deferred
      for each row execute function ${name('market_mapping_tell_change')}()`);
    schema.raw(`
      create trigger market_mapping_tell_truncate after truncate on ${name('user_market_mappings')}
      for each statement execute function ${name('market_mapping_tell_change')}()`);
  },

  down(schema, target) {
    const name = (object: string) => `"${target.schema}"."${object}"`;
    schema.raw(`drop trigger market_mapping_tell_truncate on ${name('user_market_mappings')}`);
    schema.raw(`drop trigger market_mapping_tell_change on ${name('user_market_mappings')}`);
    schema.raw(`drop function ${name('market_mapping_tell_change')}()`);
    schema.dropTable('market_mapping_changes');
  },
};

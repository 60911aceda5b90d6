import type { Knex } from 'knex';
import { type Migration, sql } from './migration.js';

/**
 * What people need to work through the log.
 *
 * A row of the log counts its sightings by day: `sightings_by_day` has up to 30 numbers, the latest day first, and `sightings_day` says
 * which day the first of them is, in days since 1970 UTC. An array of integers is a fifth of the size of an object with the days as
 * keys, and a row is written at every flush. `regressed_at`: when a market that had been mapped was met unmapped. `ignored_by`: the rule
 * that ignored it. `reopened_at`: when somebody last made it NEW by hand, which older rules respect. `told_at`: when recording last found
 * something to tell of it. The closed markets of Bet9ja have an index like the one of open markets, for what a change of a mapping would open again.
 *
 * `unmapped_ignore_rules` has the rules that are in force, or were until their time ran out. `unmapped_history` says who changed what of
 * the log, not what recorders counted. Neither refers to rows by a foreign key: history outlives a market, and a row names the rule that
 * ignored it when that is gone.
 */
export const triageTheLog: Migration = {
  name: '008_triage_the_log',

  up(schema, target) {
    schema.alterTable('unmapped_market_log', table => {
      table.integer('sightings_day');
      table.specificType('sightings_by_day', 'integer[]');
      table.timestamp('regressed_at');
      table.integer('ignored_by');
      table.timestamp('reopened_at');
      table.timestamp('told_at');
    });
    // Not as a list, as in 003.
    schema.raw(`create index "idx_unmapped_closed_bet9ja" on "${target.schema}"."unmapped_market_log" ("external_market_id" collate "C")
where "source" = 'bet9ja' and ("status" = 'MAPPED' or "status" = 'IGNORED')`);
    schema.createTable('unmapped_ignore_rules', ignoreRules);
    schema.createTable('unmapped_history', history);
  },

  down(schema) {
    schema.dropTable('unmapped_history');
    schema.dropTable('unmapped_ignore_rules');
    schema.alterTable('unmapped_market_log', table => {
      table.dropIndex([], 'idx_unmapped_closed_bet9ja');
      table.dropColumns('sightings_day', 'sightings_by_day', 'regressed_at', 'ignored_by', 'reopened_at', 'told_at');
    });
  },
};

function ignoreRules(table: Knex.CreateTableBuilder): void {
  table.increments('id');
  table.string('source', 20);
  table.string('external_market_id', 100);
  table.string('market_name', 255);
  table.timestamp('until');
  table.text('reason').notNullable();
  table.timestamp('created_at').notNullable().defaultTo(sql('now()'));
  table.string('created_by', 100);
}

function history(table: Knex.CreateTableBuilder): void {
  table.increments('id');
  table.integer('market_id');
  table.string('source', 20);
  table.string('external_market_id', 100);
  table.string('action', 20).notNullable();
  table.jsonb('old_value');
  table.jsonb('new_value');
  table.integer('rule_id');
  table.text('reason');
  table.uuid('change_id').notNullable();
  table.timestamp('created_at').notNullable().defaultTo(sql('now()'));
  table.string('created_by', 100);
  table.index(['market_id', 'id'], 'idx_unmapped_history_market');
  table.index(['change_id'], 'idx_unmapped_history_change');
  table.index(['created_at'], 'idx_unmapped_history_created');
}

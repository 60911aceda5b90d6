import { type Migration, sql, where } from './migration.js';

/**
 * What recorders need, and people who look through what they recorded.
 *
 * `market_mapping_recorders` has one row for each running recorder: the number of the last flush it has committed. The flush and its
 * number are written by one statement, so a flush whose response was lost can be sent again and counts once, even if the server
 * crashed in between.
 *
 * The log has an index for each order of its lists, which end with the id, and one of open markets by their key. The latter is in byte
 * order, so that keys with a common start are a range in it. More indexes would cost each flush more than they save.
 */
export const prepareRecording: Migration = {
  name: '003_prepare_recording',

  up(schema) {
    schema.createTable('market_mapping_recorders', table => {
      table.uuid('id').primary();
      table.bigInteger('last_flush').notNullable();
      table.timestamp('flushed_at').notNullable().defaultTo(sql('now()'));
    });
    schema.alterTable('unmapped_market_log', table => {
      table.index([sql('source'), sql('external_market_id collate "C"')], 'idx_unmapped_open', {
        // Not as a list: after a dump and a restore, Postgres writes a list in another form.
        predicate: where()
          .where({ status: sql(`'NEW'`) })
          .orWhere({ status: sql(`'ACKNOWLEDGED'`) }),
      });
      table.index(['occurrence_count', 'id'], 'idx_unmapped_by_count');
      table.index(['last_seen_at', 'id'], 'idx_unmapped_by_last_seen');
      table.index(['first_seen_at', 'id'], 'idx_unmapped_by_first_seen');
    });
  },

  down(schema) {
    schema.alterTable('unmapped_market_log', table => {
      table.dropIndex([], 'idx_unmapped_by_first_seen');
      table.dropIndex([], 'idx_unmapped_by_last_seen');
      table.dropIndex([], 'idx_unmapped_by_count');
      table.dropIndex([], 'idx_unmapped_open');
    });
    schema.dropTable('market_mapping_recorders');
  },
};

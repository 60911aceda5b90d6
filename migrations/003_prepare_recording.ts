import { type Migration, sql, where } from './migration.js';

/**
 * What recorders, and those who look through what they recorded, need.
 *
 * `market_mapping_recorders` has one row for each recorder that is running: the number of the last flush it has committed. The flush
 * and its number are written by one statement, so one whose answer was lost can be sent again and counts once, also when the server
 * crashed in between.
 *
 * The indexes on the log are one for each order of a list, which ends with the id, and one of the open markets by their key, in
 * the order of bytes, so that what begins with a key is a range in it. More would cost every flush more than they spare.
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
        // Not as a list: Postgres writes that in another form when it has read its own text again.
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

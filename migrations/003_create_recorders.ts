import { type Migration, sql } from './migration.js';

/**
 * One row for each recorder that is running: the number of the last flush it has committed. The flush and its number are written
 * by one statement, so one whose answer was lost can be sent again and counts once, also when the server crashed in between.
 */
export const createRecorders: Migration = {
  name: '003_create_recorders',

  up(schema) {
    schema.createTable('market_mapping_recorders', table => {
      table.uuid('id').primary();
      table.bigInteger('last_flush').notNullable();
      table.timestamp('flushed_at').notNullable().defaultTo(sql('now()'));
    });
  },

  down(schema) {
    schema.dropTable('market_mapping_recorders');
  },
};

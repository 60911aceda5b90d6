import type { Migration } from './migration.js';

/** Ids of bookmakers that have no column of their own, and the sport a mapping answers for. */
export const addSourcesAndSport: Migration = {
  name: '005_add_sources_and_sport',

  up(schema) {
    schema.alterTable('user_market_mappings', table => {
      table.jsonb('source_ids');
      table.string('sport', 20);
    });
    schema.alterTable('unmapped_market_log', table => {
      table.string('parameter', 255);
      table.string('sport', 20);
    });
  },

  down(schema) {
    schema.alterTable('unmapped_market_log', table => {
      table.dropColumns('parameter', 'sport');
    });
    schema.alterTable('user_market_mappings', table => {
      table.dropColumns('source_ids', 'sport');
    });
  },
};

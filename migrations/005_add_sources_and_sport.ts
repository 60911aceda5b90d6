import type { Migration } from './migration.js';

/**
 * The market ids of further sources as `{ "<source>": "<id>" }`, while the first three keep their columns, and the sport that a mapping
 * answers for. For an unmapped market, its parameter and its sport, which are needed to close it. All can be null, as in every row of
 * an older release.
 */
export const addSourcesAndSport: Migration = {
  name: '005_add_sources_and_sport',

  up(schema, target) {
    schema.alterTable('user_market_mappings', table => {
      table.jsonb('source_ids');
      table.string('sport', 20);
    });
    // A pending list would make look-ups slow after an import, and mappings are rarely written.
    schema.raw(`create index "idx_user_mappings_source_ids" on "${target.schema}"."user_market_mappings"
using gin ("source_ids" jsonb_path_ops) with (fastupdate = off) where "source_ids" is not null`);
    schema.alterTable('unmapped_market_log', table => {
      table.string('parameter', 255);
      table.string('sport', 20);
    });
  },

  down(schema) {
    schema.alterTable('unmapped_market_log', table => {
      table.dropColumns('parameter', 'sport');
    });
    // The index is dropped with its column.
    schema.alterTable('user_market_mappings', table => {
      table.dropColumns('source_ids', 'sport');
    });
  },
};

import type { Migration } from './migration.js';

/**
 * Who each recorder is, which mappings it holds, and when it last said so: its mapper writes this once a minute. All of it can be
 * null, as in the rows that an older release writes. `behind_since` is when the database first found it to hold older mappings.
 */
export const knowMappers: Migration = {
  name: '009_know_mappers',

  up(schema) {
    schema.alterTable('market_mapping_recorders', table => {
      table.text('application');
      table.text('host');
      table.integer('pid');
      table.text('package_version');
      table.timestamp('started_at');
      table.timestamp('seen_at');
      table.bigInteger('mappings_number');
      table.uuid('mappings_version');
      table.timestamp('checked_at');
      table.timestamp('behind_since');
      table.jsonb('stats');
    });
  },

  down(schema) {
    schema.alterTable('market_mapping_recorders', table => {
      table.dropColumns(
        'application',
        'host',
        'pid',
        'package_version',
        'started_at',
        'seen_at',
        'mappings_number',
        'mappings_version',
        'checked_at',
        'behind_since',
        'stats',
      );
    });
  },
};

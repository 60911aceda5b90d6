import { type Migration, sql } from './migration.js';

/**
 * Findings of lint that somebody looked at and lets stand, with the reason. A row holds as long as the fingerprint does: it stands for
 * the mappings that the finding is about as they were, so a change of them brings the finding back and leaves the row.
 */
export const dismissFindings: Migration = {
  name: '010_dismiss_findings',

  up(schema) {
    schema.createTable('market_mapping_dismissals', table => {
      table.increments('id');
      table.string('rule', 50).notNullable();
      table.string('canonical_id', 100).notNullable();
      table.string('source', 20);
      table.string('fingerprint', 64).notNullable();
      table.jsonb('about').notNullable();
      table.text('message').notNullable();
      table.text('reason').notNullable();
      table.timestamp('created_at').notNullable().defaultTo(sql('now()'));
      table.string('created_by', 100);
      table.index(['canonical_id', 'rule'], 'idx_dismissals_finding');
    });
  },

  down(schema) {
    schema.dropTable('market_mapping_dismissals');
  },
};

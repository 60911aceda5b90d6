import type { Migration } from './migration.js';

/** The kinds this release knows. Spelled out here: a released migration never changes. */
const KINDS = ['none', 'total', 'asian-handicap', 'european-handicap', 'exact-number', 'interval', 'player', 'other'];

/**
 * How a mapping's parameter is read: what kind of line it is, and what is unusual in how a source writes it. Both can be null, as in
 * every row of an older release.
 */
export const addLineRules: Migration = {
  name: '004_add_line_rules',

  up(schema) {
    schema.alterTable('user_market_mappings', table => {
      table.string('line_kind', 20);
      table.jsonb('line_conventions');
      // Not as a list: after a dump and a restore, Postgres writes a list in another form. And to pg-mem, a check that is null is
      // violated.
      const kinds = KINDS.map(kind => `"line_kind" = '${kind}'`).join(' or ');
      table.check(`"line_kind" is null or ${kinds}`, [], 'user_market_mappings_line_kind');
    });
  },

  down(schema) {
    schema.alterTable('user_market_mappings', table => {
      table.dropColumns('line_kind', 'line_conventions');
    });
  },
};

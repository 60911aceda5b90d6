import type { Migration } from './migration.js';

/**
 * Why a market of the log is open, which outcomes no mapping knew, and when and by which transaction it was closed. If a mapper has
 * loaded that transaction's change and still can't resolve the market, the market is opened again. All can be null, as in every row
 * of an older release.
 */
export const sayWhatIsMissing: Migration = {
  name: '006_say_what_is_missing',

  up(schema) {
    schema.alterTable('unmapped_market_log', table => {
      table.string('reason', 20);
      table.jsonb('missing_outcomes');
      table.specificType('closed_by', 'xid8');
      table.timestamp('closed_at');
    });
  },

  down(schema) {
    schema.alterTable('unmapped_market_log', table => {
      table.dropColumns('reason', 'missing_outcomes', 'closed_by', 'closed_at');
    });
  },
};

import type { Knex } from 'knex';

/** As the owner may: history starts again with the next change. */
export async function emptyTables(db: Knex): Promise<void> {
  await db.raw(
    `truncate user_market_mappings, mapping_audit_log, unmapped_market_log, unmapped_ignore_rules, unmapped_history,
       market_mapping_dismissals restart identity cascade`,
  );
}

import type { Knex } from 'knex';
import { type Migration, sql, where } from './migration.js';

/** The three tables of the first release. Equal ones that another service has already created are left alone. */
export const createMarketMappingTables: Migration = {
  name: '001_create_market_mapping_tables',

  up(schema, target) {
    if (!target.present.has('user_market_mappings')) schema.createTable('user_market_mappings', mappings);
    if (!target.present.has('mapping_audit_log')) {
      schema.createTable('mapping_audit_log', table => auditLog(table, target.schema));
    }
    if (!target.present.has('unmapped_market_log')) schema.createTable('unmapped_market_log', unmappedLog);
  },

  down(schema) {
    schema.dropTable('unmapped_market_log').dropTable('mapping_audit_log').dropTable('user_market_mappings');
  },
};

function mappings(table: Knex.CreateTableBuilder): void {
  table.increments('id');
  table.string('canonical_id', 100).notNullable().unique();
  table.string('name', 255).notNullable();
  table.string('betpawa_id', 50);
  table.string('sportybet_id', 50);
  table.string('bet9ja_key', 50);
  table.jsonb('outcome_mapping').notNullable();
  table.integer('priority').notNullable().defaultTo(sql('0'));
  table.boolean('is_active').notNullable().defaultTo(sql('true'));
  timestamps(table, 'created_at', 'updated_at');
  table.string('created_by', 100);
  table.index(['is_active'], 'idx_user_mappings_active', { predicate: where().where('is_active', sql('true')) });
  table.index(['betpawa_id'], 'idx_user_mappings_betpawa', { predicate: where().whereNotNull('betpawa_id') });
  table.index(['sportybet_id'], 'idx_user_mappings_sportybet', { predicate: where().whereNotNull('sportybet_id') });
  table.index(['bet9ja_key'], 'idx_user_mappings_bet9ja', { predicate: where().whereNotNull('bet9ja_key') });
}

function auditLog(table: Knex.CreateTableBuilder, schema: string): void {
  table.increments('id');
  table.integer('mapping_id').references('id').inTable(`${schema}.user_market_mappings`).onDelete('SET NULL');
  table.string('canonical_id', 100).notNullable();
  table.string('action', 20).notNullable();
  table.jsonb('old_value');
  table.jsonb('new_value');
  table.text('reason');
  timestamps(table, 'created_at');
  table.string('created_by', 100);
  table.index(['mapping_id'], 'idx_audit_log_mapping');
  table.index(['canonical_id'], 'idx_audit_log_canonical');
  table.index(['action'], 'idx_audit_log_action');
  table.index(['created_at'], 'idx_audit_log_created');
}

function unmappedLog(table: Knex.CreateTableBuilder): void {
  table.increments('id');
  table.string('source', 20).notNullable();
  table.string('external_market_id', 100).notNullable();
  table.string('market_name', 255);
  table.jsonb('sample_outcomes');
  timestamps(table, 'first_seen_at', 'last_seen_at');
  table.integer('occurrence_count').notNullable().defaultTo(sql('1'));
  table.string('status', 20).notNullable().defaultTo('NEW');
  table.text('notes');
  table.unique(['source', 'external_market_id'], { indexName: 'uq_unmapped_source_market' });
  table.index(['source'], 'idx_unmapped_source');
  table.index(['status'], 'idx_unmapped_status');
  table.index([sql('occurrence_count desc')], 'idx_unmapped_occurrences');
  table.index([sql('last_seen_at desc')], 'idx_unmapped_last_seen');
}

function timestamps(table: Knex.CreateTableBuilder, ...names: string[]): void {
  for (const name of names) table.timestamp(name).notNullable().defaultTo(sql('now()'));
}

import { expect, expectTypeOf, it } from 'vitest';
import type { AuditRow } from '../../src/database/audit-row.js';
import type { MappingRow } from '../../src/database/mapping-row.js';
import type { UnmappedRow } from '../../src/database/unmapped-row.js';
import type { MappingAuditLogRow, UnmappedMarketLogRow, UserMarketMappingRow } from '../../src/knex-tables.js';
import { databaseForThisTest } from '../support/databases.js';

it('knex is told of every column this release knows', () => {
  expectTypeOf<keyof UserMarketMappingRow>().toEqualTypeOf<keyof MappingRow>();
  expectTypeOf<keyof MappingAuditLogRow>().toEqualTypeOf<keyof AuditRow>();
  // Which transaction closed a market, and what was when, is for the recorder's statement alone.
  expectTypeOf<keyof UnmappedMarketLogRow>().toEqualTypeOf<
    keyof UnmappedRow | 'closed_by' | 'closed_at' | 'reopened_at' | 'told_at'
  >();
});

it('what knex hands out is what the types say', async () => {
  const { db } = await databaseForThisTest();
  const outcome_mapping = [
    { canonical_id: 'yes', betpawa_name: 'Yes', sportybet_desc: null, bet9ja_suffix: null, position: 0 },
  ];
  await db('user_market_mappings').insert({
    canonical_id: 'btts_ft',
    name: 'GG/NG',
    betpawa_id: '3795',
    outcome_mapping: JSON.stringify(outcome_mapping),
  });
  const row = await db('user_market_mappings').where({ is_active: true }).first();
  expectTypeOf(row).toEqualTypeOf<UserMarketMappingRow | undefined>();
  expect(row).toMatchObject({
    id: 1,
    canonical_id: 'btts_ft',
    priority: 0,
    outcome_mapping,
    created_at: expect.any(Date),
  });
  // @ts-expect-error: an insert needs the outcomes
  db('user_market_mappings').insert({ canonical_id: 'x', name: 'X' });
});

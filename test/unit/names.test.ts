import { expect, it } from 'vitest';
import { tablesIn } from '../../src/database/tables.js';
import { ValidationError } from '../../src/index.js';

it('writes out the schema of every table, public by default', () => {
  expect(tablesIn({}).mappings).toBe('"public"."user_market_mappings"');
  expect(tablesIn({ schema: 'Odds_$1' }).unmapped).toBe('"Odds_$1"."unmapped_market_log"');
});

it.each([
  ['null for options', null, 'options'],
  ['a string for options', 'public', 'options'],
  ['a bigint for a schema', { schema: 1n }, 'schema'],
  ['a symbol for a schema', { schema: Symbol('public') }, 'schema'],
])('refuses %s by a ValidationError', (_, options, field) => {
  const tables = () => tablesIn(options as never);
  expect(tables).toThrow(ValidationError);
  expect(tables).toThrow(expect.objectContaining({ field }));
});

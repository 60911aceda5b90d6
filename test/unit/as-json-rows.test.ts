import { expect, it } from 'vitest';
import { asJsonRows } from '../../src/database/as-json-rows.js';

const LAST = 'select row_to_json("the rows")::text as "row" from "the rows"';

it.each([
  ['select 1 as one', `with "the rows" as (select 1 as one) ${LAST}`],
  ['insert into t values (1) returning id', `with "the rows" as (insert into t values (1) returning id) ${LAST}`],
  [
    "with a as (select ')' as x), b as (delete from t returning 1) select * from a, b",
    `with a as (select ')' as x), b as (delete from t returning 1), "the rows" as (select * from a, b) ${LAST}`,
  ],
  [
    'with a as (select 1) update "select" set x = 1 returning x',
    `with a as (select 1), "the rows" as (update "select" set x = 1 returning x) ${LAST}`,
  ],
])('%s', (sql, expected) => {
  expect(asJsonRows(sql)).toBe(expected);
});

it.each([
  'SAVEPOINT trx1;',
  'create table t (id integer)',
  'delete from t',
  "update t set x = 'returning'",
  'lock table t',
])('leaves alone what returns no rows: %s', sql => {
  expect(asJsonRows(sql)).toBeNull();
});

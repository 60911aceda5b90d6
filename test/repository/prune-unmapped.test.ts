import { expect, it } from 'vitest';
import { listUnmappedHistory, pruneUnmapped, updateUnmappedMarkets } from '../../src/index.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const olderThan = new Date('2026-06-01');

/** Markets of one status, the first `old` of them last seen before `olderThan`. */
async function fill(status: string, count: number, old: number): Promise<void> {
  await database.db.raw(
    `insert into ${database.table(UNMAPPED)} (source, external_market_id, status, last_seen_at)
     select 'betpawa', ? || n, ?, case when n <= ? then timestamptz '2026-05-31 23:59:59+00' else timestamptz '2026-06-01+00' end
     from generate_series(1, ?::integer) n`,
    [status, status, old, count],
  );
}

const counts = async () => {
  const { rows } = await database.db.raw(
    `select status, count(*)::int as count from ${database.table(UNMAPPED)} group by status order by status`,
  );
  return Object.fromEntries(rows.map((row: { status: string; count: number }) => [row.status, row.count]));
};

it('deletes what was last seen before the time, never what is NEW', async () => {
  for (const status of ['NEW', 'ACKNOWLEDGED', 'MAPPED', 'IGNORED']) await fill(status, 3, 2);
  expect(await pruneUnmapped(database.db, { olderThan, dryRun: true }, IN_SCHEMA)).toEqual({ pruned: 6, history: 0 });
  expect(await pruneUnmapped(database.db, { olderThan, status: ['MAPPED'] }, IN_SCHEMA)).toEqual({
    pruned: 2,
    history: 0,
  });
  expect(await counts()).toEqual({ ACKNOWLEDGED: 3, IGNORED: 3, MAPPED: 1, NEW: 3 });
  expect(await pruneUnmapped(database.db, { olderThan }, IN_SCHEMA)).toEqual({ pruned: 4, history: 0 });
  expect(await counts()).toEqual({ ACKNOWLEDGED: 1, IGNORED: 1, MAPPED: 1, NEW: 3 });
});

it('works in batches', async () => {
  await fill('IGNORED', 2_500, 2_400);
  const statements = await database.statementsOf(() =>
    pruneUnmapped(database.db, { olderThan, status: 'IGNORED' }, IN_SCHEMA),
  );
  expect(
    statements.filter(sql => sql.includes('delete from') && sql.includes('limit 1000')).length,
  ).toBeGreaterThanOrEqual(3);
  expect(await counts()).toEqual({ IGNORED: 100 });
});

it('takes old history of markets that are gone along, and leaves that of others', async () => {
  await fill('MAPPED', 2, 1);
  await updateUnmappedMarkets(database.db, { source: 'betpawa' }, { status: 'IGNORED' }, IN_SCHEMA);
  await database.db.raw(`update ${database.table('unmapped_history')} set created_at = '2026-05-01'`);
  expect(await pruneUnmapped(database.db, { olderThan, dryRun: true }, IN_SCHEMA)).toEqual({ pruned: 1, history: 1 });
  expect(await pruneUnmapped(database.db, { olderThan }, IN_SCHEMA)).toEqual({ pruned: 1, history: 1 });
  const { items } = await listUnmappedHistory(database.db, {}, IN_SCHEMA);
  expect(items.map(entry => entry.externalMarketId)).toEqual(['MAPPED2']);
});

it.each([
  ['no time', {}, 'olderThan'],
  ['the status NEW', { olderThan, status: 'NEW' }, 'status'],
  ['NEW among others', { olderThan, status: ['MAPPED', 'NEW'] }, 'status'],
  ['an unknown option', { olderThan, before: olderThan }, 'before'],
])('refuses %s', async (_, what, field) => {
  await fill('NEW', 1, 1);
  expect(await errorOf(pruneUnmapped(database.db, what as never, IN_SCHEMA))).toMatchObject({
    code: 'VALIDATION',
    field,
  });
  expect(await counts()).toEqual({ NEW: 1 });
});

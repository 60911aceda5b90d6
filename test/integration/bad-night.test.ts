import { expect, it } from 'vitest';
import {
  checkSchema,
  createIgnoreRule,
  createMapping,
  deleteIgnoreRule,
  diffMappings,
  getMapping,
  getUnmappedMarket,
  listAuditLog,
  listIgnoreRules,
  listMappers,
  mapUnmappedMarket,
  pruneAuditLog,
  pruneUnmapped,
  recordUnmappedMarket,
  repairSchema,
  revertChange,
  runMigrations,
  updateUnmappedMarket,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { openMapper } from '../support/mappers.js';

const TABLES = `select table_name as name from information_schema.tables where table_schema = ?`;

/** Copies the rows as a restore of data only does, with --disable-triggers; sequences stay at their start. */
async function restoreRows(from: TestDatabase, schema: string, to: TestDatabase): Promise<void> {
  const { rows } = await from.db.raw(TABLES, [schema]);
  await to.db.transaction(async trx => {
    for (const { name } of rows) await trx.raw(`alter table "${schema}"."${name}" disable trigger all`);
    for (const { name } of rows) {
      await trx.raw(`delete from "${schema}"."${name}"`);
      const columns = await from.db.raw(
        `select string_agg(quote_ident(column_name), ', ') as list from information_schema.columns
         where table_schema = ? and table_name = ? and is_generated = 'NEVER'`,
        [schema, name],
      );
      const { list } = columns.rows[0];
      const { rows: all } = await from.db.raw(`select to_jsonb(t)::text as row from "${schema}"."${name}" t`);
      for (const { row } of all) {
        await trx.raw(
          `insert into "${schema}"."${name}" (${list}) overriding system value
           select ${list} from jsonb_populate_record(null::"${schema}"."${name}", ?::jsonb)`,
          [row],
        );
      }
    }
    // Those that fire always fire only by origin after this, as after pg_restore.
    for (const { name } of rows) await trx.raw(`alter table "${schema}"."${name}" enable trigger all`);
  });
}

it('an operator comes through a bad night', async () => {
  const database = await databaseForThisTest();
  const { db } = database;
  await createMapping(db, newMapping(), { actor: 'ada' });
  await recordUnmappedMarket(db, newSighting({ externalMarketId: 'wrong' }));
  const evening = new Date();

  // The wrong market is mapped, and that is undone: the market is open again.
  await mapUnmappedMarket(
    db,
    1,
    { create: { canonicalId: 'wrong', name: 'Wrong', outcomeMapping: [] } },
    { actor: 'bob' },
  );
  expect(await getUnmappedMarket(db, 1)).toMatchObject({ status: 'MAPPED' });
  const [wrong] = (await listAuditLog(db, { canonicalId: 'wrong' })).items;
  await revertChange(db, wrong?.id ?? 0, { actor: 'ada', reason: 'the wrong market' });
  expect(await getMapping(db, 'wrong')).toBeNull();
  expect(await getUnmappedMarket(db, 1)).toMatchObject({ status: 'NEW' });

  // Somebody changes a mapping by hand: the history tells, and a mapper that missed it is stale.
  await openMapper(db);
  await db.raw(`update user_market_mappings set bet9ja_key = 'S_BY_HAND' where canonical_id = 'btts_ft'`);
  const byHand = (await listAuditLog(db, { origin: 'sql' })).items;
  expect(byHand).toMatchObject([{ action: 'UPDATE', canonicalId: 'btts_ft', createdBy: 'postgres' }]);
  expect(await diffMappings(db, { from: evening })).toMatchObject([
    { canonicalId: 'btts_ft', fields: [{ field: 'bet9jaKey', after: 'S_BY_HAND' }] },
  ]);
  expect(await listMappers(db)).toMatchObject([{ isStale: true, behind: 1 }]);
  await revertChange(db, byHand[0]?.id ?? 0, { actor: 'ada' });
  expect(await diffMappings(db, { from: evening })).toEqual([]);

  // The schema gets another name.
  await db.raw('alter schema public rename to odds');
  await db.raw('create schema public');
  const schema = 'odds';
  expect(await checkSchema(db, { schema })).toMatchObject({ ok: true });
  expect(await runMigrations(db, { schema })).toMatchObject({ applied: [] });
  await db.raw(`update odds.user_market_mappings set name = 'By hand' where canonical_id = 'btts_ft'`);
  expect((await listAuditLog(db, { origin: 'sql', limit: 1 }, { schema })).items).toMatchObject([
    { newValue: { name: 'By hand' } },
  ]);

  // The database is restored elsewhere, its rows only; the log's history has a rule that is gone.
  const rule = { source: 'betika', reason: 'noise' };
  const { id: deletedRule } = await createIgnoreRule(db, rule, { schema });
  const { changeId: ruleDeletion } = await deleteIgnoreRule(db, deletedRule, { schema });
  const restored = await databaseForThisTest({ empty: true });
  await runMigrations(restored.db, { schema });
  await restoreRows(database, schema, restored);
  expect((await checkSchema(restored.db, { schema })).differences).toContainEqual(
    expect.stringContaining('user_market_mappings: sequence'),
  );
  const { repaired, check } = await repairSchema(restored.db, { schema });
  expect(repaired).toContainEqual(expect.stringContaining('mapping_audit_log: sequence'));
  expect(repaired).toContainEqual(expect.stringContaining('trigger'));
  expect(check).toMatchObject({ ok: true });
  const history = await listAuditLog(db, {}, { schema });
  expect(await listAuditLog(restored.db, {}, { schema })).toEqual(history);
  const ids = { betpawaId: 'x', sportybetId: 'x', bet9jaKey: 'x' };
  await createMapping(restored.db, newMapping({ canonicalId: 'after', ...ids }), { schema });
  // A rule that had been deleted before comes back under its id, which no other rule has been given.
  await revertChange(restored.db, { changeId: ruleDeletion }, { schema });
  const rules = (await listIgnoreRules(restored.db, { schema })).map(rule => rule.id);
  expect(rules).toEqual([deletedRule]);
  expect((await createIgnoreRule(restored.db, rule, { schema })).id).toBeGreaterThan(deletedRule);

  // The log and the history are pruned.
  await updateUnmappedMarket(restored.db, 1, { status: 'IGNORED' }, { schema });
  const tomorrow = new Date(Date.now() + 86_400_000);
  expect(await pruneUnmapped(restored.db, { olderThan: tomorrow }, { schema })).toMatchObject({ pruned: 1 });
  const { pruned } = await pruneAuditLog(restored.db, { olderThan: tomorrow }, { schema });
  // Each of the three mappings keeps its state, the deleted one as well.
  expect(pruned).toBe(history.items.length + 1 - 3);
  expect(await getMapping(restored.db, 'btts_ft', { schema })).toMatchObject({ name: 'By hand' });
});

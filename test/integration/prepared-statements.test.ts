import createKnex, { type Knex } from 'knex';
import { expect, onTestFinished, test } from 'vitest';
import { createMapping, getMapping, listAuditLog, recordUnmappedMarkets, updateMapping } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';

async function poolOfOne(): Promise<Knex> {
  const { url } = await databaseForThisTest();
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 1, max: 1 } });
  onTestFinished(() => db.destroy());
  return db;
}

/** The names of what the server keeps for the pool's only session. */
async function keptBy(db: Knex): Promise<string[]> {
  const { rows } = await db.raw(`select name from pg_prepared_statements where name like 'market_mapping_%'`);
  return rows.map(({ name }: { name: string }) => name);
}

const sighting = { source: 'bet9ja' as const, externalMarketId: 'S_X' };

test('statements that come again and again are kept by the server, each text once', async () => {
  const db = await poolOfOne();
  await createMapping(db, newMapping());
  expect(await keptBy(db)).toHaveLength(1);
  for (const name of ['a', 'b', 'c']) await updateMapping(db, 'btts_ft', { name });
  expect(await keptBy(db)).toHaveLength(2);
  await updateMapping(db, 'btts_ft', { priority: 3 });
  await recordUnmappedMarkets(db, [sighting]);
  await recordUnmappedMarkets(db, [sighting, { ...sighting, externalMarketId: 'S_Y' }]);
  expect(await keptBy(db)).toHaveLength(4);
});

test('where they do not last, as behind a pooler in transaction mode, they are sent again, and happen once', async () => {
  const db = await poolOfOne();
  await createMapping(db, newMapping());
  await updateMapping(db, 'btts_ft', { name: 'a' });
  await recordUnmappedMarkets(db, [sighting]);
  await db.raw('deallocate all');
  await updateMapping(db, 'btts_ft', { name: 'b' });
  await recordUnmappedMarkets(db, [sighting]);
  expect(await getMapping(db, 'btts_ft')).toMatchObject({ name: 'b' });
  expect((await listAuditLog(db, { action: 'UPDATE' })).items).toHaveLength(2);
  expect((await db.raw('select occurrence_count from unmapped_market_log')).rows).toEqual([{ occurrence_count: 2 }]);
  expect(await keptBy(db)).toEqual([]);
});

test('a name that another session’s statement has taken does no harm', async () => {
  const db = await poolOfOne();
  await createMapping(db, newMapping());
  const before = await keptBy(db);
  await updateMapping(db, 'btts_ft', { name: 'a' });
  const [taken] = (await keptBy(db)).filter(name => !before.includes(name));
  // The pool's session is a new one, which the driver has sent nothing; the server has a statement of that name.
  await db.destroy();
  db.initialize();
  await db.raw(`prepare ${taken} as select 1`);
  await updateMapping(db, 'btts_ft', { name: 'b' });
  expect((await listAuditLog(db, { action: 'UPDATE' })).items).toHaveLength(2);
});

test('in a transaction of the caller nothing is prepared: an error there would end it', async () => {
  const db = await poolOfOne();
  await db.transaction(async trx => {
    await createMapping(trx, newMapping());
    await updateMapping(trx, 'btts_ft', { name: 'a' });
  });
  expect(await keptBy(db)).toEqual([]);
});

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

/** What the server keeps for the pool's only session. */
async function keptBy(db: Knex): Promise<number> {
  const { rows } = await db.raw(`select name from pg_prepared_statements where name like 'market_mapping_%'`);
  return rows.length;
}

const sighting = { source: 'bet9ja' as const, externalMarketId: 'S_X' };

test('statements that come again and again are kept by the server, each text once', async () => {
  const db = await poolOfOne();
  await createMapping(db, newMapping());
  for (const name of ['a', 'b', 'c']) await updateMapping(db, 'btts_ft', { name });
  expect(await keptBy(db)).toBe(1);
  await updateMapping(db, 'btts_ft', { priority: 3 });
  await recordUnmappedMarkets(db, [sighting]);
  await recordUnmappedMarkets(db, [sighting, { ...sighting, externalMarketId: 'S_Y' }]);
  expect(await keptBy(db)).toBe(3);
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
  expect(await keptBy(db)).toBe(0);
});

test('a name that another session’s statement has taken does no harm', async () => {
  const db = await poolOfOne();
  await createMapping(db, newMapping());
  await updateMapping(db, 'btts_ft', { name: 'a' });
  const { rows } = await db.raw(`select name from pg_prepared_statements where name like 'market_mapping_%'`);
  // The pool's session is a new one, which the driver has sent nothing; the server has a statement of that name.
  await db.destroy();
  db.initialize();
  await db.raw(`prepare ${rows[0].name} as select 1`);
  await updateMapping(db, 'btts_ft', { name: 'b' });
  expect((await listAuditLog(db, { action: 'UPDATE' })).items).toHaveLength(2);
});

test('in a transaction of the caller nothing is prepared: an error there would end it', async () => {
  const db = await poolOfOne();
  await createMapping(db, newMapping());
  await db.transaction(trx => updateMapping(trx, 'btts_ft', { name: 'a' }));
  expect(await keptBy(db)).toBe(0);
});

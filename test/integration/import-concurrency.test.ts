import createKnex, { type Knex } from 'knex';
import { expect, inject, it, onTestFinished } from 'vitest';
import {
  createMapping,
  createMarketMapper,
  exportMappings,
  importMappings,
  listAuditLog,
  recordUnmappedMarkets,
  type UnmappedSighting,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping } from '../support/builders.js';
import { countWaiting, databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

/** A process of its own, as far as the database can tell. */
function connectTo({ url }: TestDatabase, max = 2): Knex {
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max } });
  onTestFinished(() => db.destroy());
  return db;
}

async function deadlocksOf(db: Knex): Promise<number> {
  // Postgres 14 tells what it has counted within half a second.
  const settle = inject('serverVersion') < 15 ? 'pg_sleep(1)' : 'pg_stat_force_next_flush()';
  await db.raw(`select ${settle}`);
  const { rows } = await db.raw(
    `select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`,
  );
  return rows[0].deadlocks;
}

async function statusesOf(db: Knex): Promise<Record<string, number>> {
  const { rows } = await db.raw('select status, count(*)::int as count from unmapped_market_log group by status');
  return Object.fromEntries(rows.map((row: { status: string; count: number }) => [row.status, row.count]));
}

it('imports, recorders and single changes of the same markets at once all succeed, and nothing is written twice', async () => {
  const { db } = await databaseForThisTest();
  const keys = Array.from({ length: 40 }, (_, at) => `S_M${at}`);
  const sightings = keys.map(key => ({ source: 'bet9ja' as const, externalMarketId: `${key}@1_O` }));
  await recordUnmappedMarkets(db, sightings);
  const set = keys.map(key => bet9jaMapping(key));
  await importMappings(db, set.slice(0, 10));
  const renamed = set.map(mapping => ({ ...mapping, name: 'Renamed' }));
  await Promise.all([
    importMappings(db, renamed),
    importMappings(db, [...renamed].reverse()),
    ...[1, 2, 3].flatMap(() => [
      recordUnmappedMarkets(db, [...sightings].reverse()),
      updateMapping(db, 'S_M3', { priority: 3 }),
      updateMapping(db, 'S_M7', { priority: 7 }),
    ]),
  ]);
  const names = (await exportMappings(db)).map(({ name }) => name);
  expect(names).toEqual(keys.map(() => 'Renamed'));
  expect((await listAuditLog(db, { action: 'CREATE', limit: 500 })).items).toHaveLength(40);
  expect(await statusesOf(db)).toEqual({ MAPPED: 40 });
});

it('5,000 mappings are imported beside recorders that meet their markets meanwhile, without a deadlock', async () => {
  const database = await databaseForThisTest();
  const keys = Array.from({ length: 5_000 }, (_, at) => `S_M${(at * 7919) % 5_000}`);
  const recorders = await Promise.all(
    [1, 2].map(() => createMarketMapper(connectTo(database), { flushIntervalMs: 100, listen: false })),
  );
  onTestFinished(async () => void (await Promise.all(recorders.map(mapper => mapper.close()))));
  const meet = (turn: number) => {
    for (const mapper of recorders) {
      for (const key of keys) mapper.recordUnmapped({ source: 'bet9ja', externalMarketId: `${key}@${turn}.5_O` });
    }
  };
  meet(0);
  await Promise.all(recorders.map(mapper => mapper.flush()));
  let going = true;
  const meeting = (async () => {
    for (let turn = 0; going; turn = (turn + 1) % 2) {
      meet(turn);
      await Promise.all(recorders.map(mapper => mapper.flush()));
    }
  })();
  const { created } = await importMappings(
    connectTo(database),
    keys.map(key => bet9jaMapping(key)),
  ).finally(() => {
    going = false;
  });
  await meeting;
  expect(created).toHaveLength(5_000);
  // What slipped through between the marking and the commit is closed when it is written again.
  meet(0);
  meet(1);
  await Promise.all(recorders.map(mapper => mapper.flush()));
  expect(Object.keys(await statusesOf(database.db))).toEqual(['MAPPED']);
  expect(await deadlocksOf(database.db)).toBe(0);
});

it('transactions of several changes beside recorders that meet their markets never deadlock', async () => {
  const database = await databaseForThisTest();
  const keys = Array.from({ length: 60 }, (_, at) => `S_M${String(at).padStart(3, '0')}`);
  const sightings: UnmappedSighting[] = keys.map(key => ({ source: 'bet9ja', externalMarketId: `${key}@1_O` }));
  await recordUnmappedMarkets(database.db, sightings);
  let going = true;
  const recording = [1, 2, 3].map(async () => {
    const db = connectTo(database);
    while (going) await recordUnmappedMarkets(db, sightings);
  });
  const person = connectTo(database);
  const mapping = (async () => {
    // Against the order of the keys, in which recorders lock.
    for (let at = keys.length - 1; at > 0; at -= 3) {
      await person.transaction(async trx => {
        for (const key of keys.slice(at - 2, at + 1).reverse()) await createMapping(trx, bet9jaMapping(key));
      });
    }
  })().finally(() => {
    going = false;
  });
  await Promise.all([mapping, ...recording]);
  await recordUnmappedMarkets(database.db, sightings);
  expect(await statusesOf(database.db)).toEqual({ MAPPED: 60 });
  expect(await deadlocksOf(database.db)).toBe(0);
});

it('a statement that a deadlock of other people chose as its victim is sent again', async () => {
  const database = await databaseForThisTest();
  const sightings: UnmappedSighting[] = ['S_A', 'S_B'].map(key => ({ source: 'bet9ja', externalMarketId: key }));
  await recordUnmappedMarkets(database.db, sightings);
  const trx = await connectTo(database).transaction();
  const lock = (key: string) =>
    trx.raw('select from unmapped_market_log where external_market_id = ? for update', [key]);
  await trx.raw(`set local deadlock_timeout = '1min'`);
  await lock('S_B');
  const recording = recordUnmappedMarkets(connectTo(database), sightings);
  await eventually(async () => expect(await countWaiting(database.db)).toBe(1));
  // Ours holds S_A and waits for S_B. Now the circle is closed, and ours, which finds it, gives way.
  await lock('S_A');
  await trx.commit();
  expect((await recording).recorded).toBe(2);
  expect(await deadlocksOf(database.db)).toBe(1);
  const { rows } = await database.db.raw('select sum(occurrence_count)::int as counted from unmapped_market_log');
  expect(rows).toEqual([{ counted: 4 }]);
});

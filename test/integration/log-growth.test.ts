import type { Knex } from 'knex';
import { expect, inject, it as test } from 'vitest';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  importMappings,
  listUnmappedMarkets,
  previewMapping,
  recordUnmappedMarkets,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping, newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';

const LOGGED = 30_000;

/** What a server has counted can be asked for at once since Postgres 15. */
const it = test.skipIf(inject('serverVersion') < 15);

/** A third of them at each source, Bet9ja's a hundred keys of one market. */
async function databaseWithLog(): Promise<Knex> {
  const { db } = await databaseForThisTest();
  await db.raw(`insert into unmapped_market_log (source, external_market_id, occurrence_count, first_seen_at, last_seen_at)
    select (array['betpawa', 'sportybet', 'bet9ja'])[n % 3 + 1],
      case n % 3 when 2 then 'S_M' || n / 300 || '@' || n % 300 || '.5_O' else n::text end, n % 7 + 1,
      now() - n % 11 * interval '1 hour', now() - n % 13 * interval '1 second'
    from generate_series(1, ${LOGGED}) as n`);
  await db.raw('vacuum analyze unmapped_market_log');
  return db;
}

/** How many rows of the log, and entries of its indexes, were read while `work` ran. */
async function readsOf(db: Knex, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    // Each connection tells what it has counted when it is asked, or after a second.
    await Promise.all(Array.from({ length: 10 }, () => db.raw('select pg_stat_force_next_flush(), pg_sleep(0.05)')));
    const { rows } = await db.raw(`select (seq_tup_read + coalesce((
        select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid), 0))::int as reads
      from pg_stat_user_tables t where relname = 'unmapped_market_log'`);
    return Number(rows[0].reads);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

it('what a change reads of the log is what it has to do with, whatever else is in it', async () => {
  const db = await databaseWithLog();
  const mapping = bet9jaMapping('S_M5', { betpawaId: '3', outcomeMapping: [] });
  const steps: [what: string, most: number, work: () => Promise<unknown>][] = [
    // A hundred keys of S_M5 and one market of betPawa's, looked at and then written.
    ['createMapping', 1_500, () => createMapping(db, mapping)],
    ['updateMapping of the name', 0, () => updateMapping(db, 'S_M5', { name: 'Renamed' })],
    ['updateMapping of the priority', 0, () => updateMapping(db, 'S_M5', { priority: 3 })],
    ['updateMapping of ids nobody has', 20, () => updateMapping(db, 'S_M5', { bet9jaKey: 'S_M', betpawaId: 'x' })],
    ['updateMapping to a whole odds key', 20, () => updateMapping(db, 'S_M5', { bet9jaKey: 'S_M7@101.5_O' })],
    ['deactivateMapping', 0, () => deactivateMapping(db, 'S_M5')],
    ['activateMapping', 20, () => activateMapping(db, 'S_M5')],
    // Its closed markets too: what is looked at is read by its id again.
    ['previewMapping', 1_500, () => previewMapping(db, { canonicalId: 'S_M5', patch: { name: 'Again' } })],
    [
      'importMappings',
      20,
      () => importMappings(db, [newMapping({ betpawaId: '6', sportybetId: '7', bet9jaKey: 'S_Q' })]),
    ],
  ];
  const reads: [string, number, number][] = [];
  for (const [what, most, work] of steps) reads.push([what, most, await readsOf(db, work)]);
  expect(reads.filter(([, most, read]) => read > most)).toEqual([]);
  const { rows } = await db.raw(`select count(*)::int as mapped from unmapped_market_log where status = 'MAPPED'`);
  expect(rows[0].mapped).toBe(104);
});

it.each(['occurrenceCount', 'lastSeenAt', 'firstSeenAt'] as const)(
  'a page by %s reads little more than it shows',
  async sortBy => {
    const db = await databaseWithLog();
    for (const order of ['asc', 'desc'] as const) {
      const { nextCursor } = await listUnmappedMarkets(db, { sortBy, order });
      const next = () => listUnmappedMarkets(db, { sortBy, order, cursor: nextCursor ?? undefined });
      expect(await readsOf(db, next)).toBeLessThan(500);
    }
  },
);

it('a flush of known markets looks for mappings by index, however many there are', async () => {
  const db = await databaseWithLog();
  await db.raw(`insert into user_market_mappings (canonical_id, name, betpawa_id, bet9ja_key, outcome_mapping)
    select 'm' || n, 'm', 'b' || n, 'S_B' || n, '[]' from generate_series(1, 20000) as n`);
  await db.raw('vacuum analyze user_market_mappings');
  const sightings = Array.from({ length: 300 }, (_, at) => ({ source: 'bet9ja', externalMarketId: `S_N${at}@1_O` }));
  await recordUnmappedMarkets(db, sightings);
  const { rows } = await db.raw(
    `select seq_tup_read::int as reads from pg_stat_user_tables where relname = 'user_market_mappings'`,
  );
  await recordUnmappedMarkets(db, sightings);
  await Promise.all(Array.from({ length: 10 }, () => db.raw('select pg_stat_force_next_flush(), pg_sleep(0.05)')));
  const after = await db.raw(
    `select seq_tup_read::int as reads from pg_stat_user_tables where relname = 'user_market_mappings'`,
  );
  expect(after.rows[0].reads - rows[0].reads).toBeLessThan(100_000);
});

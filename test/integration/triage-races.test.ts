import { expect, it } from 'vitest';
import {
  createIgnoreRule,
  deleteIgnoreRule,
  isMarketMappingError,
  listUnmappedHistory,
  recordUnmappedMarkets,
  updateUnmappedMarkets,
} from '../../src/index.js';
import { newSighting } from '../support/builders.js';
import { countWaiting, databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { connectTo, loggedCounts, openMapper } from '../support/mappers.js';

const sightings = (ids: readonly number[]) =>
  ids.map(id => newSighting({ externalMarketId: `m${id}`, marketName: 'Specials' }));
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

/** The same markets in another order at each turn, as scrapers meet them. */
const shuffled = (turn: number) => numbers(60).map(at => (at * (turn % 2 === 0 ? 7 : 13) + turn) % 60);

it('a rule misses nothing of what recorders are writing while it is made', async () => {
  const { db } = await databaseForThisTest();
  for (let round = 0; round < 8; round++) {
    const ids = numbers(40).map(at => round * 100 + at);
    const writing = numbers(4).map(at => recordUnmappedMarkets(db, sightings(ids.slice(at * 10, at * 10 + 10))));
    const rule = await createIgnoreRule(db, { marketName: 'Specials', reason: `round ${round}` });
    await Promise.all(writing);
    const { rows } = await db.raw(`select count(*)::int as count from unmapped_market_log where status = 'NEW'`);
    expect(rows[0].count).toBe(0);
    await deleteIgnoreRule(db, rule.id);
    await db.raw('truncate unmapped_market_log');
  }
});

it('a rule waits for a writer that has not seen it, and finds what it wrote', async () => {
  const { db } = await databaseForThisTest();
  const writer = await db.transaction();
  await recordUnmappedMarkets(writer, sightings([1]));
  const making = createIgnoreRule(db, { marketName: 'Specials', reason: 'late' });
  await eventually(async () => {
    const { rows } = await db.raw('select count(*)::int as count from unmapped_ignore_rules');
    expect(rows[0].count).toBe(1);
  });
  await writer.commit();
  expect(await making).toMatchObject({ rows: 1, sightings: 1 });
});

it('bulk acts and recorders that meet the same markets in any order never deadlock, and lose no count', async () => {
  const { db, url } = await databaseForThisTest();
  await recordUnmappedMarkets(db, sightings(numbers(60)));
  const other = connectTo(url);
  const acts = numbers(12).map(turn =>
    updateUnmappedMarkets(
      turn % 2 === 0 ? db : other,
      { source: 'sportybet' },
      { notes: `turn ${turn}` },
      { expectedCount: 60 },
    ),
  );
  const writes = numbers(24).map(turn => recordUnmappedMarkets(turn % 2 === 0 ? other : db, sightings(shuffled(turn))));
  const results = await Promise.all([...acts, ...writes]);
  expect(results).toHaveLength(36);
  expect(Object.values(await loggedCounts(db))).toEqual(Array.from({ length: 60 }, () => 25));
  const { rows } = await db.raw('select deadlocks::int from pg_stat_database where datname = current_database()');
  expect(rows[0].deadlocks).toBe(0);
});

it('a bulk act changes exactly the set it counted, or nothing, while markets come in', async () => {
  const { db } = await databaseForThisTest();
  await recordUnmappedMarkets(db, sightings(numbers(20)));
  const outcomes = await Promise.all(
    numbers(20).flatMap(turn => [
      recordUnmappedMarkets(db, sightings([100 + turn])).then(() => null),
      updateUnmappedMarkets(db, { status: 'NEW' }, { notes: `turn ${turn}` }, { expectedCount: 25 }).catch(
        (error: unknown) => {
          if (!isMarketMappingError(error) || error.code !== 'COUNT_MISMATCH') throw error;
          return null;
        },
      ),
    ]),
  );
  const done = outcomes.filter(outcome => outcome !== null);
  for (const { updated, changeId } of done) {
    expect(updated).toBe(25);
    expect((await listUnmappedHistory(db, { changeId, limit: 500 })).items).toHaveLength(25);
  }
  const { rows } = await db.raw('select count(distinct change_id)::int as count from unmapped_history');
  expect(rows[0].count).toBe(done.length);
});

it('a bulk act waits for a recorder that holds one of its markets, and sees what it wrote', async () => {
  const { db } = await databaseForThisTest();
  await recordUnmappedMarkets(db, sightings([1, 2]));
  const writer = await db.transaction();
  await recordUnmappedMarkets(writer, sightings([1]));
  const act = updateUnmappedMarkets(db, { minOccurrences: 2 }, { status: 'IGNORED' });
  const all = updateUnmappedMarkets(db, { marketName: 'Specials' }, { notes: 'seen' });
  // It was seen once when the act began: a filter is held against what there was then, and against what it locks.
  expect(await act).toMatchObject({ updated: 0 });
  await eventually(async () => expect(await countWaiting(db)).toBeGreaterThan(0));
  await writer.commit();
  expect(await all).toMatchObject({ updated: 2 });
});

it('what a rule ignores a mapper counts, and does not discover until the rule is gone', async () => {
  const { db } = await databaseForThisTest();
  const rule = await createIgnoreRule(db, { source: 'sportybet', externalMarketId: '60*', reason: 'specials' });
  const { mapper, discovered } = await openMapper(db);
  mapper.recordUnmapped(newSighting({ marketName: 'Specials' }));
  mapper.recordUnmapped(newSighting({ externalMarketId: '7' }));
  await mapper.flush();
  expect(discovered.map(market => market.externalMarketId)).toEqual(['7']);
  for (let times = 0; times < 3; times++) mapper.recordUnmapped(newSighting());
  await mapper.flush();
  expect(await loggedCounts(db)).toEqual({ 60200: 4, 7: 1 });
  await deleteIgnoreRule(db, rule.id);
  mapper.recordUnmapped(newSighting());
  await mapper.flush();
  expect(discovered.slice(1)).toMatchObject([
    { externalMarketId: '60200', status: 'NEW', occurrenceCount: 5, marketName: 'Specials' },
  ]);
});

import createKnex, { type Knex } from 'knex';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import {
  type AuditEntry,
  activateMapping,
  createMapping,
  type Db,
  deactivateMapping,
  deleteMapping,
  getMapping,
  isMarketMappingError,
  listAuditLog,
  mapUnmappedMarket,
  type RecordResult,
  recordUnmappedMarkets,
  revertChange,
  type UnmappedSighting,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping, newMapping } from '../support/builders.js';
import { admin, databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { idsDrawn, MAPPINGS, rowsOf, UNMAPPED } from '../support/repository-suite.js';
import { countWaitingForLocks } from './catalogue.js';

/** The mappings that writers make here have ids in common, which is not what these tests are about. */
const SHARED = { allowShared: true };

/** A process of its own, as far as the database can tell: its own pool. */
function connectTo({ url }: TestDatabase, connections = 1): Knex {
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: connections } });
  onTestFinished(() => db.destroy());
  return db;
}

function processes(database: TestDatabase, count: number): Knex[] {
  return Array.from({ length: count }, () => connectTo(database));
}

async function databaseWithIsolation(level: string): Promise<TestDatabase> {
  const database = await databaseForThisTest();
  const name = new URL(database.url).pathname.slice(1);
  await admin(inject('serverUrl'), `alter database ${name} set default_transaction_isolation = '${level}'`);
  // The knex that came with the database may have a connection from before.
  return { ...database, db: connectTo(database) };
}

/** A generator of its own, so that a failing run can be had again: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

/** The whole trail of a mapping, the first change first. */
async function trailOf(db: Db, canonicalId: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAuditLog(db, { canonicalId, limit: 500, cursor });
    entries.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return entries.reverse();
}

/** Each change begins where the one before it ended, and the last ends with the row as it is; by id and by time alike. */
async function expectUnbrokenChain(database: TestDatabase, canonicalId: string): Promise<AuditEntry[]> {
  const trail = await trailOf(database.db, canonicalId);
  expect(trail.map(entry => entry.oldValue)).toEqual([null, ...trail.slice(0, -1).map(entry => entry.newValue)]);
  const rows = await rowsOf(database.db, database.table(MAPPINGS));
  expect(trail.at(-1)?.newValue).toEqual(rows.find(row => row.canonical_id === canonicalId) ?? null);
  const byTime = await database.db.raw(
    `select id from ${database.table('mapping_audit_log')} where canonical_id = ? order by created_at, id`,
    [canonicalId],
  );
  expect(byTime.rows.map((row: { id: number }) => row.id)).toEqual(trail.map(entry => entry.id));
  return trail;
}

/** What is left of the work after the errors that two writers in each other's way may well get. */
async function allowing(codes: readonly string[], work: Promise<unknown>): Promise<'done' | 'refused'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (isMarketMappingError(error) && codes.includes(error.code)) return 'refused';
    throw error;
  }
}

const LEVELS = ['read committed', 'repeatable read', 'serializable'];

describe.each(LEVELS)('many writers of one mapping, where the database defaults to %s', level => {
  it('leave one audit row for each of 200 updates, in an unbroken chain', async () => {
    const database = await databaseWithIsolation(level);
    await createMapping(database.db, newMapping());
    const writers = processes(database, 10);
    await Promise.all(
      Array.from({ length: 200 }, (_, at) => {
        const writer = writers[at % writers.length] as Knex;
        return updateMapping(writer, 'btts_ft', { name: `name ${at}` }, { actor: `writer ${at}` });
      }),
    );
    const trail = await expectUnbrokenChain(database, 'btts_ft');
    expect(trail).toHaveLength(201);
    expect(new Set(trail.slice(1).map(entry => entry.createdBy)).size).toBe(200);
    const times = trail.map(entry => Date.parse(String((entry.newValue as Record<string, unknown>).updated_at)));
    expect(times.slice(1).every((time, at) => time > (times[at] ?? Number.NaN))).toBe(true);
  });

  it('keep the chain unbroken through updates, deactivations, deletions and new beginnings', async () => {
    const database = await databaseWithIsolation(level);
    const canonicalIds = ['a', 'b'];
    const random = randomNumbers(20260506);
    const changes: ((db: Db, id: string, at: number) => Promise<unknown>)[] = [
      (db, id, at) => updateMapping(db, id, { name: `name ${at}` }, SHARED),
      (db, id, at) => updateMapping(db, id, { priority: at, sportybetId: String(at) }, SHARED),
      (db, id) => deactivateMapping(db, id),
      (db, id) => activateMapping(db, id, SHARED),
      (db, id) => deleteMapping(db, id),
      (db, id) => createMapping(db, newMapping({ canonicalId: id }), SHARED),
      (db, id) => createMapping(db, newMapping({ canonicalId: id, name: 'again' }), SHARED),
    ];
    let done = 0;
    await Promise.all(
      processes(database, 8).map(async db => {
        for (let at = 0; at < 40; at++) {
          const change = changes[Math.floor(random() * changes.length)];
          const id = canonicalIds[Math.floor(random() * canonicalIds.length)];
          if (!change || !id) throw new Error('out of range');
          if ((await allowing(['MAPPING_EXISTS', 'MAPPING_NOT_FOUND'], change(db, id, at))) === 'done') done++;
        }
      }),
    );
    const trails = [await expectUnbrokenChain(database, 'a'), await expectUnbrokenChain(database, 'b')];
    const actions = trails.flat().map(entry => entry.action);
    expect(new Set(actions)).toEqual(new Set(['CREATE', 'UPDATE', 'ACTIVATE', 'DEACTIVATE', 'DELETE']));
    // What changed nothing was done, and left no row.
    expect(actions.length).toBeLessThanOrEqual(done);
  });

  it('let only one of them win where all expect the same row', async () => {
    const database = await databaseWithIsolation(level);
    const { updatedAt } = await createMapping(database.db, newMapping());
    const outcomes = await Promise.all(
      processes(database, 8).map((db, at) => {
        const options = { expectedUpdatedAt: updatedAt };
        return allowing(['STALE_MAPPING'], updateMapping(db, 'btts_ft', { name: `writer ${at}` }, options));
      }),
    );
    expect(outcomes.filter(outcome => outcome === 'done')).toHaveLength(1);
    expect(await expectUnbrokenChain(database, 'btts_ft')).toHaveLength(2);
  });

  it('create a mapping once', async () => {
    const database = await databaseWithIsolation(level);
    const outcomes = await Promise.all(
      processes(database, 8).map(db => allowing(['MAPPING_EXISTS'], createMapping(db, newMapping()))),
    );
    expect(outcomes.filter(outcome => outcome === 'done')).toHaveLength(1);
    expect(await expectUnbrokenChain(database, 'btts_ft')).toHaveLength(1);
  });
});

describe('many recorders', () => {
  const CONNECTIONS = 8;
  const BATCHES = 15;
  const KEYS = 300;
  const keys = Array.from({ length: KEYS }, (_, at) => `S_M${at % 60}@${at}.5_O`);
  const toSightings = (ids: readonly string[]): UnmappedSighting[] =>
    ids.map(externalMarketId => ({ source: 'bet9ja', externalMarketId }));

  async function countsOf(database: TestDatabase): Promise<number[]> {
    const rows = await rowsOf(database.db, database.table(UNMAPPED));
    return rows.map(row => Number(row.occurrence_count));
  }

  it.each(LEVELS)('of the same markets in any order never deadlock and lose no sighting: %s', async level => {
    const database = await databaseWithIsolation(level);
    const results = await Promise.all(
      processes(database, CONNECTIONS).map(async (db, recorder) => {
        const random = randomNumbers(recorder);
        const found: RecordResult[] = [];
        for (let batch = 0; batch < BATCHES; batch++) {
          found.push(await recordUnmappedMarkets(db, toSightings(shuffled(keys, random))));
        }
        return found;
      }),
    );
    const all = results.flat();
    expect(all.reduce((sum, result) => sum + result.recorded, 0)).toBe(CONNECTIONS * BATCHES * KEYS);
    expect(all.flatMap(result => result.rejected)).toEqual([]);
    expect(await countsOf(database)).toEqual(keys.map(() => CONNECTIONS * BATCHES));
    // Each market was new to exactly one of all these batches.
    const discovered = all.flatMap(result => result.discovered.map(market => market.externalMarketId));
    expect(discovered.sort()).toEqual([...keys].sort());
    // An id is lost only to the race for a new market: once per connection, in the batch it was sending when the first commit
    // came. 36,000 conflicting inserts would have burnt as many.
    const drawn = await idsDrawn(database.db, database.table(UNMAPPED));
    expect(drawn).toBeGreaterThanOrEqual(KEYS);
    expect(drawn).toBeLessThanOrEqual(CONNECTIONS * KEYS);
  });

  it('of overlapping markets, each batch another part of them, count exactly', async () => {
    const database = await databaseForThisTest();
    const expected = new Map<string, number>();
    await Promise.all(
      processes(database, CONNECTIONS).map(async (db, recorder) => {
        const random = randomNumbers(100 + recorder);
        for (let batch = 0; batch < BATCHES; batch++) {
          const part = shuffled(keys, random).slice(0, 120);
          // Every other one is seen twice in the batch.
          const seen = shuffled([...part, ...part.filter((_, at) => at % 2 === 0)], random);
          for (const key of seen) expected.set(key, (expected.get(key) ?? 0) + 1);
          await recordUnmappedMarkets(db, toSightings(seen));
        }
      }),
    );
    const rows = await rowsOf(database.db, database.table(UNMAPPED));
    const counts = rows.map(row => [String(row.external_market_id), row.occurrence_count] as const);
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected));
  });

  it.each(LEVELS)('beside people who map and unmap the same markets never deadlock: %s', async level => {
    const database = await databaseWithIsolation(level);
    const [first = database.db, ...others] = processes(database, 6);
    await recordUnmappedMarkets(first, toSightings(keys));
    const recorders = others.slice(0, 3).map(async (db, recorder) => {
      const random = randomNumbers(200 + recorder);
      for (let batch = 0; batch < 20; batch++) await recordUnmappedMarkets(db, toSightings(shuffled(keys, random)));
    });
    const people = [first, ...others.slice(3)].map(async (db, person) => {
      const random = randomNumbers(300 + person);
      const market = () => `S_M${Math.floor(random() * 60)}`;
      const canonicalId = `person ${person}`;
      await createMapping(db, bet9jaMapping(market(), { canonicalId }), SHARED);
      for (let change = 0; change < 30; change++) {
        await updateMapping(db, canonicalId, { bet9jaKey: market() }, SHARED);
        if (change % 5 === 0) await deactivateMapping(db, canonicalId);
        if (change % 5 === 1) await activateMapping(db, canonicalId, SHARED);
        if (change % 10 === 9) {
          await deleteMapping(db, canonicalId);
          await createMapping(db, bet9jaMapping(market(), { canonicalId }), SHARED);
        }
      }
      await deactivateMapping(db, canonicalId);
      await expectUnbrokenChain(database, canonicalId);
    });
    await Promise.all([...recorders, ...people]);
    expect(await countsOf(database)).toEqual(keys.map(() => 61));
    // Nothing is covered any more, and the next sighting says so.
    await recordUnmappedMarkets(first, toSightings(keys));
    const statuses = (await rowsOf(database.db, database.table(UNMAPPED))).map(row => row.status);
    expect(new Set(statuses)).toEqual(new Set(['NEW']));
  });

  it('beside a mapping of an ignored market never deadlock', async () => {
    const database = await databaseForThisTest();
    const [person = database.db, ...recording] = processes(database, 5);
    // One mapping covers all of them, and the market that is mapped by hand is the first that recorders lock.
    const family = Array.from({ length: 100 }, (_, at) => `S_OU@${at + 100}.5_O`);
    await recordUnmappedMarkets(person, toSightings(family));
    const table = database.table(UNMAPPED);
    let going = true;
    let batches = 0;
    const recorders = recording.map(async (db, recorder) => {
      const random = randomNumbers(400 + recorder);
      while (going) {
        batches++;
        await recordUnmappedMarkets(db, toSightings(shuffled(family, random).slice(0, 60)));
      }
    });
    const { rows } = await person.raw(`select id from ${table} where external_market_id = 'S_OU@100.5_O'`);
    const mapping = async () => {
      for (let round = 0; round < 40; round++) {
        await person.raw(`update ${table} set status = case id when ${rows[0].id} then 'IGNORED' else 'NEW' end
          where id in (select id from ${table} order by source collate "C", external_market_id collate "C" for update)`);
        await mapUnmappedMarket(person, rows[0].id, { create: bet9jaMapping('S_OU', { canonicalId: 'ou' }) });
        await deleteMapping(person, 'ou');
      }
    };
    await Promise.all([
      mapping().finally(() => {
        going = false;
      }),
      ...recorders,
    ]);
    expect((await countsOf(database)).reduce((sum, count) => sum + count, 0)).toBe(100 + batches * 60);
  });
});

describe('two people who map the same market', () => {
  it('end with one of them having done it, and the other told so', async () => {
    const database = await databaseForThisTest();
    await createMapping(database.db, newMapping({ betpawaId: null }));
    const sightings = ['1', '2'].map(id => ({ source: 'betpawa', externalMarketId: id }) as const);
    const { discovered } = await recordUnmappedMarkets(database.db, sightings);
    const outcomes = await Promise.all(
      processes(database, 2).map((db, at) => {
        const id = discovered[at]?.id ?? 0;
        return allowing(['STALE_MAPPING', 'VALIDATION'], mapUnmappedMarket(db, id, { to: 'btts_ft' }));
      }),
    );
    expect(outcomes.sort()).toEqual(['done', 'refused']);
    const mapping = await getMapping(database.db, 'btts_ft');
    const mapped = (await rowsOf(database.db, database.table(UNMAPPED))).filter(row => row.status === 'MAPPED');
    expect(mapped.map(row => row.external_market_id)).toEqual([mapping?.betpawaId]);
    await expectUnbrokenChain(database, 'btts_ft');
  });
});

describe('Reverts of the same deletion at the same time', () => {
  it('restore the mapping once, under its own id, and tell the others that it is there', async () => {
    const database = await databaseForThisTest();
    const { db } = database;
    const others = processes(database, 6);
    const known = new Set(['MAPPING_EXISTS', 'CHANGED_SINCE', 'already there']);
    for (let round = 0; round < 10; round++) {
      const { canonicalId, id } = await createMapping(db, newMapping({ canonicalId: `market_${round}` }), SHARED);
      await deleteMapping(db, canonicalId);
      const [deletion] = (await listAuditLog(db, { canonicalId, limit: 1 })).items;
      const outcomes = await Promise.all(
        others.map(other =>
          revertChange(other, deletion?.id ?? 0, SHARED).then(
            ({ reverted }) => (reverted === 1 ? 'restored' : 'already there'),
            (error: unknown) => (isMarketMappingError(error) ? error.code : Promise.reject(error)),
          ),
        ),
      );
      expect(outcomes.filter(outcome => outcome === 'restored')).toHaveLength(1);
      expect(outcomes.filter(outcome => outcome !== 'restored' && !known.has(outcome))).toEqual([]);
      expect(await getMapping(db, canonicalId)).toMatchObject({ id, canonicalId });
      expect((await listAuditLog(db, { canonicalId })).items.map(({ action }) => action)).toEqual([
        'CREATE',
        'DELETE',
        'CREATE',
      ]);
    }
  });
  it('are told of what took its id meanwhile', async () => {
    const database = await databaseForThisTest();
    const { db } = database;
    const [one, other] = processes(database, 2);
    if (!one || !other) throw new Error('two processes are needed');
    const { id } = await createMapping(db, newMapping({ canonicalId: 'first' }), SHARED);
    await deleteMapping(db, 'first');
    const [deletion] = (await listAuditLog(db, { canonicalId: 'first', limit: 1 })).items;
    const trx = await one.transaction();
    await revertChange(trx, deletion?.id ?? 0, SHARED);
    await trx(MAPPINGS).where({ id }).update({ canonical_id: 'second' });
    const reverted = revertChange(other, deletion?.id ?? 0, SHARED);
    await expect.poll(() => countWaitingForLocks(db)).toBe(1);
    await trx.commit();
    await expect(reverted).rejects.toMatchObject({ code: 'CHANGED_SINCE' });
    expect((await getMapping(db, 'second'))?.id).toBe(id);
  });

  it('are told of what took its canonical id meanwhile', async () => {
    const database = await databaseForThisTest();
    const { db } = database;
    const [one, other] = processes(database, 2);
    if (!one || !other) throw new Error('two processes are needed');
    await createMapping(db, newMapping({ canonicalId: 'first' }), SHARED);
    await db(MAPPINGS).where({ canonical_id: 'first' }).update({ canonical_id: 'renamed' });
    const [renaming] = (await listAuditLog(db, { canonicalId: 'renamed', limit: 1 })).items;
    const trx = await one.transaction();
    await createMapping(trx, newMapping({ canonicalId: 'first' }), SHARED);
    const reverted = revertChange(other, renaming?.id ?? 0, SHARED);
    await expect.poll(() => countWaitingForLocks(db)).toBe(1);
    await trx.commit();
    await expect(reverted).rejects.toMatchObject({ code: 'MAPPING_EXISTS' });
  });
});

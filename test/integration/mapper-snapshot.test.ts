import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMapping, deactivateMapping, runMigrations, updateMapping } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { countWaiting, databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { connectTo, expectOneAnOutage, openMapper, type WatchedMapper } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';

const HOUR_MS = 3_600_000;

/** The texts of the statements that go through a knex from now on. */
function statementsOf(db: Knex): string[] {
  const statements: string[] = [];
  const handler = ({ sql }: { sql: string }) => statements.push(sql);
  db.on('query', handler);
  onTestFinished(() => void db.removeListener('query', handler));
  return statements;
}

/** How many rows statements of the library have brought from now on. */
function countRowsRead(db: Knex): () => number {
  let rows = 0;
  const run = db.client.query.bind(db.client);
  db.client.query = async (...given: unknown[]) => {
    const done = await run(...given);
    rows += done.response.rows.length;
    return done;
  };
  onTestFinished(() => {
    db.client.query = run;
  });
  return () => rows;
}

async function insertMappings(db: Knex, count: number): Promise<void> {
  await db.raw(
    `insert into user_market_mappings (canonical_id, name, sportybet_id, outcome_mapping)
     select 'm' || n, 'old', 's' || n, '[]' from generate_series(1, ?::integer) n`,
    [count],
  );
}

function nameOf({ mapper }: WatchedMapper): string | undefined {
  return mapper.resolve('sportybet', '29')?.name;
}

/** A connection outside the pool's work that holds the mappings locked until `commit`. */
async function lockMappings({ url }: TestDatabase): Promise<Knex.Transaction> {
  const trx = await connectTo(url).transaction();
  await trx.raw('lock table user_market_mappings in access exclusive mode');
  return trx;
}

/** Resolves when somebody waits for a lock. */
async function untilSomebodyWaits(db: Knex): Promise<void> {
  await expect.poll(() => countWaiting(db)).toBeGreaterThan(0);
}

describe('a refresh', () => {
  it('brings what was committed before it', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    const other = connectTo(url);
    await updateMapping(other, 'btts_ft', { name: 'first' });
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('first');
    await deactivateMapping(other, 'btts_ft');
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBeUndefined();
    expect(watched.refreshed()).toBe(2);
  });

  it.each([
    [
      'insert',
      `insert into user_market_mappings (canonical_id, name, sportybet_id, outcome_mapping) values ('x', 'by hand', '29', '[]')`,
    ],
    ['update', `update user_market_mappings set name = 'by hand', priority = 1 where canonical_id = 'btts_ft'`],
    ['delete', `delete from user_market_mappings where canonical_id = 'btts_ft'`],
    ['truncate', 'truncate user_market_mappings cascade'],
  ])('brings what a person changed by a plain %s', async (what, statement) => {
    const { db, url } = await databaseForThisTest();
    if (what !== 'insert') await createMapping(db, newMapping());
    const watched = await openMapper(db);
    await connectTo(url).raw(statement);
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe(what === 'insert' || what === 'update' ? 'by hand' : undefined);
  });

  it('that is idle is one statement, and loads nothing', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    const statements = statementsOf(db);
    const rows = countRowsRead(db);
    await watched.mapper.refresh();
    expect(statements).toHaveLength(1);
    expect(rows()).toBe(1);
    expect(watched.refreshed()).toBe(0);
  });

  it('comes at the interval by itself', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { refreshIntervalMs: 20 });
    await updateMapping(connectTo(url), 'btts_ft', { name: 'changed' });
    await eventually(() => expect(nameOf(watched)).toBe('changed'));
  });

  it('comes at an interval that differs from mapper to mapper, so that they do not all ask at once', async () => {
    const { db } = await databaseForThisTest();
    const asked = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => asked.mockRestore());
    for (let at = 0; at < 3; at++) await openMapper(db, { refreshIntervalMs: HOUR_MS, flushIntervalMs: 10 * HOUR_MS });
    const waits = asked.mock.calls.map(([, ms]) => Number(ms)).filter(ms => ms > 0.5 * HOUR_MS && ms < 2 * HOUR_MS);
    expect(new Set(waits).size).toBe(3);
    for (const ms of waits) expect(Math.abs(ms - HOUR_MS)).toBeLessThanOrEqual(0.2 * HOUR_MS);
  });

  it('runs once for all who ask, and once more for a change that came while it ran', async () => {
    const database = await databaseForThisTest();
    const { db } = database;
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    await updateMapping(db, 'btts_ft', { name: 'first' });
    const statements = statementsOf(db);
    const lock = await lockMappings(database);
    const first = watched.mapper.refresh();
    await untilSomebodyWaits(lock);
    await lock.raw(`update user_market_mappings set name = 'second'`);
    const others = Array.from({ length: 20 }, () => watched.mapper.refresh());
    expect(nameOf(watched)).toBe('Both Teams To Score - Full Time');
    await lock.commit();
    await Promise.all([first, ...others]);
    expect(nameOf(watched)).toBe('second');
    expect(statements.filter(sql => sql.includes('market_mapping_changes'))).toHaveLength(2);
  });

  it('of a thousand mappings replaces the snapshot as a whole', async () => {
    const { db, url } = await databaseForThisTest();
    await db.raw(
      `insert into user_market_mappings (canonical_id, name, sportybet_id, outcome_mapping)
       select 'm' || n, '0', 's' || n, '[]' from generate_series(1, 1000) n`,
    );
    const { mapper } = await openMapper(db);
    const other = connectTo(url);
    const names = () => Array.from({ length: 1000 }, (_, at) => mapper.resolve('sportybet', `s${at + 1}`)?.name);
    for (let round = 1; round <= 5; round++) {
      await other.raw('update user_market_mappings set name = ?', [String(round)]);
      const refreshed = mapper.refresh();
      expect(new Set(names()).size).toBe(1);
      await refreshed;
      expect(new Set(names())).toEqual(new Set([String(round)]));
    }
  });

  it('sees another state of the same number, as a failover that lost changes can leave it', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    // What was changed elsewhere before this server was the one that answers.
    await db.transaction(async trx => {
      await trx.raw('alter table user_market_mappings disable trigger user');
      await trx.raw(`update user_market_mappings set name = 'another past'`);
      await trx.raw('update market_mapping_changes set version = gen_random_uuid()');
      await trx.raw('alter table user_market_mappings enable trigger user');
    });
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('another past');
  });
});

describe('while the mappings can not be read', () => {
  async function hide(db: Knex, table = 'user_market_mappings'): Promise<() => Promise<unknown>> {
    await db.raw(`alter table ${table} rename to hidden`);
    return () => db.raw(`alter table hidden rename to ${table}`);
  }

  it('the last good snapshot serves, and one warning is told for each outage', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    await updateMapping(db, 'btts_ft', { name: 'first' });
    for (let outage = 1; outage <= 2; outage++) {
      await updateMapping(db, 'btts_ft', { name: `name ${outage}` });
      const bringBack = await hide(db);
      const before = nameOf(watched);
      for (let attempt = 0; attempt < 3; attempt++) {
        expect(await errorOf(watched.mapper.refresh())).toMatchObject({ code: 'SCHEMA_MISSING' });
        expect(nameOf(watched)).toBe(before);
      }
      expect(watched.mapper.stats()).toMatchObject({ snapshotSize: 1, origins: { database: 1, base: 0 } });
      await bringBack();
      await watched.mapper.refresh();
      expect(nameOf(watched)).toBe(`name ${outage}`);
      await eventually(() => expectOneAnOutage(watched.codes(), 'REFRESH_FAILED', outage));
    }
    expect(watched.warnings[0]).toMatchObject({ error: { code: 'SCHEMA_MISSING' } });
  });

  it('the interval goes on trying', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { refreshIntervalMs: 20 });
    const other = connectTo(url);
    const bringBack = await hide(other, 'market_mapping_changes');
    await eventually(() => expect(watched.codes()).toEqual(['REFRESH_FAILED']));
    await bringBack();
    await updateMapping(other, 'btts_ft', { name: 'changed' });
    await eventually(() => expect(nameOf(watched)).toBe('changed'));
    expect(watched.codes()).toEqual(['REFRESH_FAILED']);
  });

  it('no mapping is lost where somebody truncated every table, and a change shows again', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    const other = connectTo(url);
    await other.raw('truncate market_mapping_changes');
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('Both Teams To Score - Full Time');
    await updateMapping(other, 'btts_ft', { name: 'changed' });
    await eventually(() => expect(nameOf(watched)).toBe('changed'));
    await updateMapping(other, 'btts_ft', { name: 'changed again' });
    await eventually(() => expect(nameOf(watched)).toBe('changed again'));
    expect(watched.codes()).toEqual([]);
  });
});

describe('rows of one id', () => {
  it('answer on equal terms where a pair slipped through, and one warning names each pair', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await createMapping(db, newMapping({ canonicalId: 'b' }), { allowShared: true });
    const watched = await openMapper(db);
    await eventually(() => expect(watched.codes()).toEqual(['CONFLICTING_MAPPINGS']));
    expect(watched.warnings[0]?.message).toContain('"btts_ft" and "b"');
    // Nothing new to say of this pair; another one is told of by itself.
    await createMapping(db, newMapping({ canonicalId: 'c', priority: 5 }));
    await watched.mapper.refresh();
    await db.raw(
      `insert into user_market_mappings (canonical_id, name, sportybet_id, priority, outcome_mapping) values ('d', 'by hand', '29', 5, '[]')`,
    );
    await watched.mapper.refresh();
    await eventually(() => expect(watched.codes()).toHaveLength(2));
    expect(watched.warnings[1]?.message).toContain('"c" and "d"');
    expect(watched.warnings[1]?.message).not.toContain('btts_ft');
    // One that was settled and comes back is told of again.
    await updateMapping(db, 'b', { priority: 1 });
    await watched.mapper.refresh();
    await updateMapping(db, 'b', { priority: 0 }, { allowShared: true });
    await watched.mapper.refresh();
    await eventually(() => expect(watched.codes()).toHaveLength(3));
  });
});

describe('rows whose JSON a hand edit broke', () => {
  const BROKEN = [
    '{"home": "1"}',
    '"home"',
    'null',
    '[{"betpawa_name": "1"}]',
    '[{"canonical_id": 1}]',
    '[{"canonical_id": "home", "betpawa_name": 1}]',
    '[{"canonical_id": "home", "position": "first"}]',
    '[null]',
  ];

  it('are left out, the others serve, and one warning names them', async () => {
    const { db } = await databaseForThisTest();
    const watched = await openMapper(db);
    await createMapping(db, newMapping());
    for (const [at, json] of BROKEN.entries()) {
      await db.raw(
        `insert into user_market_mappings (canonical_id, name, sportybet_id, outcome_mapping) values (?, 'broken', ?, ?)`,
        [`broken ${at}`, `b${at}`, json],
      );
    }
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('Both Teams To Score - Full Time');
    for (const at of BROKEN.keys()) expect(watched.mapper.resolve('sportybet', `b${at}`)).toBeNull();
    expect(watched.mapper.stats().origins).toEqual({ database: 1, base: 0 });
    await eventually(() => expect(watched.codes()).toEqual(['INVALID_MAPPINGS']));
    for (const at of BROKEN.keys()) expect(watched.warnings[0]?.message).toContain(`"broken ${at}"`);

    // The same rows again: nothing new to say.
    await updateMapping(db, 'btts_ft', { name: 'changed' });
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('changed');
    expect(watched.codes()).toEqual(['INVALID_MAPPINGS']);
  });

  it('serve again when they are set right, and a row that breaks later is a new warning', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await db.raw(`update user_market_mappings set outcome_mapping = '[1]'`);
    const watched = await openMapper(db);
    expect(nameOf(watched)).toBeUndefined();
    await updateMapping(db, 'btts_ft', { outcomeMapping: newMapping().outcomeMapping });
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('Both Teams To Score - Full Time');
    await db.raw(`update user_market_mappings set outcome_mapping = '[1]'`);
    await watched.mapper.refresh();
    await eventually(() => expect(watched.codes()).toEqual(['INVALID_MAPPINGS', 'INVALID_MAPPINGS']));
  });

  it('let the base mapping of the same canonical id hold', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await db.raw(`update user_market_mappings set outcome_mapping = '{}'`);
    const watched = await openMapper(db, { baseMappings: [newMapping({ name: 'base' })] });
    expect(nameOf(watched)).toBe('base');
  });
});

describe('of many mappings', () => {
  it('only those are loaded that changed', async () => {
    const { db, url } = await databaseForThisTest();
    await insertMappings(db, 1000);
    const watched = await openMapper(db);
    const { mapper } = watched;
    const other = connectTo(url);
    const rows = countRowsRead(db);
    await other.raw(`update user_market_mappings set name = 'new' where canonical_id in ('m1', 'm2')`);
    await other.raw(`delete from user_market_mappings where canonical_id = 'm3'`);
    await other.raw(`update user_market_mappings set is_active = false where canonical_id = 'm4'`);
    await other.raw(`update user_market_mappings set sportybet_id = 'moved' where canonical_id = 'm5'`);
    await mapper.refresh();
    // The state, and of each change its row.
    expect(rows()).toBe(1 + 5);
    const names = ['s1', 's2', 's3', 's4', 's5', 'moved', 's6'].map(id => mapper.resolve('sportybet', id)?.name);
    expect(names).toEqual(['new', 'new', undefined, undefined, undefined, 'old', 'old']);
    expect(mapper.stats().snapshotSize).toBe(998);
    expect(watched.refreshed()).toBe(1);
  });

  it('those are told in the order of the commits, whatever was changed first', async () => {
    const { db, url } = await databaseForThisTest();
    await insertMappings(db, 2);
    const { mapper } = await openMapper(db);
    const early = await connectTo(url).transaction();
    await early.raw(`update user_market_mappings set name = 'early' where canonical_id = 'm1'`);
    await connectTo(url).raw(`update user_market_mappings set name = 'late' where canonical_id = 'm2'`);
    await mapper.refresh();
    expect(mapper.resolve('sportybet', 's1')?.name).toBe('old');
    await early.commit();
    const rows = countRowsRead(db);
    await mapper.refresh();
    expect(['s1', 's2'].map(id => mapper.resolve('sportybet', id)?.name)).toEqual(['early', 'late']);
    expect(rows()).toBe(2);
  });

  it('all are loaded where the journal does not reach back so far', async () => {
    const { db } = await databaseForThisTest();
    await insertMappings(db, 100);
    const { mapper } = await openMapper(db);
    await db.raw('delete from market_mapping_journal');
    await db.raw(`update user_market_mappings set name = 'new' where canonical_id = 'm1'`);
    const rows = countRowsRead(db);
    await mapper.refresh();
    expect(mapper.resolve('sportybet', 's1')?.name).toBe('new');
    expect(rows()).toBe(1 + 1 + 100);
  });

  it('a transaction that changes thousands leaves one row in the journal, and all are loaded, once', async () => {
    const { db } = await databaseForThisTest();
    await insertMappings(db, 6000);
    const { mapper } = await openMapper(db);
    await db.raw(`update user_market_mappings set name = 'new'`);
    expect(await db('market_mapping_journal').pluck('mapping_id')).toEqual([0]);
    await mapper.refresh();
    expect(mapper.resolve('sportybet', 's6000')?.name).toBe('new');
    await db.raw(`update user_market_mappings set name = 'newer' where canonical_id = 'm1'`);
    const rows = countRowsRead(db);
    await mapper.refresh();
    expect(mapper.resolve('sportybet', 's1')?.name).toBe('newer');
    expect(rows()).toBe(2);
  });

  it('the journal stays bounded', async () => {
    const { db } = await databaseForThisTest();
    await insertMappings(db, 1500);
    for (let round = 0; round < 40; round++) await db.raw('update user_market_mappings set priority = priority + 1');
    const numbers = await db('market_mapping_journal').pluck('number');
    expect(numbers.length).toBeLessThanOrEqual(10_000 + 16 * 1500);
    expect(new Set(numbers).size).toBeGreaterThan(5);
  });

  it('at most ten looks a second are made for what is told, and the last change shows', async () => {
    const { db, url } = await databaseForThisTest();
    await insertMappings(db, 1);
    const { mapper } = await openMapper(db, { listen: true });
    const other = connectTo(url);
    const statements = statementsOf(db);
    const from = performance.now();
    for (let at = 1; at <= 100; at++) await other.raw('update user_market_mappings set name = ?', [`name ${at}`]);
    await eventually(() => expect(mapper.resolve('sportybet', 's1')?.name).toBe('name 100'));
    const seconds = Math.ceil((performance.now() - from) / 1000);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThanOrEqual(10 * seconds);
  });

  it('a mapper that lives through any edits by hand is like one that has just begun', {
    timeout: 120_000,
  }, async () => {
    const { db } = await databaseForThisTest();
    const baseMappings = ['m1', 'm2', 'm3'].map(canonicalId =>
      newMapping({ canonicalId, name: 'base', sportybetId: `base ${canonicalId}` }),
    );
    const { mapper } = await openMapper(db, { baseMappings });
    const ids = ['s1', 's2', 's3', 's4', 's5', 'base m1', 'base m2', 'base m3'];
    const answersOf = (each: typeof mapper) => ids.map(id => each.resolve('sportybet', id));
    const name = fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5');
    const edit = fc.oneof(
      fc.tuple(name, fc.constantFrom(...ids)).map(([of, id]) => ({
        sql: `insert into user_market_mappings (canonical_id, name, sportybet_id, outcome_mapping) values (?, 'row', ?, '[]') on conflict do nothing`,
        bindings: [of, id],
      })),
      name.map(of => ({ sql: 'delete from user_market_mappings where canonical_id = ?', bindings: [of] })),
      name.map(of => ({
        sql: 'update user_market_mappings set is_active = not is_active where canonical_id = ?',
        bindings: [of],
      })),
      fc.tuple(fc.integer({ min: 0, max: 2 }), name).map(([priority, of]) => ({
        sql: 'update user_market_mappings set priority = ? where canonical_id = ?',
        bindings: [priority, of],
      })),
      name.map(of => ({
        sql: `update user_market_mappings set outcome_mapping = case outcome_mapping when '[]' then '{}' else '[]' end::jsonb where canonical_id = ?`,
        bindings: [of],
      })),
      fc.constant({
        sql: `update user_market_mappings set canonical_id = 'm' || (6 - right(canonical_id, 1)::integer) || 'x'; update user_market_mappings set canonical_id = left(canonical_id, 2)`,
        bindings: [],
      }),
      fc.constant({
        // With triggers still to fire Postgres refuses to truncate.
        sql: 'set constraints all immediate; truncate user_market_mappings cascade; set constraints all deferred',
        bindings: [],
      }),
    );
    const step = fc.array(edit, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async steps => {
        for (const edits of steps) {
          await db.transaction(async trx => {
            for (const { sql, bindings } of edits) await trx.raw(sql, bindings);
          });
          await mapper.refresh();
          const fresh = await openMapper(db, { baseMappings });
          expect(answersOf(mapper).map(each => each && { ...each, createdAt: 0, updatedAt: 0 })).toEqual(
            answersOf(fresh.mapper).map(each => each && { ...each, createdAt: 0, updatedAt: 0 }),
          );
          const { snapshotSize, origins } = mapper.stats();
          expect({ snapshotSize, origins }).toEqual({
            snapshotSize: fresh.mapper.stats().snapshotSize,
            origins: fresh.mapper.stats().origins,
          });
          await fresh.mapper.close();
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('what no trigger told', () => {
  const CHANGE = `update user_market_mappings set name = 'untold' where canonical_id = 'btts_ft'`;

  it.each([
    ['was disabled', 'alter table user_market_mappings disable trigger user'],
    ['was dropped', 'drop trigger market_mapping_tell_change on user_market_mappings'],
  ])('where the trigger %s, shows at a refresh and at the interval, and one warning says so', async (_, switchOff) => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await createMapping(db, newMapping({ canonicalId: 'other', betpawaId: null, sportybetId: '30', bet9jaKey: null }));
    const watched = await openMapper(db, { listen: true });
    const polling = await openMapper(db, { refreshIntervalMs: 20 });
    const other = connectTo(url);
    await other.raw(switchOff);
    await other.raw(CHANGE);
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('untold');
    await eventually(() => expect(nameOf(polling)).toBe('untold'));
    await other.raw(`delete from user_market_mappings where canonical_id = 'other'`);
    await watched.mapper.refresh();
    expect(watched.mapper.resolve('sportybet', '30')).toBeNull();
    await eventually(() => expect(polling.mapper.resolve('sportybet', '30')).toBeNull());
    expect(watched.codes()).toEqual(['TRIGGERS_MISSING']);
    expect(polling.codes()).toEqual(['TRIGGERS_MISSING']);
    expect(watched.warnings[0]?.message).toContain('runMigrations');
    expect(watched.mapper.stats().propagation).toBe('polling');
    expect(await runMigrations(db)).toMatchObject({ applied: [] });
    await updateMapping(db, 'btts_ft', { name: 'told again' });
    await eventually(() => expect(nameOf(watched)).toBe('told again'));
    expect(watched.mapper.stats().propagation).toBe('listening');
  });

  it('while the trigger was disabled for a moment, as a loader does, shows at a refresh and at the interval', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    const polling = await openMapper(db, { refreshIntervalMs: 20 });
    const table = 'alter table user_market_mappings';
    await connectTo(url).raw(`${table} disable trigger user; ${CHANGE}; ${table} enable trigger user`);
    await watched.mapper.refresh();
    expect(nameOf(watched)).toBe('untold');
    await eventually(() => expect(nameOf(polling)).toBe('untold'));
    expect(watched.codes()).toEqual([]);
  });

  it('is told all the same of what a replica session writes', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { listen: true });
    await connectTo(url).raw(`set session_replication_role = replica; ${CHANGE}`);
    await eventually(() => expect(nameOf(watched)).toBe('untold'));
  });

  it('since a restore put the mappings back, and brought them to the same number again, shows', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await createMapping(db, newMapping({ canonicalId: 'other', betpawaId: null, sportybetId: '30', bet9jaKey: null }));
    const watched = await openMapper(db, { refreshIntervalMs: 20 });
    await updateMapping(db, 'btts_ft', { name: 'lost' });
    await eventually(() => expect(nameOf(watched)).toBe('lost'));
    await db.transaction(async trx => {
      await trx.raw('alter table user_market_mappings disable trigger user');
      await trx.raw(`update user_market_mappings set name = 'restored' where canonical_id = 'btts_ft'`);
      await trx.raw('delete from market_mapping_journal j using market_mapping_changes c where j.number = c.number');
      await trx.raw('update market_mapping_changes set number = number - 1, version = gen_random_uuid()');
      await trx.raw('alter table user_market_mappings enable trigger user');
      await trx.raw(`update user_market_mappings set name = 'after it' where canonical_id = 'other'`);
    });
    await eventually(() => expect(nameOf(watched)).toBe('restored'));
    expect(watched.mapper.resolve('sportybet', '30')?.name).toBe('after it');
  });
});

describe('row level security', () => {
  it.each([
    ['without a policy', '', 0],
    ['with a policy that lets nothing through', 'create policy p on user_market_mappings using (false)', 0],
    ['with a policy for it', `create policy p on user_market_mappings using (canonical_id = 'btts_ft')`, 1],
  ])('%s: a mapper that has none of the mappings says so', async (_, policy, mappings) => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const role = `mm_rls_${randomBytes(6).toString('hex')}`;
    await db.raw(`create role ${role} login`);
    await db.raw(`grant select on all tables in schema public to ${role}`);
    onTestFinished(async () => {
      await db.raw(`drop owned by ${role}`);
      await db.raw(`drop role ${role}`);
    });
    await db.raw('alter table user_market_mappings enable row level security');
    if (policy !== '') await db.raw(policy);
    const its = new URL(url);
    its.username = role;
    const watched = await openMapper(connectTo(its.toString()));
    await watched.mapper.refresh();
    expect(watched.mapper.stats().snapshotSize).toBe(mappings);
    await eventually(() => expect(watched.codes()).toEqual(mappings === 0 ? ['ROWS_HIDDEN'] : []));
  });
});

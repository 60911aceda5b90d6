import type { Knex } from 'knex';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMapping, deactivateMapping, updateMapping } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { countWaiting, databaseForThisTest, type TestDatabase } from '../support/databases.js';
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

  it('that is idle is one small statement', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db);
    const statements = statementsOf(db);
    await watched.mapper.refresh();
    expect(statements).toHaveLength(1);
    expect(statements[0]).not.toContain('user_market_mappings');
    expect(watched.refreshed()).toBe(0);
  });

  it('comes at the interval by itself', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { refreshIntervalMs: 20 });
    await updateMapping(connectTo(url), 'btts_ft', { name: 'changed' });
    await vi.waitFor(() => expect(nameOf(watched)).toBe('changed'));
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
    const checks = statements.filter(sql => sql.includes('market_mapping_changes') && !sql.includes('user_market'));
    expect(checks).toHaveLength(2);
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
      await vi.waitFor(() => expectOneAnOutage(watched.codes(), 'REFRESH_FAILED', outage));
    }
    expect(watched.warnings[0]).toMatchObject({ error: { code: 'SCHEMA_MISSING' } });
  });

  it('the interval goes on trying', async () => {
    const { db, url } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const watched = await openMapper(db, { refreshIntervalMs: 20 });
    const other = connectTo(url);
    const bringBack = await hide(other, 'market_mapping_changes');
    await vi.waitFor(() => expect(watched.codes()).toEqual(['REFRESH_FAILED']));
    await bringBack();
    await updateMapping(other, 'btts_ft', { name: 'changed' });
    await vi.waitFor(() => expect(nameOf(watched)).toBe('changed'));
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
    await vi.waitFor(() => expect(nameOf(watched)).toBe('changed'));
    await updateMapping(other, 'btts_ft', { name: 'changed again' });
    await vi.waitFor(() => expect(nameOf(watched)).toBe('changed again'));
    expect(watched.codes()).toEqual([]);
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
    await vi.waitFor(() => expect(watched.codes()).toEqual(['INVALID_MAPPINGS']));
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
    await vi.waitFor(() => expect(watched.codes()).toEqual(['INVALID_MAPPINGS', 'INVALID_MAPPINGS']));
  });

  it('let the base mapping of the same canonical id hold', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    await db.raw(`update user_market_mappings set outcome_mapping = '{}'`);
    const watched = await openMapper(db, { baseMappings: [newMapping({ name: 'base' })] });
    expect(nameOf(watched)).toBe('base');
  });
});

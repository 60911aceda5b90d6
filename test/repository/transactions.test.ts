import createKnex, { type Knex } from 'knex';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  activateMapping,
  createMapping,
  type Db,
  deactivateMapping,
  deleteMapping,
  getMapping,
  getStats,
  getUnmappedMarket,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  mapUnmappedMarket,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA, IS_EMBEDDED } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, rowsOf, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
/** The mappings of these tests have ids in common, which is not what they are about. */
const SHARED = { ...IN_SCHEMA, allowShared: true };

/** Each function that writes, on tables that `prepare` has filled. */
const WRITES: readonly [name: string, write: (db: Db) => Promise<unknown>][] = [
  ['createMapping', db => createMapping(db, newMapping({ canonicalId: 'new', sportybetId: '60200' }), SHARED)],
  ['updateMapping', db => updateMapping(db, 'btts_ft', { sportybetId: '60200' }, IN_SCHEMA)],
  ['activateMapping', db => activateMapping(db, 'off', SHARED)],
  ['deactivateMapping', db => deactivateMapping(db, 'btts_ft', IN_SCHEMA)],
  ['deleteMapping', db => deleteMapping(db, 'btts_ft', IN_SCHEMA)],
  ['recordUnmappedMarket', db => recordUnmappedMarket(db, newSighting(), IN_SCHEMA)],
  ['recordUnmappedMarkets', db => recordUnmappedMarkets(db, [newSighting({ externalMarketId: 'x' })], IN_SCHEMA)],
  ['updateUnmappedMarket', db => updateUnmappedMarket(db, 1, { status: 'IGNORED' }, IN_SCHEMA)],
  [
    'mapUnmappedMarket',
    db => mapUnmappedMarket(db, 1, { create: newMapping({ canonicalId: 'new', sportybetId: null }) }, SHARED),
  ],
];

async function prepare(): Promise<void> {
  await createMapping(database.db, newMapping(), IN_SCHEMA);
  await createMapping(database.db, newMapping({ canonicalId: 'off', betpawaId: '7', sportybetId: '60200' }), SHARED);
  await deactivateMapping(database.db, 'off', IN_SCHEMA);
  await database.logMarket({ source: 'sportybet', externalMarketId: '60200' });
}

async function contentsSeenBy(db: Knex): Promise<unknown> {
  return {
    mappings: await rowsOf(db, database.table(MAPPINGS)),
    audit: await rowsOf(db, database.table(AUDIT)),
    unmapped: await rowsOf(db, database.table(UNMAPPED)),
  };
}

describe.each(WRITES)('%s in a transaction of the caller', (_, write) => {
  it('is undone by its rollback: the change, the audit row and the marks on unmapped markets', async () => {
    await prepare();
    const before = await database.contents();
    const trx = await database.db.transaction();
    try {
      await write(trx);
      expect(await contentsSeenBy(trx)).not.toEqual(before);
    } finally {
      await trx.rollback();
    }
    expect(await database.contents()).toEqual(before);
  });

  it('is kept by its commit, as the transaction saw it', async () => {
    await prepare();
    const seen = await database.db.transaction(async trx => {
      await write(trx);
      return contentsSeenBy(trx);
    });
    expect(await database.contents()).toEqual(seen);
  });

  it.skipIf(IS_EMBEDDED)('is seen by nobody else before the commit', async () => {
    await prepare();
    const before = await database.contents();
    await database.db.transaction(async trx => {
      await write(trx);
      expect(await database.contents()).toEqual(before);
    });
    expect(await database.contents()).not.toEqual(before);
  });

  it('needs no connection beside that of the transaction', async () => {
    await prepare();
    const before = await database.contents();
    const single = IS_EMBEDDED ? database.db : poolOfOne();
    await single.transaction(write);
    expect(await database.contents()).not.toEqual(before);
  });
});

function poolOfOne(): Knex {
  const pool = { min: 0, max: 1 };
  const db = createKnex({ client: 'pg', connection: database.url, pool, acquireConnectionTimeout: 10_000 });
  onTestFinished(() => db.destroy());
  return db;
}

describe('a transaction of the caller', () => {
  it('holds several calls together', async () => {
    await prepare();
    const before = await database.contents();
    const work = database.db.transaction(async trx => {
      for (const [, write] of WRITES.slice(1, 4)) await write(trx);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await database.contents()).toEqual(before);
  });

  it('goes on after a refusal, with what it did before and does after', async () => {
    await prepare();
    const codes = await database.db.transaction(async trx => {
      await createMapping(trx, newMapping({ canonicalId: 'before' }), SHARED);
      const refusals = [
        await errorOf(createMapping(trx, newMapping(), IN_SCHEMA)),
        await errorOf(createMapping(trx, newMapping({ name: '' }), IN_SCHEMA)),
        await errorOf(updateMapping(trx, 'nobody', { name: 'x' }, IN_SCHEMA)),
        await errorOf(updateMapping(trx, 'btts_ft', { name: 'x' }, { ...IN_SCHEMA, expectedUpdatedAt: new Date(0) })),
        await errorOf(deleteMapping(trx, 'nobody', IN_SCHEMA)),
        await errorOf(updateUnmappedMarket(trx, 1, { status: 'MAPPED' }, IN_SCHEMA)),
        await errorOf(mapUnmappedMarket(trx, 1, { create: newMapping({ sportybetId: null }) }, IN_SCHEMA)),
      ];
      await createMapping(trx, newMapping({ canonicalId: 'after' }), SHARED);
      return refusals.map(error => error.code);
    });
    expect(codes).toEqual([
      'MAPPING_EXISTS',
      'VALIDATION',
      'MAPPING_NOT_FOUND',
      'STALE_MAPPING',
      'MAPPING_NOT_FOUND',
      'MARKET_NOT_COVERED',
      'MAPPING_EXISTS',
    ]);
    const ids = (await database.rows(MAPPINGS)).map(row => row.canonical_id);
    expect(ids).toEqual(['btts_ft', 'off', 'before', 'after']);
  });

  it('may be a savepoint: what it undoes is undone, what is around it stays', async () => {
    await prepare();
    await database.db.transaction(async outer => {
      await createMapping(outer, newMapping({ canonicalId: 'outer' }), SHARED);
      const inner = outer.transaction(async trx => {
        await createMapping(trx, newMapping({ canonicalId: 'inner' }), SHARED);
        throw new Error('only the inner one');
      });
      await expect(inner).rejects.toThrow('only the inner one');
    });
    expect((await database.rows(MAPPINGS)).map(row => row.canonical_id)).toEqual(['btts_ft', 'off', 'outer']);
    expect((await database.rows(AUDIT)).map(row => row.canonical_id)).not.toContain('inner');
  });

  it('is of no use once it has ended', async () => {
    const trx = await database.db.transaction();
    await trx.commit();
    expect(await errorOf(getMapping(trx, 'btts_ft', IN_SCHEMA))).toMatchObject({ code: 'DATABASE', sqlState: null });
    expect(await errorOf(createMapping(trx, newMapping(), IN_SCHEMA))).toMatchObject({ code: 'DATABASE' });
    expect(await database.rows(MAPPINGS)).toEqual([]);
  });

  it('sees its own changes in every read', async () => {
    await database.db.transaction(async trx => {
      const created = await createMapping(trx, newMapping(), IN_SCHEMA);
      const { isNew, ...market } = await recordUnmappedMarket(trx, newSighting(), IN_SCHEMA);
      expect(await getMapping(trx, 'btts_ft', IN_SCHEMA)).toEqual(created);
      expect(await resolveMapping(trx, { source: 'betpawa', externalMarketId: '3795' }, IN_SCHEMA)).toEqual(created);
      expect((await listMappings(trx, {}, IN_SCHEMA)).items).toEqual([created]);
      expect((await listAuditLog(trx, {}, IN_SCHEMA)).items).toHaveLength(1);
      expect(await getUnmappedMarket(trx, market.id, IN_SCHEMA)).toEqual(market);
      expect((await listUnmappedMarkets(trx, {}, IN_SCHEMA)).items).toEqual([market]);
      expect((await getStats(trx, IN_SCHEMA)).unmapped.total).toBe(1);
    });
  });
});

const ALL: readonly [name: string, call: (db: Db, options: { schema?: string }) => Promise<unknown>][] = [
  ['createMapping', (db, options) => createMapping(db, newMapping(), options)],
  ['getMapping', (db, options) => getMapping(db, 'x', options)],
  ['listMappings', (db, options) => listMappings(db, {}, options)],
  ['updateMapping', (db, options) => updateMapping(db, 'x', { name: 'x' }, options)],
  ['activateMapping', (db, options) => activateMapping(db, 'x', options)],
  ['deactivateMapping', (db, options) => deactivateMapping(db, 'x', options)],
  ['deleteMapping', (db, options) => deleteMapping(db, 'x', options)],
  ['resolveMapping', (db, options) => resolveMapping(db, { source: 'betpawa', externalMarketId: '1' }, options)],
  ['listAuditLog', (db, options) => listAuditLog(db, {}, options)],
  ['recordUnmappedMarket', (db, options) => recordUnmappedMarket(db, newSighting(), options)],
  ['recordUnmappedMarkets', (db, options) => recordUnmappedMarkets(db, [newSighting()], options)],
  ['getUnmappedMarket', (db, options) => getUnmappedMarket(db, 1, options)],
  ['listUnmappedMarkets', (db, options) => listUnmappedMarkets(db, {}, options)],
  ['updateUnmappedMarket', (db, options) => updateUnmappedMarket(db, 1, { notes: 'x' }, options)],
  ['mapUnmappedMarket', (db, options) => mapUnmappedMarket(db, 1, { create: newMapping() }, options)],
  ['getStats', getStats],
];

describe('an error of the database', () => {
  it.each(ALL)('of tables that are missing says to call runMigrations: %s', async (_, call) => {
    const error = await errorOf(call(database.db, { schema: 'nowhere' }));
    expect(error).toMatchObject({ name: 'SchemaMissingError', code: 'SCHEMA_MISSING', schema: 'nowhere' });
    expect(error.message).toContain(`runMigrations(db, { schema: 'nowhere' })`);
    expect(error.cause).toMatchObject({ code: '42P01' });
  });

  it('of one table that is missing says the same', async () => {
    const error = await errorOf(
      database.db.transaction(async trx => {
        await trx.raw(`drop table ${database.table(AUDIT)}`);
        await createMapping(trx, newMapping(), IN_SCHEMA);
      }),
    );
    expect(error.code).toBe('SCHEMA_MISSING');
    expect(error.message).toContain('runMigrations(db');
  });

  it('of any other kind is a DatabaseError with its SQLSTATE and cause, and leaves nothing behind', async () => {
    const table = database.table(MAPPINGS);
    await database.db.raw(`alter table ${table} add constraint no_bad check (name <> 'bad')`);
    onTestFinished(async () => void (await database.db.raw(`alter table ${table} drop constraint no_bad`)));
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await database.logMarket({ source: 'sportybet', externalMarketId: '60200' });
    const before = await database.contents();
    for (const attempt of [
      () => createMapping(database.db, newMapping({ canonicalId: 'x', name: 'bad', sportybetId: '60200' }), SHARED),
      () => updateMapping(database.db, 'btts_ft', { name: 'bad', sportybetId: '60200' }, IN_SCHEMA),
      () =>
        mapUnmappedMarket(
          database.db,
          1,
          { create: newMapping({ canonicalId: 'x', name: 'bad', sportybetId: null }) },
          SHARED,
        ),
    ]) {
      const error = await errorOf(attempt());
      expect(error).toMatchObject({ name: 'DatabaseError', code: 'DATABASE', sqlState: '23514' });
      expect(error.cause).toMatchObject({ code: '23514', constraint: 'no_bad' });
      expect(error.message).toContain('no_bad');
      expect(error.message).not.toMatch(/insert into|update |with /);
    }
    expect(await database.contents()).toEqual(before);
  });

  it('of the audit log takes the change back with it', async () => {
    const table = database.table(AUDIT);
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await database.db.raw(`alter table ${table} add constraint no_ben check (created_by <> 'ben')`);
    onTestFinished(async () => void (await database.db.raw(`alter table ${table} drop constraint no_ben`)));
    const before = await database.contents();
    const options = { ...IN_SCHEMA, actor: 'ben' };
    for (const attempt of [
      () => createMapping(database.db, newMapping({ canonicalId: 'x' }), { ...options, allowShared: true }),
      () => updateMapping(database.db, 'btts_ft', { name: 'x' }, options),
      () => deactivateMapping(database.db, 'btts_ft', options),
      () => deleteMapping(database.db, 'btts_ft', options),
    ]) {
      expect(await errorOf(attempt())).toMatchObject({ code: 'DATABASE', sqlState: '23514' });
    }
    expect(await database.contents()).toEqual(before);
  });
});

import createKnex, { type Knex } from 'knex';
import pg from 'pg';
import { afterEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import {
  activateMapping,
  createMapping,
  type Db,
  deactivateMapping,
  deleteMapping,
  fromPool,
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
import { admin, databaseForThisTest, type TestDatabase } from '../support/databases.js';
import { errorOf } from '../support/repository-suite.js';

const FIRST = new Date('2026-05-06T11:00:00.123Z');
const LAST = new Date('2026-05-06T12:30:00.999Z');

function connectTo({ url }: TestDatabase, config: Partial<Knex.Config> = {}): Knex {
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 2 }, ...config });
  onTestFinished(() => db.destroy());
  return db;
}

function poolTo({ url }: TestDatabase): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // As any service has it: an idle connection may be ended from the other side, here by the database's removal.
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  return pool;
}

/** What every function answers, on empty tables. */
async function tour(db: Db): Promise<Record<string, unknown>> {
  const seen = newSighting({
    marketName: '1X2 - 1UP',
    sampleOutcomes: [{ someKey: 1, other_key: true }],
    seenAt: FIRST,
  });
  const recorded = await recordUnmappedMarket(db, seen);
  const batch = await recordUnmappedMarkets(db, [
    { ...seen, seenAt: LAST, occurrences: 5 },
    newSighting({ externalMarketId: 'other', seenAt: LAST }),
    newSighting({ source: 'bet9ja', externalMarketId: 'S_GGNG@1_Y', seenAt: LAST }),
    newSighting({ externalMarketId: '' }),
  ]);
  const created = await createMapping(db, newMapping({ sportybetId: null }), { actor: 'ada', reason: 'seen often' });
  const mapped = await mapUnmappedMarket(db, recorded.id, { to: 'btts_ft' }, { actor: 'ben' });
  const updated = await updateMapping(
    db,
    'btts_ft',
    { name: 'GG/NG', priority: 3 },
    { expectedUpdatedAt: mapped.updatedAt },
  );
  const deactivated = await deactivateMapping(db, 'btts_ft');
  const activated = await activateMapping(db, 'btts_ft');
  const resolved = await resolveMapping(db, { source: 'bet9ja', externalMarketId: 'S_GGNG_Y' });
  const got = await getMapping(db, 'btts_ft');
  const page = { limit: 1 };
  const firstUnmapped = await listUnmappedMarkets(db, { ...page, sortBy: 'lastSeenAt', order: 'asc' });
  const nextUnmapped = await listUnmappedMarkets(db, {
    ...page,
    sortBy: 'lastSeenAt',
    order: 'asc',
    cursor: firstUnmapped.nextCursor ?? '',
  });
  const listed = await listMappings(db, { isActive: true, source: 'sportybet', search: 'gg' });
  const ignored = await updateUnmappedMarket(db, 3, { status: 'IGNORED', notes: 'specials' });
  const unmapped = await getUnmappedMarket(db, 1);
  const stats = await getStats(db);
  const deleted = await deleteMapping(db, 'btts_ft');
  const audit = await listAuditLog(db, { canonicalId: 'btts_ft', from: created.createdAt });
  return {
    recorded,
    recordedCount: batch.recorded,
    discovered: batch.discovered,
    rejected: batch.rejected.map(({ error }) => error.message),
    created,
    mapped,
    updated,
    deactivated,
    activated,
    resolved,
    got,
    firstUnmapped: firstUnmapped.items,
    nextUnmapped: nextUnmapped.items,
    listed,
    ignored,
    unmapped,
    stats,
    deleted,
    audit,
  };
}

const CHANGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The answers without the times of the database's clock and the ids of changes, which no two tours share. */
function timeless(value: unknown): unknown {
  if (typeof value === 'string' && CHANGE_ID.test(value)) return 'the id of a change';
  if (value instanceof Date) {
    if (value.getTime() === FIRST.getTime() || value.getTime() === LAST.getTime()) return value;
    return Number.isNaN(value.getTime()) ? 'an invalid date' : 'a date';
  }
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      /^(created|updated)_at$/.test(key) && typeof member === 'string' ? 'a time' : timeless(member),
    ]),
  );
}

/** What the functions answer a service that has changed nothing. */
async function plainAnswers(): Promise<unknown> {
  const answers = timeless(await tour((await databaseForThisTest()).db));
  expect(answers).toMatchObject({
    recorded: { id: 1, isNew: true, firstSeenAt: FIRST, sampleOutcomes: [{ someKey: 1, other_key: true }] },
    recordedCount: 3,
    created: { id: 1, canonicalId: 'btts_ft', isActive: true, createdAt: 'a date', createdBy: 'ada' },
    resolved: { name: 'GG/NG', sportybetId: '60200', priority: 3, isActive: true },
    unmapped: { status: 'MAPPED', occurrenceCount: 6, firstSeenAt: FIRST, lastSeenAt: LAST },
    stats: { mappings: { total: 1, active: 1 }, unmapped: { total: 3, byStatus: { MAPPED: 2 } } },
    audit: { items: [{ action: 'DELETE' }, {}, {}, {}, {}, { action: 'CREATE', newValue: { is_active: true } }] },
  });
  return answers;
}

describe('the hooks of a host', () => {
  it.each<[string, Partial<Knex.Config>]>([
    ['a wrapIdentifier that upper-cases every name', { wrapIdentifier: (value, wrap) => wrap(value.toUpperCase()) }],
    ['a wrapIdentifier that throws', { wrapIdentifier: () => expect.fail('wrapIdentifier was asked') }],
    ['a postProcessResponse that camel-cases keys', { postProcessResponse: camelCased }],
    ['a postProcessResponse that returns nothing', { postProcessResponse: () => undefined }],
    ['a postProcessResponse that returns junk', { postProcessResponse: () => [{ junk: true }] }],
    ['a postProcessResponse that throws', { postProcessResponse: () => expect.fail('postProcessResponse was asked') }],
  ])('change no answer: %s', async (_, config) => {
    const expected = await plainAnswers();
    expect(timeless(await tour(connectTo(await databaseForThisTest(), config)))).toEqual(expected);
    const inside = connectTo(await databaseForThisTest(), config);
    expect(timeless(await inside.transaction(tour))).toEqual(expected);
  });

  it('go on to serve the host itself, on the same connections', async () => {
    const config = { wrapIdentifier: upperCased, postProcessResponse: () => 'the answer of the host' };
    const host = connectTo(await databaseForThisTest(), config);
    await tour(host);
    expect(host('shoes').select('size').toString()).toBe('select "SIZE" from "SHOES"');
    expect(await host.raw('select 1')).toBe('the answer of the host');
    await host.transaction(async trx => {
      await getStats(trx);
      expect(trx('shoes').toString()).toBe('select * from "SHOES"');
      expect(await trx.raw('select 1')).toBe('the answer of the host');
    });
  });

  it('are left as they were, with everything else in the configuration of the host', async () => {
    const database = await databaseForThisTest();
    const config = {
      client: 'pg',
      connection: database.url,
      pool: { min: 0, max: 2 },
      searchPath: ['elsewhere'],
      wrapIdentifier: upperCased,
      postProcessResponse: camelCased,
      migrations: { tableName: 'theirs' },
    };
    const given = { ...config, pool: { ...config.pool }, migrations: { ...config.migrations } };
    const host = createKnex(config);
    onTestFinished(() => host.destroy());
    const [resolved, pool, params] = [{ ...host.client.config }, host.client.pool, { ...host.userParams }];
    const listeners = host.client.eventNames().map((name: string) => [name, host.client.listenerCount(name)]);
    await tour(host);
    expect(config).toEqual(given);
    expect(host.client.config).toEqual(resolved);
    expect(host.userParams).toEqual(params);
    expect(host.client.pool).toBe(pool);
    expect(host.client.eventNames().map((name: string) => [name, host.client.listenerCount(name)])).toEqual(listeners);
    // Every connection was given back.
    expect([pool.numUsed(), pool.numPendingAcquires()]).toEqual([0, 0]);
  });

  it('hear of every statement, in and out of transactions', async () => {
    const host = connectTo(await databaseForThisTest());
    // The first call looks whether what the driver returns can be read.
    await getMapping(host, 'btts_ft');
    const heard: string[] = [];
    host.on('query', ({ sql }: { sql: string }) => heard.push(`query ${sql.includes('user_market_mappings')}`));
    host.on('query-error', (error: Error) => heard.push(`error ${error.message.includes('nowhere')}`));
    await getMapping(host, 'btts_ft');
    expect(heard).toEqual(['query true']);
    await host.transaction(trx => getMapping(trx, 'btts_ft'));
    expect(heard.filter(event => event === 'query true')).toHaveLength(2);
    await errorOf(getMapping(host, 'btts_ft', { schema: 'nowhere' }));
    expect(heard.at(-1)).toBe('error true');
  });
});

describe('the type parsers of a host', () => {
  const { builtins } = pg.types;
  // Not text: knex itself reads the version of the server by that parser, and can't connect without.
  const TYPES = [
    builtins.INT4,
    builtins.INT8,
    builtins.INT2,
    builtins.BOOL,
    builtins.TIMESTAMPTZ,
    builtins.TIMESTAMP,
    builtins.JSONB,
    builtins.JSON,
    builtins.VARCHAR,
    builtins.NUMERIC,
    builtins.FLOAT8,
  ];
  const originals = TYPES.map(type => [type, pg.types.getTypeParser(type)] as const);

  afterEach(() => {
    for (const [type, parser] of originals) pg.types.setTypeParser(type, parser);
  });

  it.each<[string, (text: string) => unknown]>([
    ['return junk', () => 'junk'],
    ['return nothing', () => undefined],
    ['throw', () => expect.fail('a parser of the host was asked')],
  ])('change no answer where they %s', async (_, parser) => {
    const expected = await plainAnswers();
    const host = connectTo(await databaseForThisTest());
    for (const type of TYPES) pg.types.setTypeParser(type, parser);
    expect(timeless(await tour(host))).toEqual(expected);
  });

  it('change no answer where one connection has its own', async () => {
    const expected = await plainAnswers();
    const { url } = await databaseForThisTest();
    const getTypeParser = (type: number) => (text: string) => (type === builtins.TEXT ? text : 'junk');
    const connection = { connectionString: url, types: { getTypeParser } };
    const host = createKnex({ client: 'pg', connection, pool: { min: 0, max: 2 } });
    onTestFinished(() => host.destroy());
    expect(timeless(await tour(host))).toEqual(expected);
  });

  it('go on to serve the host itself', async () => {
    const host = connectTo(await databaseForThisTest());
    pg.types.setTypeParser(builtins.INT4, text => `number ${text}`);
    await tour(host);
    expect((await host.raw('select 1 as one')).rows).toEqual([{ one: 'number 1' }]);
  });
});

describe('the session of a host', () => {
  async function databaseWith(setting: string, value: string): Promise<Knex> {
    const database = await databaseForThisTest();
    const name = new URL(database.url).pathname.slice(1);
    await admin(inject('serverUrl'), `alter database ${name} set ${setting} = '${value}'`);
    const db = connectTo(database);
    // One that has not taken hold would make the test pass for nothing.
    expect((await db.raw('select current_setting(?) as value', [setting])).rows).toEqual([{ value }]);
    return db;
  }

  it.each<[string, string]>([
    ['timezone', 'Africa/Monrovia'],
    ['timezone', 'Asia/Kolkata'],
    ['timezone', 'America/St_Johns'],
    ['search_path', 'pg_catalog'],
    ['standard_conforming_strings', 'off'],
    ['default_transaction_isolation', 'serializable'],
    ['quote_all_identifiers', 'on'],
    ['extra_float_digits', '-15'],
    ['bytea_output', 'escape'],
  ])('changes no answer where %s is %s', async (setting, value) => {
    const expected = await plainAnswers();
    expect(timeless(await tour(await databaseWith(setting, value)))).toEqual(expected);
  });

  // Before 1972 Liberia was 44 minutes and 30 seconds behind, which Postgres writes out.
  it.each(['Africa/Monrovia', 'Asia/Kolkata', 'America/St_Johns'])('keeps every moment, in %s too', async timezone => {
    const db = await databaseWith('timezone', timezone);
    const moments = [
      '1970-01-01T00:00:00.000Z',
      '1971-06-15T23:59:59.999Z',
      '2026-03-29T01:30:00.001Z',
      '9999-12-31T23:59:59.999Z',
    ];
    const sightings = moments.map((moment, at) => newSighting({ externalMarketId: `${at}`, seenAt: new Date(moment) }));
    const { discovered } = await recordUnmappedMarkets(db, sightings);
    expect(discovered.map(market => market.firstSeenAt.toISOString())).toEqual(moments);
    const filter = { sortBy: 'firstSeenAt', order: 'asc', limit: 1 } as const;
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listUnmappedMarkets(db, { ...filter, cursor });
      found.push(...page.items.map(market => market.firstSeenAt.toISOString()));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && found.length <= moments.length);
    expect(found).toEqual(moments);
  });
});

describe('a pg pool instead of a knex', () => {
  it('changes no answer', async () => {
    const expected = await plainAnswers();
    expect(timeless(await tour(fromPool(poolTo(await databaseForThisTest()))))).toEqual(expected);
    const inside = fromPool(poolTo(await databaseForThisTest()));
    expect(timeless(await inside.transaction(tour))).toEqual(expected);
  });

  it('gets every connection back', async () => {
    const pool = poolTo(await databaseForThisTest());
    const db = fromPool(pool);
    await tour(db);
    await errorOf(getStats(db, { schema: 'nowhere' }));
    expect([pool.totalCount - pool.idleCount, pool.waitingCount]).toEqual([0, 0]);
  });
});

describe('a knex that cannot serve', () => {
  it.each<[string, unknown]>([
    ['of another database', createKnex({ client: 'mysql2' })],
    ['that is a plain pg client', new pg.Client()],
    ['that is a query builder', createKnex({ client: 'pg' })('shoes')],
  ])('is refused where it is one %s', async (_, db) => {
    const error = await errorOf(getStats(db as Db));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'db' });
    expect(error.message).toContain(`knex({ client: 'pg', connection })`);
  });

  it('is named where it is of another database', async () => {
    const error = await errorOf(getStats(createKnex({ client: 'mysql2' })));
    expect(error.message).toContain('mysql');
  });

  it('because it has been destroyed fails by a DatabaseError', async () => {
    const host = connectTo(await databaseForThisTest());
    await host.destroy();
    expect(await errorOf(getStats(host))).toMatchObject({ code: 'DATABASE', sqlState: null });
    expect(await errorOf(recordUnmappedMarket(host, newSighting()))).toMatchObject({ code: 'DATABASE' });
    expect(await errorOf(mapUnmappedMarket(host, 1, { to: 'x' }))).toMatchObject({ code: 'DATABASE' });
  });

  it('because nobody answers fails by a DatabaseError with the cause', async () => {
    const log = { warn() {}, error() {}, debug() {}, deprecate() {} };
    const host = createKnex({ client: 'pg', connection: 'postgres://nobody@127.0.0.1:1/nothing', log });
    onTestFinished(() => host.destroy());
    const error = await errorOf(getStats(host));
    expect(error).toMatchObject({ code: 'DATABASE', cause: { code: 'ECONNREFUSED' } });
  });

  it('may be destroyed by its owner right after a call: nothing of the library is left to keep it busy', async () => {
    const host = connectTo(await databaseForThisTest());
    await tour(host);
    await host.destroy();
    expect(host.client.pool).toBeUndefined();
  });
});

function upperCased(value: string, wrap: (value: string) => string): string {
  return wrap(value.toUpperCase());
}

/** What objection's knexSnakeCaseMappers and many services do. */
function camelCased(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(camelCased);
  if (typeof result !== 'object' || result === null) return result;
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(value),
    ]),
  );
}

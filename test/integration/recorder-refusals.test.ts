import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { describe, expect, it, vi } from 'vitest';
import {
  checkSchema,
  createMapping,
  recordUnmappedMarket,
  runMigrations,
  type UnmappedSighting,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { connectTo, loggedCounts, openMapper } from '../support/mappers.js';
import { UNMAPPED } from '../support/repository-suite.js';

function seen(externalMarketId: string, fields: Partial<UnmappedSighting> = {}): UnmappedSighting {
  return newSighting({ externalMarketId, ...fields });
}

function markets(count: number, from = 0): UnmappedSighting[] {
  return Array.from({ length: count }, (_, at) => seen(`m${from + at}`));
}

async function rowOf(db: Knex, externalMarketId: string): Promise<Record<string, unknown>> {
  return { ...(await db(UNMAPPED).where({ external_market_id: externalMarketId }).first()) };
}

describe('a hint that can not be stored', () => {
  it.each([
    ['a NUL', { marketName: 'Over\0Under', sampleOutcomes: ['a\0b'] }, 'OverUnder', ['ab']],
    ['half of a surrogate pair', { marketName: 'x\ud800', sampleOutcomes: ['\udc00'] }, 'x\ufffd', ['\ufffd']],
    ['NaN and a date', { sampleOutcomes: [Number.NaN, new Date(0)] }, null, [null, '1970-01-01T00:00:00.000Z']],
    ['what has no JSON', { sampleOutcomes: [() => 1, { id: 1n, with: Symbol('x') }] }, null, [null, { id: '1' }]],
    ['a name that is a number', { marketName: 7, sampleOutcomes: { a: 1 } }, null, { a: 1 }],
    ['no time', { seenAt: new Date(Number.NaN) }, null, null],
  ])('is cleaned or left out, and the market counts: %s', async (_, hints, name, sample) => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped({ ...seen('a'), ...hints } as UnmappedSighting);
    expect(await mapper.flush()).toMatchObject({ recorded: 1, rejected: [], pending: 0 });
    expect(await rowOf(db, 'a')).toMatchObject({ market_name: name, sample_outcomes: sample });
    expect(await recordUnmappedMarket(db, { ...seen('b'), ...hints } as UnmappedSighting)).toMatchObject({
      marketName: name,
      sampleOutcomes: sample,
    });
  });

  it('is left out where it can not even be read', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const refuse = () => {
      throw new Error('not today');
    };
    const sighting = Object.defineProperties(
      {},
      {
        source: { value: 'sportybet', enumerable: true },
        externalMarketId: { value: 'a', enumerable: true },
        marketName: { get: refuse, enumerable: true },
        sampleOutcomes: {
          value: [
            { id: '1', toJSON: refuse },
            Object.defineProperty({ id: '2' }, 'name', { get: refuse, enumerable: true }),
          ],
        },
      },
    );
    for (let round = 0; round < 2; round++) mapper.recordUnmapped(sighting as UnmappedSighting);
    expect(await mapper.flush()).toMatchObject({ recorded: 2, rejected: [] });
    expect(await rowOf(db, 'a')).toMatchObject({ market_name: null, sample_outcomes: [{ id: '1' }, { id: '2' }] });
  });

  it('because the encoding of the database lacks a character is left out, and only an id of such characters is rejected', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const name = `${new URL(url).pathname.slice(1)}_1252`;
    await db.raw(`create database ${name} template template0 encoding 'WIN1252' lc_collate 'C' lc_ctype 'C'`);
    const western = connectTo(url.replace(/[^/]*$/, name));
    await runMigrations(western);
    const { mapper } = await openMapper(western);
    for (const market of markets(20))
      mapper.recordUnmapped({ ...market, marketName: 'Over/Under', sampleOutcomes: ['x'] });
    mapper.recordUnmapped(seen('chinese', { marketName: '\u5927\u5c0f', sampleOutcomes: ['\u5927'] }));
    mapper.recordUnmapped(seen('\u5927'));
    const result = await mapper.flush();
    expect(result).toMatchObject({
      recorded: 21,
      pending: 0,
      rejected: [{ sighting: { externalMarketId: '\u5927' } }],
    });
    expect(await rowOf(western, 'm0')).toMatchObject({ market_name: 'Over/Under', sample_outcomes: ['x'] });
    expect(await rowOf(western, 'chinese')).toMatchObject({ market_name: null, sample_outcomes: null });
    await mapper.close();
    await western.destroy();
    await db.raw(`drop database ${name} with (force)`);
  });

  it('by a constraint of somebody else is left out as well', async () => {
    const { db } = await databaseForThisTest();
    await db.raw(`alter table ${UNMAPPED} add constraint short check (length(market_name) < 5)`);
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped(seen('a', { marketName: 'far too long' }));
    mapper.recordUnmapped(seen('b', { marketName: 'fine' }));
    expect(await mapper.flush()).toMatchObject({ recorded: 2, rejected: [], pending: 0, error: null });
    expect(await rowOf(db, 'a')).toMatchObject({ market_name: null });
    expect(await rowOf(db, 'b')).toMatchObject({ market_name: 'fine' });
  });
});

describe('a row that the database refuses', () => {
  it('is found among the others, which are written; it is kept, told once, and written when it can be', async () => {
    const { db } = await databaseForThisTest();
    await db.raw(`alter table ${UNMAPPED} add constraint mine check (external_market_id not like 'bad%')`);
    const { mapper, codes } = await openMapper(db);
    for (const market of markets(50)) mapper.recordUnmapped(market);
    mapper.recordUnmapped(seen('bad one', { occurrences: 3, sampleOutcomes: ['x'] }));
    for (const market of markets(50, 50)) mapper.recordUnmapped(market);
    mapper.recordUnmapped(seen('bad two'));
    const result = await mapper.flush();
    expect(result).toMatchObject({
      recorded: 100,
      rejected: [],
      pending: 4,
      error: { code: 'DATABASE', sqlState: '23514' },
    });
    expect(result.discovered).toHaveLength(100);
    mapper.recordUnmapped(seen('bad one'));
    expect(mapper.stats()).toMatchObject({ flushed: 100, rejected: 0, pending: 5, buffered: 2, retries: 0 });
    expect(await mapper.flush()).toMatchObject({ recorded: 0, pending: 5 });
    expect(codes()).toEqual(['SIGHTING_REFUSED']);
    await db.raw(`alter table ${UNMAPPED} drop constraint mine`);
    expect(await mapper.flush()).toMatchObject({ recorded: 5, pending: 0, error: null });
    expect(await loggedCounts(db)).toMatchObject({ 'bad one': 4, 'bad two': 1, m0: 1 });
    expect(await rowOf(db, 'bad one')).toMatchObject({ sample_outcomes: ['x'] });
  });

  it('is bounded by maxBuffered with all others', async () => {
    const { db } = await databaseForThisTest();
    await db.raw(`alter table ${UNMAPPED} add constraint mine check (external_market_id not like 'bad%')`);
    const { mapper } = await openMapper(db, { maxBuffered: 5 });
    for (let at = 0; at < 4; at++) mapper.recordUnmapped(seen(`bad ${at}`));
    await mapper.flush();
    for (const market of markets(3)) mapper.recordUnmapped(market);
    expect(mapper.stats()).toMatchObject({ buffered: 5, pending: 5, dropped: 2 });
    expect(await mapper.flush()).toMatchObject({ recorded: 1, pending: 4 });
  });

  it('among hundreds of such costs no thousand statements at a time, and keeps no other from being written', async () => {
    const { db } = await databaseForThisTest();
    await db.raw(`
      create function closed() returns trigger language plpgsql as $$ begin raise exception 'closed for today'; end $$;
      create trigger closed before insert on ${UNMAPPED} for each row when (new.external_market_id like 'bad%') execute function closed()`);
    const { mapper } = await openMapper(db);
    let statements = 0;
    db.on('query', () => statements++);
    for (let at = 0; at < 300; at++) mapper.recordUnmapped(seen(`bad ${at}`));
    for (const market of markets(20)) mapper.recordUnmapped(market);
    await vi.waitFor(
      async () => {
        const before = statements;
        await mapper.flush();
        expect(statements - before).toBeLessThan(1_000);
        expect(mapper.stats()).toMatchObject({ flushed: 20, pending: 300, rejected: 0 });
      },
      { timeout: 40_000 },
    );
    await db.raw(`drop trigger closed on ${UNMAPPED}`);
    expect(await mapper.flush()).toMatchObject({ recorded: 300, pending: 0, error: null });
  });
});

describe('a state of the database', () => {
  it('that a sequence is behind its rows keeps everything, and is told by name with what to run', async () => {
    const { db } = await databaseForThisTest();
    const first = await openMapper(db);
    for (const market of markets(100)) first.mapper.recordUnmapped(market);
    await first.mapper.flush();
    await createMapping(db, newMapping({ canonicalId: 'old', sportybetId: 'old', betpawaId: null, bet9jaKey: null }));
    for (const table of ['unmapped_market_log', 'user_market_mappings'])
      await db.raw(`select setval('${table}_id_seq', 1, false)`);
    const { mapper, warnings } = await openMapper(db);
    for (const market of markets(3, 1_000)) mapper.recordUnmapped(market);
    await eventually(() => expect(mapper.stats().pending).toBe(3));
    const flushing = mapper.flush();
    await eventually(() => expect(warnings).toHaveLength(1));
    expect(warnings).toMatchObject([{ code: 'FLUSH_FAILED' }]);
    const [, statement = ''] = /Run once: (select setval.*)$/.exec(warnings[0]?.message ?? '') ?? [];
    expect(statement).toContain('unmapped_market_log');
    const failure = await createMapping(db, newMapping()).then(
      () => null,
      error => error,
    );
    expect(failure).toMatchObject({
      code: 'DATABASE',
      message: expect.stringMatching(/sequence of "public"."user_market_mappings".id is behind/),
    });
    expect((await checkSchema(db)).differences.join()).toContain('is behind');
    await db.raw(statement);
    expect(await flushing).toMatchObject({ recorded: 3, rejected: [], pending: 0, error: null });
  });

  it('that array_nulls is off changes nothing', async () => {
    const { db, url } = await databaseForThisTest();
    await db.raw(`alter database "${new URL(url).pathname.slice(1)}" set array_nulls = off`);
    const { mapper } = await openMapper(connectTo(url));
    const seenAt = new Date('2026-01-01T00:00:00Z');
    mapper.recordUnmapped(seen('a'));
    mapper.recordUnmapped(seen('b', { seenAt }));
    expect(await mapper.flush()).toMatchObject({ recorded: 2, rejected: [], pending: 0, error: null });
    expect(await rowOf(db, 'b')).toMatchObject({ first_seen_at: seenAt, last_seen_at: seenAt });
  });
});

describe('a flush', () => {
  it('of 200,000 new markets tells of every one', { timeout: 180_000 }, async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { maxBuffered: 1_000_000 });
    for (const market of markets(200_000)) mapper.recordUnmapped(market);
    let found = 0;
    while (mapper.stats().pending > 0) found += (await mapper.flush()).discovered.length;
    expect(found).toBe(200_000);
  });

  it('under a number that somebody forged is told, and written again under another id', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, codes } = await openMapper(db);
    mapper.recordUnmapped(seen('a'));
    await mapper.flush();
    await db('market_mapping_recorders').update({ last_flush: '9223372036854775807' });
    await db('market_mapping_recorders').insert({ id: randomUUID(), last_flush: '9223372036854775807' });
    mapper.recordUnmapped(seen('a'));
    mapper.recordUnmapped(seen('b'));
    expect(await mapper.flush()).toMatchObject({ recorded: 2, pending: 0, error: null });
    expect(await loggedCounts(db)).toEqual({ a: 2, b: 1 });
    await eventually(() => expect(codes()).toEqual(['FLUSH_NUMBER_TAKEN']));
  });
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openEmbedded } from '../../src/database/open-embedded.js';
import {
  type ActiveMapping,
  activateMapping,
  createMapping,
  createMarketMapper,
  deactivateMapping,
  type MapperMessage,
  type MapperWarning,
  type NewMapping,
  type OutcomeMapping,
  resolveMapping,
  runMigrations,
  type Source,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, newSighting } from '../support/builders.js';
import { ALTERNATIVE_SCHEMA, databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { loggedCounts, NEVER, openMapper } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';

describe('a mapper', () => {
  it('answers as resolveMapping does, with where the mapping is from', async () => {
    const { db } = await databaseForThisTest();
    const created = await createMapping(db, newMapping(), { actor: 'ada' });
    const { mapper } = await openMapper(db);
    expect(mapper.resolve('bet9ja', 'S_GGNG_Y')).toEqual({ ...created, origin: 'database' });
    expect(mapper.resolve('sportybet', '29')).toBe(mapper.resolve('betpawa', '3795'));
    expect(mapper.resolve('sportybet', '3795')).toBeNull();
  });

  it('answers for a market and its outcomes', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db);
    const market = {
      source: 'sportybet' as const,
      externalMarketId: '29',
      marketName: 'GG/NG',
      parameter: null,
      outcomes: [
        { id: '76', name: 'no', odds: 1.7, active: true },
        { id: '74', name: 'Yes ', odds: null, active: false },
        { id: '99', name: 'Maybe', odds: 9, active: true },
      ],
    };
    const expected = {
      status: 'partial',
      mapping: mapper.resolve('sportybet', '29'),
      parameter: null,
      line: null,
      outcomes: [
        { canonicalId: 'no', odds: 1.7, active: true, matchedBy: 'name' },
        { canonicalId: 'yes', odds: null, active: false, matchedBy: 'name' },
      ],
      unmatched: [{ id: '99', name: 'Maybe', odds: 9, active: true }],
    };
    expect(mapper.resolveMarket(market)).toEqual(expected);
    expect(mapper.resolveMarkets(market)).toEqual([expected]);
  });

  it('works on the tables of another schema', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping(), { schema: ALTERNATIVE_SCHEMA });
    const { mapper } = await openMapper(db, { schema: ALTERNATIVE_SCHEMA });
    expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft');
    mapper.recordUnmapped(newSighting());
    await mapper.flush();
    await mapper.close();
    const { rows } = await db.raw(`select external_market_id from ${ALTERNATIVE_SCHEMA}.unmapped_market_log`);
    expect(rows).toEqual([{ external_market_id: '60200' }]);
    expect(await loggedCounts(db)).toEqual({});
  });

  it('is not made without its tables, and leaves nothing behind', async () => {
    const { db } = await databaseForThisTest({ empty: true });
    const error = await errorOf(createMarketMapper(db));
    expect(error).toMatchObject({ code: 'SCHEMA_MISSING', message: expect.stringContaining('runMigrations') });
    // Neither a connection nor the pool's: the database can be dropped, and the test's end would show it.
    expect(db.client.pool.numUsed()).toBe(0);
  });

  it.each([
    [{ flushIntervalMs: 0 }, 'flushIntervalMs'],
    [{ refreshIntervalMs: 1.5 }, 'refreshIntervalMs'],
    [{ maxBuffered: 0 }, 'maxBuffered'],
    [{ listen: 1 as unknown as boolean }, 'listen'],
    [{ listen: '' }, 'listen'],
    [{ schema: 'x"; drop table y' }, 'schema'],
    [{ baseMappings: [newMapping({ canonicalId: '' })] }, '[0].canonicalId'],
    [{ baseMappings: [newMapping(), newMapping()] }, 'baseMappings[1].canonicalId'],
    [{ baseMappings: {} as NewMapping[] }, 'baseMappings'],
  ])('refuses options with a bad field: %#', async (options, field) => {
    const { db } = await databaseForThisTest({ empty: true });
    expect(await errorOf(createMarketMapper(db, options))).toMatchObject({ code: 'VALIDATION', field });
  });

  it('never waits less where an interval is as long as can be', async () => {
    const { db } = await databaseForThisTest();
    const delays = delaysAsked();
    await openMapper(db, { refreshIntervalMs: 2 ** 31 - 1, flushIntervalMs: 2 ** 31 - 1 });
    // A timer that is told to wait longer than this fires at once.
    expect(Math.max(...delays)).toBeGreaterThan(1_500_000_000);
    for (const delay of delays) expect(delay).toBeLessThanOrEqual(2 ** 31 - 1);
  });
});

describe('base mappings', () => {
  const base = newMapping({ name: 'base' });

  it('hold where the database has none of their canonical id', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { baseMappings: [base] });
    expect(mapper.resolve('sportybet', '29')).toMatchObject({ id: null, origin: 'base', name: 'base', isActive: true });
    expect(mapper.stats()).toMatchObject({ snapshotSize: 1, origins: { database: 0, base: 1 } });
  });

  it('are replaced by an active row of the same canonical id, whole', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { baseMappings: [base] });
    await createMapping(db, newMapping({ name: 'row', sportybetId: '30' }));
    await mapper.refresh();
    expect(mapper.resolve('betpawa', '3795')).toMatchObject({ origin: 'database', name: 'row' });
    expect(mapper.resolve('sportybet', '29')).toBeNull();
    expect(mapper.stats()).toMatchObject({ snapshotSize: 1, origins: { database: 1, base: 0 } });
  });

  it('hold again where that row is deactivated: it hides nothing', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping({ name: 'row' }));
    await deactivateMapping(db, 'btts_ft');
    const { mapper } = await openMapper(db, { baseMappings: [base] });
    expect(mapper.resolve('sportybet', '29')).toMatchObject({ origin: 'base' });
    await activateMapping(db, 'btts_ft');
    await mapper.refresh();
    expect(mapper.resolve('sportybet', '29')).toMatchObject({ origin: 'database' });
    await deactivateMapping(db, 'btts_ft');
    await mapper.refresh();
    expect(mapper.resolve('sportybet', '29')).toMatchObject({ origin: 'base' });
  });

  it('and rows of other canonical ids: priority decides, and the row wins a tie', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping({ canonicalId: 'row' }));
    const { mapper } = await openMapper(db, { baseMappings: [{ ...base, priority: 0 }] });
    expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('row');
    await updateMapping(db, 'row', { priority: -1 });
    await mapper.refresh();
    expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft');
  });

  it('and rows of equal priority: the lowest id of the rows', async () => {
    const { db } = await databaseForThisTest();
    for (const canonicalId of ['first', 'second', 'third'])
      await createMapping(db, newMapping({ canonicalId }), { allowShared: true });
    // A row that is written again stands last in the table.
    await updateMapping(db, 'first', { name: 'changed' });
    const { mapper } = await openMapper(db);
    expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('first');
  });

  it('are those of the start, whatever the consumer does to the list afterwards', async () => {
    const { db } = await databaseForThisTest();
    const outcomeMapping: OutcomeMapping[] = structuredClone(base.outcomeMapping);
    const list = [{ ...base, outcomeMapping }];
    const { mapper } = await openMapper(db, { baseMappings: list });
    outcomeMapping.length = 0;
    list.length = 0;
    await createMapping(db, bet9jaMapping('S_OU'));
    await mapper.refresh();
    expect(mapper.resolve('sportybet', '29')?.outcomeMapping).toHaveLength(2);
  });
});

describe('what a mapper returns', () => {
  it('can be changed by nobody: not the mapping, its outcomes, nor its dates', async () => {
    const { db } = await databaseForThisTest();
    const created = await createMapping(db, newMapping());
    const { mapper } = await openMapper(db, { baseMappings: [bet9jaMapping('S_OU')] });
    for (const id of ['S_GGNG', 'S_OU']) {
      const found = mapper.resolve('bet9ja', id) as ActiveMapping;
      const before = structuredClone(found);
      const attempts = [
        () => Object.assign(found, { name: 'mine' }),
        () => Object.assign(found, { createdAt: new Date(0) }),
        () => (found.outcomeMapping as OutcomeMapping[]).push({ ...(found.outcomeMapping[0] as OutcomeMapping) }),
        () => (found.outcomeMapping as OutcomeMapping[]).reverse(),
        () => Object.assign(found.outcomeMapping[0] as OutcomeMapping, { canonicalId: 'mine' }),
        () => delete (found as { name?: string }).name,
      ];
      for (const attempt of attempts) expect(attempt).toThrow(TypeError);
      found.createdAt.setFullYear(1999);
      found.updatedAt.setTime(0);
      expect(mapper.resolve('bet9ja', id)).toEqual(before);
    }
    expect(mapper.resolve('bet9ja', 'S_GGNG')?.createdAt).toEqual(created.createdAt);
  });

  it('copies as any object does', async () => {
    const { db } = await databaseForThisTest();
    const created = await createMapping(db, newMapping());
    const { mapper } = await openMapper(db);
    const found = mapper.resolve('bet9ja', 'S_GGNG') as ActiveMapping;
    expect({ ...found }).toEqual({ ...created, origin: 'database' });
    expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(JSON.stringify({ ...created, origin: 'database' })));
  });
});

describe('the numbers of a mapper', () => {
  it('add up', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db, { baseMappings: [bet9jaMapping('S_OU'), bet9jaMapping('S_DC')] });
    const market = { source: 'bet9ja' as const, marketName: null, parameter: null, outcomes: [] };
    mapper.resolve('sportybet', '29');
    mapper.resolve('sportybet', 'nobody');
    mapper.resolveMarket({ ...market, externalMarketId: 'S_OU' });
    mapper.resolveMarket({ ...market, externalMarketId: 'S_XX' });
    mapper.resolveMarkets({ ...market, externalMarketId: 'S_DC' });
    mapper.resolveMarkets({ ...market, externalMarketId: 'S_XX' });
    mapper.recordUnmapped(newSighting({ externalMarketId: 'a', occurrences: 5 }));
    mapper.recordUnmapped(newSighting({ externalMarketId: 'a' }));
    mapper.recordUnmapped(newSighting({ externalMarketId: 'b' }));
    mapper.recordUnmapped(newSighting({ externalMarketId: '' }));
    const before = mapper.stats();
    expect(before).toEqual({
      snapshotSize: 3,
      snapshotAgeMs: expect.any(Number),
      origins: { database: 1, base: 2 },
      hits: 3,
      misses: 3,
      buffered: 2,
      pending: 7,
      flushed: 0,
      dropped: 0,
      rejected: 1,
      retries: 0,
      propagation: 'polling',
    });
    expect(before.snapshotAgeMs).toBeGreaterThanOrEqual(0);
    await mapper.flush();
    expect(mapper.stats()).toMatchObject({ buffered: 0, pending: 0, flushed: 7, rejected: 1, dropped: 0, retries: 0 });
  });

  it('tell the age of the snapshot since it was last known to hold, not since it last changed', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, refreshed } = await openMapper(db);
    await expect.poll(() => mapper.stats().snapshotAgeMs).toBeGreaterThan(100);
    const before = mapper.stats().snapshotAgeMs;
    await mapper.refresh();
    expect(mapper.stats().snapshotAgeMs).toBeLessThan(before);
    expect(refreshed()).toBe(0);
  });
});

describe('the events of a mapper', () => {
  it('reach the subscribers of diagnostics channels with the numbers', async () => {
    const { db } = await databaseForThisTest();
    const messages: MapperMessage[] = [];
    for (const name of ['discovered', 'refreshed', 'flushed', 'warning']) {
      const handler = (message: unknown) => void messages.push(message as MapperMessage);
      subscribe(`market-mapping:${name}`, handler);
      onTestFinished(() => void unsubscribe(`market-mapping:${name}`, handler));
    }
    const { mapper } = await openMapper(db);
    expect(messages.map(({ event }) => event)).toEqual(['refreshed']);
    mapper.recordUnmapped(newSighting({ occurrences: 3 }));
    mapper.recordUnmapped(newSighting({ externalMarketId: '' }));
    await mapper.flush();
    await mapper.close();
    expect(messages.map(({ event }) => event).sort()).toEqual(['discovered', 'flushed', 'refreshed', 'warning']);
    const told = messages.find(({ event }) => event === 'flushed');
    expect(told?.stats).toMatchObject({ flushed: 3, pending: 0, rejected: 1 });
  });

  it('break nothing where a handler or the logger throws or rejects; that is a warning, once for each event', async () => {
    const { db } = await databaseForThisTest();
    const told: string[] = [];
    const processWarnings = warningsOfProcess();
    const mapper = await createMarketMapper(db, {
      ...NEVER,
      listen: false,
      logger: {
        warn: () => {
          throw new Error('the logger');
        },
      },
    });
    onTestFinished(() => mapper.close());
    mapper.on('warning', ({ code, message }) => told.push(`${code} ${message}`));
    mapper.on('warning', () => {
      throw new Error('a handler of warnings');
    });
    mapper.on('discovered', async () => {
      throw new Error('an async handler');
    });
    mapper.on('flushed', () => {
      throw new Error('a handler');
    });
    for (const externalMarketId of ['a', 'b', 'c']) {
      mapper.recordUnmapped(newSighting({ externalMarketId }));
      expect(await mapper.flush()).toMatchObject({ recorded: 1, pending: 0, error: null });
    }
    await eventually(() => expect(told).toHaveLength(2));
    expect(told.sort()).toEqual([
      expect.stringMatching(/^HANDLER_FAILED .*"discovered".*an async handler/),
      expect.stringMatching(/^HANDLER_FAILED .*"flushed".*a handler/),
    ]);
    expect(await loggedCounts(db)).toEqual({ a: 1, b: 1, c: 1 });
    await eventually(() => {
      const said = processWarnings().join('\n');
      expect(said).toContain('the logger failed');
      expect(said).toContain('a handler of warnings');
    });
  });

  it('no longer reach a handler that was taken away', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    let calls = 0;
    const handler = () => {
      calls++;
    };
    mapper.on('flushed', handler).off('flushed', handler);
    mapper.recordUnmapped(newSighting());
    await mapper.flush();
    expect(calls).toBe(0);
  });

  it('are warnings of the process where nobody else hears them', async () => {
    const { db } = await databaseForThisTest();
    const processWarnings = warningsOfProcess();
    const mapper = await createMarketMapper(db, { ...NEVER, listen: false });
    onTestFinished(() => mapper.close());
    mapper.recordUnmapped(newSighting({ externalMarketId: '' }));
    await eventually(() =>
      expect(processWarnings()).toEqual([expect.stringContaining('sighting can not be recorded')]),
    );
    const heard: MapperWarning[] = [];
    mapper.on('warning', warning => heard.push(warning));
    await mapper.close();
    mapper.recordUnmapped(newSighting());
    await eventually(() => expect(heard.map(({ code }) => code)).toEqual(['BUFFER_FULL']));
    expect(processWarnings()).toHaveLength(1);
  });
});

describe('on an engine in this process', () => {
  it('works, by polling, with one warning and without a second connection', async () => {
    const db = await openEmbedded();
    onTestFinished(() => db.destroy());
    await runMigrations(db);
    const opened = vi.spyOn(db.client, 'acquireRawConnection');
    const { mapper, codes } = await openMapper(db, { listen: true, refreshIntervalMs: 20, flushIntervalMs: 20 });
    expect(mapper.stats().propagation).toBe('polling');
    await createMapping(db, newMapping());
    await eventually(() => expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft'));
    mapper.recordUnmapped(newSighting({ occurrences: 4 }));
    await eventually(() => expect(mapper.stats()).toMatchObject({ flushed: 4, pending: 0 }));
    expect(await loggedCounts(db)).toEqual({ 60200: 4 });
    await mapper.close();
    expect(codes()).toEqual(['LISTEN_UNAVAILABLE']);
    expect(opened.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it('lets go of the engine however it is closed', async () => {
    const db = await openEmbedded();
    await runMigrations(db);
    const { mapper } = await openMapper(db, { listen: true, refreshIntervalMs: 10, flushIntervalMs: 10 });
    for (let at = 0; at < 50; at++) mapper.recordUnmapped(newSighting({ externalMarketId: `m${at}` }));
    for (let at = 0; at < 3; at++) void mapper.refresh().catch(() => {});
    await mapper.close();
    expect(Object.keys(await loggedCounts(db))).toHaveLength(50);
    await db.destroy();
  });
});

describe('for any mappings and keys', () => {
  const key = fc.constantFrom('S_OU', 'S_OU@2.5', 'S_1X2', 'S_1X2HND', 'S_1X2HND_1H', 'S_OU@2.5_O', 'OU', 'S_⚽', '1');
  const mappings = fc.uniqueArray(
    fc.record({
      canonicalId: fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', 'c', '𝒂') }),
      betpawaId: fc.option(key),
      sportybetId: fc.option(key),
      bet9jaKey: fc.option(key),
      priority: fc.integer({ min: -1, max: 1 }),
      isActive: fc.boolean(),
    }),
    { selector: each => each.canonicalId, minLength: 1, maxLength: 20 },
  );
  const asked = fc.oneof(
    key,
    fc.constantFrom(
      'S_OU@2.5_U',
      'S_OU@3.5_O',
      'S_OU_',
      'S_OU@_O',
      'S_1X2_1',
      'S_1X2HND_1',
      'S_1X2_1_2',
      '_OU',
      'S__O',
    ),
    fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('S', '_', '@', 'OU', '2.5', '⚽', '𝒂', ' ', '\n') }),
  );
  const question = fc.tuple(fc.constantFrom<Source>('betpawa', 'sportybet', 'bet9ja'), asked);

  it('resolve answers as resolveMapping does', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    await fc.assert(
      fc.asyncProperty(mappings, fc.array(question, { minLength: 30, maxLength: 30 }), async (all, questions) => {
        await db.raw('truncate user_market_mappings cascade');
        for (const { isActive, ...fields } of all) {
          await db('user_market_mappings').insert({
            canonical_id: fields.canonicalId,
            name: fields.canonicalId,
            betpawa_id: fields.betpawaId,
            sportybet_id: fields.sportybetId,
            bet9ja_key: fields.bet9jaKey,
            priority: fields.priority,
            is_active: isActive,
            outcome_mapping: '[]',
          });
        }
        await mapper.refresh();
        for (const [source, externalMarketId] of questions) {
          const stored = externalMarketId.trim() === '' ? null : await resolveMapping(db, { source, externalMarketId });
          const expected = stored && { ...stored, origin: 'database' };
          expect(mapper.resolve(source, externalMarketId), `${source} ${externalMarketId}`).toEqual(expected);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('says null for what no text of the library can be', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db);
    for (const odd of ['', ' ', '\0', '\ud800', 'x'.repeat(100_000), '__proto__', 'constructor']) {
      expect(mapper.resolve('bet9ja', odd)).toBeNull();
      expect(mapper.resolve(odd as Source, 'S_GGNG')).toBeNull();
    }
  });
});

/** How long each timer is told to wait from now on. */
function delaysAsked(): number[] {
  const delays: number[] = [];
  const original = globalThis.setTimeout;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((...args: Parameters<typeof setTimeout>) => {
    delays.push(Number(args[1]));
    return original(...args);
  }) as typeof setTimeout);
  onTestFinished(() => spy.mockRestore());
  return delays;
}

/** What the process is warned of from now on. */
function warningsOfProcess(): () => string[] {
  const spy = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return () => spy.mock.calls.map(([warning]) => String(warning));
}

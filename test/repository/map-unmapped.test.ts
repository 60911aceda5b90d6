import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getMapping,
  getStats,
  getUnmappedMarket,
  type MapTarget,
  mapUnmappedMarket,
  type NewMapping,
  resolveMapping,
  type UnmappedStatus,
  updateUnmappedMarket,
} from '../../src/index.js';
import { bet9jaMapping, newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const create = (input: NewMapping) => createMapping(database.db, input, IN_SCHEMA);
const get = (id: number) => getUnmappedMarket(database.db, id, IN_SCHEMA);
const update = (id: number, patch: Parameters<typeof updateUnmappedMarket>[2]) =>
  updateUnmappedMarket(database.db, id, patch, IN_SCHEMA);
const map = (id: number, target: MapTarget, options = {}) =>
  mapUnmappedMarket(database.db, id, target, { ...IN_SCHEMA, ...options });
const MARKET = { source: 'sportybet', externalMarketId: '60200' } as const;

describe('getUnmappedMarket', () => {
  it('is null where there is no such market', async () => {
    expect(await get(1)).toBeNull();
    expect(await get(2147483647)).toBeNull();
  });
});

describe('updateUnmappedMarket', () => {
  it.each<UnmappedStatus>(['NEW', 'ACKNOWLEDGED', 'IGNORED'])('sets the status %s and nothing else', async status => {
    const id = await database.logMarket({ ...MARKET, notes: 'ask ben', status: 'ACKNOWLEDGED', occurrenceCount: 5 });
    const before = await get(id);
    expect(await update(id, { status })).toEqual({ ...before, status });
    expect(await get(id)).toEqual({ ...before, status });
  });

  it('sets notes, keeps them where they are left out, and removes them by null', async () => {
    const id = await database.logMarket(MARKET);
    expect(await update(id, { notes: 'player specials' })).toMatchObject({ notes: 'player specials', status: 'NEW' });
    expect(await update(id, { status: 'IGNORED' })).toMatchObject({ notes: 'player specials', status: 'IGNORED' });
    expect(await update(id, { notes: undefined })).toMatchObject({ notes: 'player specials' });
    expect(await update(id, { notes: '' })).toMatchObject({ notes: '' });
    expect(await update(id, { notes: null })).toMatchObject({ notes: null, status: 'IGNORED' });
  });

  it('changes nothing by an empty patch, and returns the market', async () => {
    const id = await database.logMarket({ ...MARKET, notes: 'ask ben' });
    const before = await get(id);
    expect(await update(id, {})).toEqual(before);
    expect(await get(id)).toEqual(before);
  });

  it('leaves other markets alone', async () => {
    const id = await database.logMarket(MARKET);
    const other = await database.logMarket({ ...MARKET, source: 'betpawa' });
    await update(id, { status: 'IGNORED', notes: 'x' });
    expect(await get(other)).toMatchObject({ status: 'NEW', notes: null });
  });

  it('refuses MAPPED where no active mapping covers the market, and changes nothing', async () => {
    const id = await database.logMarket(MARKET);
    await create(newMapping({ sportybetId: '60200' }));
    await update(id, { status: 'NEW' });
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await create(newMapping({ canonicalId: 'elsewhere', betpawaId: '60200', bet9jaKey: '60200' }));
    const before = await database.contents();
    const error = await errorOf(update(id, { status: 'MAPPED', notes: 'x' }));
    expect(error.code).toBe('MARKET_NOT_COVERED');
    expect(error.message).toContain('sportybet 60200');
    expect(error.message).toContain('mapUnmappedMarket');
    expect(await database.contents()).toEqual(before);
  });

  it('sets MAPPED where an active mapping covers the market, also by a shorter Bet9ja key', async () => {
    const id = await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OU@2.5_O', status: 'IGNORED' });
    const other = await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OUA@2.5_O' });
    await create(bet9jaMapping('S_OU'));
    expect(await update(id, { status: 'MAPPED' })).toMatchObject({ status: 'MAPPED' });
    expect((await errorOf(update(other, { status: 'MAPPED' }))).code).toBe('MARKET_NOT_COVERED');
  });

  it('is an error for an id nobody has', async () => {
    const error = await errorOf(update(7, { status: 'IGNORED' }));
    expect(error).toMatchObject({ code: 'UNMAPPED_MARKET_NOT_FOUND', id: 7 });
  });
});

describe('mapUnmappedMarket', () => {
  it('gives the id to a mapping there is, marks the market, and notes who did it and why', async () => {
    const id = await database.logMarket(MARKET);
    await create(newMapping({ sportybetId: null }));
    const mapping = await map(id, { to: 'btts_ft' }, { actor: 'ada', reason: 'seen often' });
    expect(mapping).toMatchObject({ canonicalId: 'btts_ft', sportybetId: '60200', betpawaId: '3795' });
    expect(mapping).toEqual(await getMapping(database.db, 'btts_ft', IN_SCHEMA));
    expect(await resolveMapping(database.db, MARKET, IN_SCHEMA)).toEqual(mapping);
    expect(await get(id)).toMatchObject({ status: 'MAPPED' });
    const [, audit] = await database.rows(AUDIT);
    expect(audit).toMatchObject({
      action: 'UPDATE',
      old_value: { sportybet_id: null },
      new_value: { sportybet_id: '60200' },
      created_by: 'ada',
      reason: 'seen often',
    });
  });

  it.each([
    ['betpawa', '3796', 'betpawaId'],
    ['sportybet', '60200', 'sportybetId'],
    ['bet9ja', 'S_OU@2.5_O', 'bet9jaKey'],
  ] as const)(
    'creates a new mapping with the id that the market has at %s',
    async (source, externalMarketId, field) => {
      const id = await database.logMarket({ source, externalMarketId, status: 'ACKNOWLEDGED' });
      const { canonicalId, name, outcomeMapping } = newMapping();
      const mapping = await map(id, { create: { canonicalId, name, outcomeMapping } }, { actor: 'ada', reason: 'new' });
      const none = { betpawaId: null, sportybetId: null, bet9jaKey: null };
      expect(mapping).toMatchObject({ canonicalId, createdBy: 'ada', ...none, [field]: externalMarketId });
      expect(await get(id)).toMatchObject({ status: 'MAPPED' });
      expect(await database.rows(AUDIT)).toMatchObject([{ action: 'CREATE', created_by: 'ada', reason: 'new' }]);
    },
  );

  it('takes a new mapping whose own id covers the market, and marks all the markets it covers', async () => {
    const id = await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OU@2.5_O' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OU@3.5_O' });
    expect(await map(id, { create: bet9jaMapping('S_OU') })).toMatchObject({ bet9jaKey: 'S_OU' });
    expect(await database.statuses()).toEqual({ 'S_OU@2.5_O': 'MAPPED', 'S_OU@3.5_O': 'MAPPED' });
  });

  it('marks the market by a mapping that covers it already, and writes no audit row then', async () => {
    await create(newMapping({ sportybetId: '60200' }));
    const id = await database.logMarket(MARKET);
    const audit = await database.rows(AUDIT);
    expect(await map(id, { to: 'btts_ft' })).toMatchObject({ sportybetId: '60200' });
    expect(await get(id)).toMatchObject({ status: 'MAPPED' });
    expect(await database.rows(AUDIT)).toEqual(audit);
  });

  it.each(['by an existing mapping', 'by a new one'])('marks an IGNORED market %s, too', async by => {
    const id = await database.logMarket({ ...MARKET, status: 'IGNORED', notes: 'not offered elsewhere' });
    const input = newMapping({ sportybetId: null });
    if (by === 'by a new one') await map(id, { create: input });
    else {
      await create(input);
      await map(id, { to: 'btts_ft' });
    }
    expect(await get(id)).toMatchObject({ status: 'MAPPED', notes: 'not offered elsewhere' });
  });

  describe.each(['alone', 'in a transaction of the caller'])('%s, writes nothing at all where it', how => {
    async function refusal(id: number, target: MapTarget, options = {}) {
      const before = await database.contents();
      const inside = { ...IN_SCHEMA, ...options };
      const error =
        how === 'alone'
          ? await errorOf(mapUnmappedMarket(database.db, id, target, inside))
          : await database.db.transaction(trx => errorOf(mapUnmappedMarket(trx, id, target, inside)));
      expect(await database.contents()).toEqual(before);
      return error;
    }

    it('finds no such market', async () => {
      expect(await refusal(7, { create: newMapping() })).toMatchObject({ code: 'UNMAPPED_MARKET_NOT_FOUND', id: 7 });
    });

    it('finds no such mapping', async () => {
      const id = await database.logMarket(MARKET);
      expect(await refusal(id, { to: 'nobody' })).toMatchObject({ code: 'MAPPING_NOT_FOUND' });
    });

    it('finds the canonical id of the new mapping taken', async () => {
      const id = await database.logMarket(MARKET);
      await create(newMapping());
      const error = await refusal(id, { create: newMapping({ sportybetId: '60200' }) });
      expect(error).toMatchObject({ code: 'MAPPING_EXISTS', canonicalId: 'btts_ft' });
    });

    it('finds the mapping inactive', async () => {
      const id = await database.logMarket(MARKET);
      await create(newMapping({ sportybetId: null }));
      await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
      const error = await refusal(id, { to: 'btts_ft' });
      expect(error.code).toBe('MARKET_NOT_COVERED');
      expect(error.message).toContain('activateMapping');
    });

    it('finds another id of that source at the mapping', async () => {
      const id = await database.logMarket(MARKET);
      await create(newMapping());
      const error = await refusal(id, { to: 'btts_ft' });
      expect(error).toMatchObject({ code: 'VALIDATION', field: 'sportybetId' });
      expect(error.message).toContain('"29"');
    });

    it('finds another id of that source in the new mapping', async () => {
      const id = await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_1X2HND_1H' });
      expect(await refusal(id, { create: bet9jaMapping('S_1X2') })).toMatchObject({
        code: 'VALIDATION',
        field: 'bet9jaKey',
      });
    });

    it('finds the id of the market longer than a mapping can hold', async () => {
      const id = await database.logMarket({ ...MARKET, externalMarketId: 'x'.repeat(51) });
      const { canonicalId, name, outcomeMapping } = newMapping();
      const error = await refusal(id, { create: { canonicalId, name, outcomeMapping } });
      expect(error).toMatchObject({ code: 'VALIDATION', field: 'sportybetId' });
    });

    it('finds anything wrong with the new mapping, the target, the actor or the id', async () => {
      const id = await database.logMarket(MARKET);
      const ours = newMapping({ sportybetId: '60200' });
      const wrong: [field: string, target: unknown, options?: object][] = [
        ['name', { create: { ...ours, name: '' } }],
        ['outcomeMapping', { create: { canonicalId: 'x', name: 'X' } }],
        ['sportybetId', { create: { ...ours, sportybetId: 60200 } }],
        ['sportybetId', { create: { ...ours, sportybetId: 60200n } }],
        ['create', { create: null }],
        ['to', { to: 'x'.repeat(101) }],
        ['outcomes[0].canonicalId', { to: 'x', outcomes: [{ position: 0 }] }],
        ['colour', { to: 'x', colour: 'red' }],
        ['target', null],
        ['target', 'btts_ft'],
        ['target', { canonicalId: 'btts_ft' }],
        ['target', { to: 'btts_ft', create: ours }],
        ['actor', { create: ours }, { actor: 'x'.repeat(101) }],
        ['reason', { create: ours }, { reason: 'a\0' }],
      ];
      for (const [field, target, options] of wrong) {
        const error = await refusal(id, target as MapTarget, options);
        expect(error).toMatchObject({ code: 'VALIDATION', field });
      }
      expect(await refusal(1.5, { create: ours })).toMatchObject({ code: 'VALIDATION', field: 'id' });
    });

    it('is given a bad actor, also where the mapping covers the market already', async () => {
      const id = await database.logMarket(MARKET);
      await create(newMapping({ sportybetId: '60200' }));
      const error = await refusal(id, { to: 'btts_ft' }, { actor: 'x'.repeat(101) });
      expect(error).toMatchObject({ code: 'VALIDATION', field: 'actor' });
    });
  });
});

describe('getStats', () => {
  it('is all zeros on empty tables', async () => {
    const none = { betpawa: 0, sportybet: 0, bet9ja: 0 };
    expect(await getStats(database.db, IN_SCHEMA)).toEqual({
      mappings: { total: 0, active: 0, bySource: none },
      unmapped: {
        total: 0,
        byStatus: { NEW: 0, ACKNOWLEDGED: 0, MAPPED: 0, IGNORED: 0 },
        bySource: none,
        regressed: 0,
        escalating: 0,
        ignoredByRules: 0,
      },
    });
  });

  it('counts mappings and unmapped markets by source and status', async () => {
    await create(newMapping());
    await create(bet9jaMapping('S_OU'));
    await deactivateMapping(database.db, 'S_OU', IN_SCHEMA);
    const logged = [
      ['betpawa', 'NEW'],
      ['betpawa', 'NEW'],
      ['sportybet', 'ACKNOWLEDGED'],
      ['bet9ja', 'MAPPED'],
      ['bet9ja', 'IGNORED'],
      ['bet9ja', 'IGNORED'],
    ] as const;
    for (const [at, [source, status]] of logged.entries()) {
      await database.logMarket({ source, status, externalMarketId: `x${at}` });
    }
    expect(await getStats(database.db, IN_SCHEMA)).toEqual({
      mappings: { total: 2, active: 1, bySource: { betpawa: 1, sportybet: 1, bet9ja: 2 } },
      unmapped: {
        total: 6,
        byStatus: { NEW: 2, ACKNOWLEDGED: 1, MAPPED: 1, IGNORED: 2 },
        bySource: { betpawa: 2, sportybet: 1, bet9ja: 3 },
        regressed: 0,
        escalating: 0,
        ignoredByRules: 0,
      },
    });
  });
});

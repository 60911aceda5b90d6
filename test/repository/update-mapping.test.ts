import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getMapping,
  listAuditLog,
  type MappingPatch,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, outcome } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, OF_LIBRARY, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const create = () => createMapping(database.db, newMapping(), { ...IN_SCHEMA, actor: 'ada' });
const update = (patch: MappingPatch, options = {}) =>
  updateMapping(database.db, 'btts_ft', patch, { ...IN_SCHEMA, ...options });

describe('updateMapping', () => {
  it.each<[MappingPatch]>([
    [{ name: 'GG/NG' }],
    [{ betpawaId: '1' }],
    [{ sportybetId: null }],
    [{ bet9jaKey: 'S_GGNG1' }],
    [{ outcomeMapping: [outcome('yes', 'GG', 0)] }],
    [{ outcomeMapping: [] }],
    [{ priority: -2147483647 }],
    [{ name: 'GG/NG', betpawaId: null, sportybetId: '30', priority: 2147483647 }],
  ])('changes only the given fields: %j', async patch => {
    const before = await create();
    const after = await update(patch, { actor: 'ben' });
    expect(after).toEqual({ ...before, ...patch, updatedAt: after.updatedAt });
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(after);
  });

  it('leaves a field given as undefined as it is', async () => {
    const before = await create();
    const after = await update({ name: 'GG/NG', betpawaId: undefined, outcomeMapping: undefined });
    expect(after).toMatchObject({ name: 'GG/NG', betpawaId: '3795', outcomeMapping: before.outcomeMapping });
  });

  it('leaves every other mapping as it is', async () => {
    await create();
    await createMapping(database.db, bet9jaMapping('S_OU'), IN_SCHEMA);
    const [, other] = await database.rows(MAPPINGS);
    await update({ name: 'GG/NG' });
    expect((await database.rows(MAPPINGS))[1]).toEqual(other);
  });

  it('can change an inactive mapping, which stays inactive', async () => {
    await create();
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await update({ name: 'GG/NG' })).toMatchObject({ name: 'GG/NG', isActive: false });
  });

  it('writes one UPDATE row with the row before and after, who changed it and why', async () => {
    await create();
    const [before] = await database.rows(MAPPINGS);
    await update({ name: 'GG/NG' }, { actor: 'ben', reason: 'shorter' });
    const [after] = await database.rows(MAPPINGS);
    expect((await database.rows(AUDIT)).slice(1)).toEqual([
      {
        id: 2,
        ...OF_LIBRARY,
        mapping_id: 1,
        canonical_id: 'btts_ft',
        action: 'UPDATE',
        old_value: before,
        new_value: after,
        reason: 'shorter',
        created_at: expect.any(String),
        created_by: 'ben',
      },
    ]);
    expect(after).toEqual({ ...before, name: 'GG/NG', updated_at: after?.updated_at });
  });

  it('leaves a trail in which each old value is the new value before it', async () => {
    await create();
    await update({ name: 'GG/NG' });
    await update({ priority: 3, sportybetId: null });
    await update({ name: 'Both score' });
    const trail = (await listAuditLog(database.db, {}, IN_SCHEMA)).items.reverse();
    expect(trail.map(entry => entry.action)).toEqual(['CREATE', 'UPDATE', 'UPDATE', 'UPDATE']);
    expect(trail.slice(1).map(entry => entry.oldValue)).toEqual(trail.slice(0, -1).map(entry => entry.newValue));
    expect(trail.at(-1)?.newValue).toEqual((await database.rows(MAPPINGS))[0]);
  });

  it('keeps what a later release has added to a row, and shows it in the trail', async () => {
    await create();
    await database.db.raw(`alter table ${database.table(MAPPINGS)} add column colour text not null default 'red'`);
    try {
      const after = await update({ name: 'GG/NG' });
      expect(Object.keys(after)).not.toContain('colour');
      expect((await database.rows(AUDIT))[1]).toMatchObject({ new_value: { name: 'GG/NG', colour: 'red' } });
    } finally {
      await database.db.raw(`alter table ${database.table(MAPPINGS)} drop column colour`);
    }
  });

  it.each<[string, MappingPatch]>([
    ['is empty', {}],
    ['holds only undefined', { name: undefined }],
    ['repeats what is there', { name: newMapping().name, priority: 0, betpawaId: '3795' }],
    ['repeats the outcomes', { outcomeMapping: newMapping().outcomeMapping }],
  ])('writes nothing for a patch that %s', async (_, patch) => {
    const created = await create();
    const before = await database.contents();
    expect(await update(patch, { actor: 'ben' })).toEqual(created);
    expect(await database.contents()).toEqual(before);
  });

  it('is an error for a canonical id nobody has', async () => {
    await create();
    const before = await database.contents();
    const error = await errorOf(updateMapping(database.db, 'btts', { name: 'x' }, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'MAPPING_NOT_FOUND', canonicalId: 'btts' });
    expect(error.message).toContain('createMapping');
    expect(await database.contents()).toEqual(before);
  });

  it('names the unknown field of a patch', async () => {
    await create();
    const before = await database.contents();
    const error = await errorOf(update({ name: 'x', isActive: false } as MappingPatch));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'isActive' });
    expect(await database.contents()).toEqual(before);
  });

  it('refuses to take away the last source id, and writes nothing', async () => {
    await create();
    await update({ betpawaId: null, sportybetId: null });
    const before = await database.contents();
    const error = await errorOf(update({ name: 'x', bet9jaKey: null }));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'patch' });
    expect(error.message).toContain('at least one of betpawaId, sportybetId, bet9jaKey and sourceIds');
    expect(await database.contents()).toEqual(before);
    expect(await update({ bet9jaKey: null, betpawaId: '1' })).toMatchObject({ bet9jaKey: null, betpawaId: '1' });
  });

  it('renames a mapping that a hand edit has left without any source id', async () => {
    await create();
    const none = 'betpawa_id = null, sportybet_id = null, bet9ja_key = null';
    await database.db.raw(`update ${database.table(MAPPINGS)} set ${none}`);
    expect(await update({ name: 'GG/NG' })).toMatchObject({ name: 'GG/NG', betpawaId: null });
    expect(await update({ sportybetId: '29' })).toMatchObject({ sportybetId: '29' });
  });

  it('marks the unmapped markets it covers from now on', async () => {
    await create();
    await database.logMarket({ source: 'sportybet', externalMarketId: '30' });
    await database.logMarket({ source: 'sportybet', externalMarketId: '31' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_X@1_O', status: 'IGNORED' });
    await update({ sportybetId: '30', bet9jaKey: 'S_X' });
    expect(await database.statuses()).toEqual({ '30': 'MAPPED', '31': 'NEW', 'S_X@1_O': 'IGNORED' });
  });

  it('marks nothing while the mapping is not active', async () => {
    await create();
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await database.logMarket({ source: 'sportybet', externalMarketId: '30' });
    await update({ sportybetId: '30' });
    expect(await database.statuses()).toEqual({ '30': 'NEW' });
  });
});

describe('updatedAt', () => {
  it('grows with every change, however fast they follow each other', async () => {
    const times = [(await create()).updatedAt.getTime()];
    for (let priority = 1; priority <= 40; priority++) times.push((await update({ priority })).updatedAt.getTime());
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it('grows by a whole millisecond where the clock has not passed the last change', async () => {
    await create();
    const ahead = `'2125-01-01 00:00:00.123456+00'`;
    await database.db.raw(`update ${database.table(MAPPINGS)} set updated_at = ${ahead}`);
    expect((await update({ name: 'GG/NG' })).updatedAt.toISOString()).toBe('2125-01-01T00:00:00.124Z');
    expect((await update({ name: 'Both' })).updatedAt.toISOString()).toBe('2125-01-01T00:00:00.125Z');
  });
});

describe('expectedUpdatedAt', () => {
  it('lets the change through while the row is as it was read, time after time', async () => {
    let current = await create();
    for (let priority = 1; priority <= 20; priority++) {
      current = await update({ priority }, { expectedUpdatedAt: current.updatedAt });
    }
    expect(current.priority).toBe(20);
    expect(await database.rows(AUDIT)).toHaveLength(21);
  });

  it('holds for a row read by getMapping whose time has microseconds', async () => {
    await create();
    await database.db.raw(`update ${database.table(MAPPINGS)} set updated_at = '2126-05-06 11:00:00.123999+00'`);
    const read = await getMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(read?.updatedAt.toISOString()).toBe('2126-05-06T11:00:00.123Z');
    expect(await update({ priority: 1 }, { expectedUpdatedAt: read?.updatedAt })).toMatchObject({ priority: 1 });
  });

  it('refuses the change of a row that has been changed since, and says when', async () => {
    const read = await create();
    const changed = await update({ name: 'GG/NG' });
    await database.logMarket({ source: 'sportybet', externalMarketId: '30' });
    const before = await database.contents();
    const error = await errorOf(update({ sportybetId: '30' }, { expectedUpdatedAt: read.updatedAt }));
    expect(error).toMatchObject({
      code: 'STALE_MAPPING',
      canonicalId: 'btts_ft',
      expectedUpdatedAt: read.updatedAt,
      actualUpdatedAt: changed.updatedAt,
    });
    expect(error.message).toContain('getMapping');
    expect(await database.contents()).toEqual(before);
  });

  it('refuses a stale patch also where it would change nothing', async () => {
    const read = await create();
    await update({ name: 'GG/NG' });
    const error = await errorOf(update({ name: 'GG/NG' }, { expectedUpdatedAt: read.updatedAt }));
    expect(error.code).toBe('STALE_MAPPING');
  });

  it('refuses a time later than the row has, too: it is not the row that was read', async () => {
    const { updatedAt } = await create();
    const error = await errorOf(update({ name: 'x' }, { expectedUpdatedAt: new Date(updatedAt.getTime() + 1) }));
    expect(error.code).toBe('STALE_MAPPING');
  });

  it('leaves an unknown canonical id unknown', async () => {
    const options = { ...IN_SCHEMA, expectedUpdatedAt: new Date() };
    const error = await errorOf(updateMapping(database.db, 'nobody', { name: 'x' }, options));
    expect(error.code).toBe('MAPPING_NOT_FOUND');
  });
});

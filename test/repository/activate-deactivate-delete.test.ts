import { describe, expect, it } from 'vitest';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  deleteMapping,
  getMapping,
  listAuditLog,
  resolveMapping,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, OF_LIBRARY, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const create = () => createMapping(database.db, newMapping(), IN_SCHEMA);
const BY_BEN = { ...IN_SCHEMA, actor: 'ben', reason: 'prices looked wrong' };

describe('deactivateMapping and activateMapping', () => {
  it('turn a mapping off and on again, and leave the rest of it alone', async () => {
    const created = await create();
    const off = await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(off).toEqual({ ...created, isActive: false, updatedAt: off.updatedAt });
    expect(off.updatedAt.getTime()).toBeGreaterThan(created.updatedAt.getTime());
    const on = await activateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(on).toEqual({ ...created, updatedAt: on.updatedAt });
    expect(on.updatedAt.getTime()).toBeGreaterThan(off.updatedAt.getTime());
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(on);
  });

  it('leave one audit row each with the row before and after, the actor and the reason', async () => {
    await create();
    const [on] = await database.rows(MAPPINGS);
    await deactivateMapping(database.db, 'btts_ft', BY_BEN);
    const [off] = await database.rows(MAPPINGS);
    await activateMapping(database.db, 'btts_ft', { ...IN_SCHEMA, actor: 'ada' });
    const [onAgain] = await database.rows(MAPPINGS);
    const who = { ...OF_LIBRARY, mapping_id: 1, canonical_id: 'btts_ft', created_at: expect.any(String) };
    expect((await database.rows(AUDIT)).slice(1)).toEqual([
      {
        ...who,
        id: 2,
        action: 'DEACTIVATE',
        old_value: on,
        new_value: off,
        created_by: 'ben',
        reason: BY_BEN.reason,
      },
      { ...who, id: 3, action: 'ACTIVATE', old_value: off, new_value: onAgain, created_by: 'ada', reason: null },
    ]);
  });

  it('write nothing where the mapping is so already', async () => {
    const created = await create();
    const active = await database.contents();
    expect(await activateMapping(database.db, 'btts_ft', BY_BEN)).toEqual(created);
    expect(await database.contents()).toEqual(active);
    const off = await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    const inactive = await database.contents();
    expect(await deactivateMapping(database.db, 'btts_ft', BY_BEN)).toEqual(off);
    expect(await database.contents()).toEqual(inactive);
  });

  it('decide whether the mapping resolves', async () => {
    const market = { source: 'sportybet', externalMarketId: '29' } as const;
    await create();
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await resolveMapping(database.db, market, IN_SCHEMA)).toBeNull();
    await activateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await resolveMapping(database.db, market, IN_SCHEMA)).toMatchObject({ canonicalId: 'btts_ft' });
  });

  it('mark covered markets MAPPED on the way in, and leave them so on the way out', async () => {
    await create();
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_GGNG_Y' });
    await database.logMarket({ source: 'betpawa', externalMarketId: '3795', status: 'ACKNOWLEDGED' });
    await database.logMarket({ source: 'sportybet', externalMarketId: '29', status: 'IGNORED' });
    const expected = { S_GGNG_Y: 'MAPPED', '3795': 'MAPPED', '29': 'IGNORED' };
    await activateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await database.statuses()).toEqual(expected);
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await database.statuses()).toEqual(expected);
  });

  it.each([
    ['activateMapping', activateMapping],
    ['deactivateMapping', deactivateMapping],
    ['deleteMapping', deleteMapping],
  ] as const)('%s is an error for a canonical id nobody has', async (_, change) => {
    const error = await errorOf(change(database.db, 'nobody', IN_SCHEMA));
    expect(error).toMatchObject({ code: 'MAPPING_NOT_FOUND', canonicalId: 'nobody' });
    expect(await database.contents()).toEqual({ mappings: [], audit: [], unmapped: [] });
  });
});

describe('deleteMapping', () => {
  it('removes the row and returns it as it last was', async () => {
    await create();
    const updated = await updateMapping(database.db, 'btts_ft', { name: 'GG/NG' }, IN_SCHEMA);
    expect(await deleteMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(updated);
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toBeNull();
    expect(await database.rows(MAPPINGS)).toEqual([]);
  });

  it('keeps the trail, which no longer points at a mapping, with a DELETE row at its end', async () => {
    await create();
    await updateMapping(database.db, 'btts_ft', { name: 'GG/NG' }, IN_SCHEMA);
    const [last] = await database.rows(MAPPINGS);
    await deleteMapping(database.db, 'btts_ft', BY_BEN);
    const trail = await database.rows(AUDIT);
    expect(trail.map(row => [row.action, row.mapping_id])).toEqual([
      ['CREATE', null],
      ['UPDATE', null],
      ['DELETE', null],
    ]);
    expect(trail[1]?.new_value).toEqual(last);
    expect(trail[2]).toEqual({
      id: 3,
      ...OF_LIBRARY,
      mapping_id: null,
      canonical_id: 'btts_ft',
      action: 'DELETE',
      old_value: last,
      new_value: null,
      reason: BY_BEN.reason,
      created_at: expect.any(String),
      created_by: 'ben',
    });
  });

  it('frees the canonical id: a mapping made anew has a new id, and one trail with the old one', async () => {
    await create();
    await deleteMapping(database.db, 'btts_ft', IN_SCHEMA);
    const again = await create();
    expect(again.id).toBe(2);
    const { items } = await listAuditLog(database.db, { canonicalId: 'btts_ft' }, IN_SCHEMA);
    expect(items.map(entry => [entry.action, entry.mappingId])).toEqual([
      ['CREATE', 2],
      ['DELETE', null],
      ['CREATE', null],
    ]);
  });

  it('leaves other mappings and the unmapped log alone', async () => {
    await create();
    await createMapping(database.db, newMapping({ canonicalId: 'other' }), { ...IN_SCHEMA, allowShared: true });
    await database.logMarket({ source: 'sportybet', externalMarketId: '29', status: 'MAPPED' });
    const before = await database.contents();
    await deleteMapping(database.db, 'btts_ft', IN_SCHEMA);
    const after = await database.contents();
    expect(after.mappings).toEqual(before.mappings?.slice(1));
    expect(after.unmapped).toEqual(before.unmapped);
    expect(after.audit?.find(row => row.canonical_id === 'other')).toEqual(before.audit?.[1]);
  });
});

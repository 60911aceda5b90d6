import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getMapping,
  getUnmappedMarket,
  listAuditLog,
  listUnmappedHistory,
  mapUnmappedMarkets,
  revertChange,
  updateUnmappedMarket,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const BY = { actor: 'ada', reason: 'the same bet', ...IN_SCHEMA };
const map = (markets: object, options: object = {}, target: object = { to: 'btts_ft' }) =>
  mapUnmappedMarkets(database.db, markets as never, target as never, { ...BY, ...options });
const mapping = () => getMapping(database.db, 'btts_ft', IN_SCHEMA);
const statusOf = async (id: number) => (await getUnmappedMarket(database.db, id, IN_SCHEMA))?.status;
const audit = async () => (await listAuditLog(database.db, { canonicalId: 'btts_ft' }, IN_SCHEMA)).items;

/** The same bet at three further bookmakers, and another bet at one of them. */
async function seed(): Promise<{ msport: number; betika: number; betway: number; other: number }> {
  await createMapping(database.db, newMapping(), IN_SCHEMA);
  const log = (source: string, externalMarketId: string, marketName = 'GG/NG') =>
    database.logMarket({ source, externalMarketId, marketName });
  return {
    msport: await log('msport', '29'),
    betika: await log('betika', '29'),
    betway: await log('betway', 'gg'),
    other: await log('betway', 'oe', 'Odd/Even'),
  };
}

describe('mapUnmappedMarkets', () => {
  it('gives the markets of a list to one mapping, and leaves all others alone', async () => {
    const { msport, betika, betway, other } = await seed();
    const result = await map({ ids: [msport, betika, msport] });
    expect(result).toMatchObject({ mapping: { canonicalId: 'btts_ft', sourceIds: { msport: '29', betika: '29' } } });
    expect([...result.ids].sort()).toEqual([msport, betika].sort());
    expect(await mapping()).toEqual(result.mapping);
    expect(await Promise.all([msport, betika, betway, other].map(statusOf))).toEqual([
      'MAPPED',
      'MAPPED',
      'NEW',
      'NEW',
    ]);
  });

  it('gives those of a filter, with the outcomes that the mapping lacks', async () => {
    const { other } = await seed();
    const { ids, mapping } = await map(
      { marketName: 'GG/*' },
      { expectedCount: 3 },
      {
        to: 'btts_ft',
        outcomes: [{ ...newMapping().outcomeMapping[0], names: { msport: 'GG' } }],
      },
    );
    expect(ids).toHaveLength(3);
    expect(mapping.sourceIds).toEqual({ msport: '29', betika: '29', betway: 'gg' });
    expect(mapping.outcomeMapping[0]?.names).toEqual({ msport: 'GG' });
    expect(await statusOf(other)).toBe('NEW');
  });

  it('is one change: one reason and one id in both histories, taken back as a whole', async () => {
    const { msport, betika, betway } = await seed();
    await updateUnmappedMarket(database.db, betika, { status: 'ACKNOWLEDGED', notes: 'ask ben' }, IN_SCHEMA);
    await updateUnmappedMarket(database.db, betway, { status: 'IGNORED' }, IN_SCHEMA);
    const before = await mapping();
    const { changeId } = await map({ marketName: 'GG/NG' });
    expect(await Promise.all([msport, betika, betway].map(statusOf))).toEqual(['MAPPED', 'MAPPED', 'MAPPED']);

    const entries = (await audit()).filter(({ action }) => action === 'UPDATE');
    expect(entries).toHaveLength(3);
    for (const entry of entries) expect(entry).toMatchObject({ changeId, createdBy: 'ada', reason: 'the same bet' });
    const acts = await listUnmappedHistory(database.db, { changeId }, IN_SCHEMA);
    expect(acts.items.map(({ marketId, action }) => ({ marketId, action }))).toEqual(
      expect.arrayContaining([msport, betika, betway].map(marketId => ({ marketId, action: 'MAP' }))),
    );

    await revertChange(database.db, { changeId }, { actor: 'ben', ...IN_SCHEMA });
    expect(await mapping()).toEqual({ ...before, updatedAt: expect.any(Date) });
    expect(await Promise.all([msport, betika, betway].map(statusOf))).toEqual(['NEW', 'ACKNOWLEDGED', 'IGNORED']);
    expect(await getUnmappedMarket(database.db, betika, IN_SCHEMA)).toMatchObject({ notes: 'ask ben' });
  });

  it('is not taken back over what somebody has noted since, unless by force', async () => {
    const { msport, betika } = await seed();
    const { changeId } = await map({ ids: [msport, betika] });
    await updateUnmappedMarket(database.db, betika, { notes: 'look at the lines' }, IN_SCHEMA);
    expect(await errorOf(revertChange(database.db, { changeId }, IN_SCHEMA))).toMatchObject({
      code: 'CHANGED_SINCE',
      changes: [{ what: 'betika 29' }],
    });
    expect(await statusOf(msport)).toBe('MAPPED');
    await revertChange(database.db, { changeId }, { force: true, ...IN_SCHEMA });
    expect(await getUnmappedMarket(database.db, betika, IN_SCHEMA)).toMatchObject({ status: 'NEW', notes: null });
  });

  it('can be done again by taking back what took it back', async () => {
    const { msport, betika, betway } = await seed();
    await updateUnmappedMarket(database.db, betway, { status: 'IGNORED' }, IN_SCHEMA);
    const { changeId, mapping: mapped } = await map({ marketName: 'GG/NG' });
    await revertChange(database.db, { changeId }, IN_SCHEMA);
    const [undone] = await audit();
    await revertChange(database.db, { changeId: undone?.changeId ?? '' }, IN_SCHEMA);
    expect(await mapping()).toEqual({ ...mapped, updatedAt: expect.any(Date) });
    expect(await Promise.all([msport, betika, betway].map(statusOf))).toEqual(['MAPPED', 'MAPPED', 'MAPPED']);
  });

  it('does nothing at all where one of them cannot be mapped', async () => {
    const { msport } = await seed();
    const other = await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OUA' });
    expect(await errorOf(map({ ids: [msport, other] }))).toMatchObject({ code: 'VALIDATION' });
    expect(await statusOf(msport)).toBe('NEW');
    expect((await mapping())?.sourceIds).toEqual({});
    expect((await listUnmappedHistory(database.db, {}, IN_SCHEMA)).items).toEqual([]);
  });

  it('does nothing where it is another number of markets than expected', async () => {
    const { msport } = await seed();
    expect(await errorOf(map({ marketName: 'GG/NG' }, { expectedCount: 2 }))).toMatchObject({
      code: 'COUNT_MISMATCH',
      expected: 2,
      actual: 3,
    });
    expect(await errorOf(map({ ids: [msport] }, { expectedCount: 2 }))).toMatchObject({ code: 'COUNT_MISMATCH' });
    expect(await statusOf(msport)).toBe('NEW');
  });

  it('copies a base mapping first where the database has no such row', async () => {
    const { msport, betika } = await seed();
    const { mapping: copied } = await map(
      { ids: [msport, betika] },
      { allowShared: true },
      {
        to: 'gg',
        base: { ...newMapping(), canonicalId: 'gg' },
      },
    );
    expect(copied).toMatchObject({ canonicalId: 'gg', sourceIds: { msport: '29', betika: '29' } });
    const { items } = await listAuditLog(database.db, { canonicalId: 'gg' }, IN_SCHEMA);
    expect(new Set(items.map(({ changeId }) => changeId)).size).toBe(1);
    await revertChange(database.db, { changeId: items[0]?.changeId ?? '' }, IN_SCHEMA);
    expect(await getMapping(database.db, 'gg', IN_SCHEMA)).toBeNull();
  });

  it('says what is wrong with what it was given', async () => {
    const { msport } = await seed();
    expect(await errorOf(map({ ids: [msport, 99_999] }))).toMatchObject({ code: 'UNMAPPED_MARKET_NOT_FOUND' });
    expect(await errorOf(map({ marketName: 'nothing is called so' }))).toMatchObject({ code: 'VALIDATION' });
    expect(await errorOf(map({}))).toMatchObject({ code: 'VALIDATION' });
    expect(await errorOf(map({ ids: [] }))).toMatchObject({ code: 'VALIDATION' });
    expect(await errorOf(map({ ids: [msport] }, {}, { create: newMapping() }))).toMatchObject({ code: 'VALIDATION' });
    expect(await errorOf(map({ ids: [msport] }, {}, { to: 'nowhere' }))).toMatchObject({ code: 'MAPPING_NOT_FOUND' });
    expect(await errorOf(map({ ids: [msport] }, { expected: 1 }))).toMatchObject({ code: 'VALIDATION' });
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await errorOf(map({ ids: [msport] }))).toMatchObject({ code: 'MARKET_NOT_COVERED' });
  });
});

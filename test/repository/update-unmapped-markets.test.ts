import { describe, expect, it } from 'vitest';
import {
  createIgnoreRule,
  createMapping,
  listUnmappedHistory,
  listUnmappedMarkets,
  recordUnmappedMarket,
  revertChange,
  updateUnmappedMarket,
  updateUnmappedMarkets,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const update = (target: object, patch: object, options: object = {}) =>
  updateUnmappedMarkets(database.db, target as never, patch, {
    actor: 'ada',
    reason: 'specials',
    ...IN_SCHEMA,
    ...options,
  });
const log = (externalMarketId: string, fields: object = {}) =>
  database.logMarket({ source: 'sportybet', externalMarketId, ...fields });
const history = async () => (await listUnmappedHistory(database.db, {}, IN_SCHEMA)).items;
const revert = async (changeId: string, force = false) => {
  const change = { actor: 'ben', reason: 'a mistake', force, ...IN_SCHEMA };
  return (await revertChange(database.db, { changeId }, change)).reverted;
};

describe('a bulk act', () => {
  it('on ids changes them all, with a row of history each under one id', async () => {
    const ids = [await log('1'), await log('2'), await log('3')];
    const { updated, changeId } = await update(
      { ids: [ids[0], ids[2], ids[0]] },
      { status: 'IGNORED', notes: 'later' },
    );
    expect(updated).toBe(2);
    expect(await database.statuses()).toEqual({ 1: 'IGNORED', 2: 'NEW', 3: 'IGNORED' });
    expect(await history()).toMatchObject(
      ['3', '1'].map(externalMarketId => ({
        externalMarketId,
        action: 'UPDATE',
        changeId,
        createdBy: 'ada',
        reason: 'specials',
        oldValue: { status: 'NEW', notes: null },
        newValue: { status: 'IGNORED', notes: 'later' },
      })),
    );
  });

  it('on a filter changes what it holds for', async () => {
    await log('S_PLAYER_1');
    await log('S_PLAYER_2', { status: 'ACKNOWLEDGED' });
    await log('S_PLAYER_3', { status: 'MAPPED' });
    await log('other');
    const filter = { status: ['NEW', 'ACKNOWLEDGED'], externalMarketId: 'S_PLAYER*' };
    expect((await listUnmappedMarkets(database.db, filter as never, IN_SCHEMA)).items).toHaveLength(2);
    expect(await update(filter, { status: 'IGNORED' }, { expectedCount: 2 })).toMatchObject({ updated: 2 });
    expect(Object.values(await database.statuses())).toEqual(['IGNORED', 'IGNORED', 'MAPPED', 'NEW']);
  });

  it('of another number than expected is COUNT_MISMATCH, and does nothing', async () => {
    await log('1');
    await log('2');
    const before = await database.contents();
    expect(await errorOf(update({ status: 'NEW' }, { status: 'IGNORED' }, { expectedCount: 1 }))).toMatchObject({
      code: 'COUNT_MISMATCH',
      expected: 1,
      actual: 2,
    });
    expect(await errorOf(update({ ids: [1, 9] }, { status: 'IGNORED' }, { expectedCount: 2 }))).toMatchObject({
      code: 'COUNT_MISMATCH',
    });
    expect(await errorOf(update({ ids: [1, 9] }, { status: 'IGNORED' }))).toMatchObject({
      code: 'UNMAPPED_MARKET_NOT_FOUND',
      id: 9,
    });
    expect(await database.contents()).toEqual(before);
    expect(await history()).toEqual([]);
  });

  it('sets MAPPED only where all of them are covered', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    const ids = [await log('29'), await log('30')];
    expect(await errorOf(update({ ids }, { status: 'MAPPED' }))).toMatchObject({
      code: 'MARKET_NOT_COVERED',
      externalMarketId: '30',
    });
    expect(await database.statuses()).toEqual({ 29: 'NEW', 30: 'NEW' });
    expect(await update({ ids: [ids[0]] }, { status: 'MAPPED' })).toMatchObject({ updated: 1 });
    expect(await database.statuses()).toEqual({ 29: 'MAPPED', 30: 'NEW' });
  });

  it('that changes nothing has no history', async () => {
    await log('1', { status: 'IGNORED' });
    expect(await update({ source: 'sportybet' }, { status: 'IGNORED' })).toMatchObject({ updated: 1 });
    expect(await history()).toEqual([]);
  });

  it.each([
    ['no ids', { ids: [] }, { status: 'NEW' }, {}, 'ids'],
    ['ids and a filter', { ids: [1], source: 'bet9ja' }, { status: 'NEW' }, {}, 'source'],
    ['no condition and no expected number', {}, { status: 'NEW' }, {}, 'target'],
    ['an unknown field of the filter', { sauce: 'bet9ja' }, { status: 'NEW' }, {}, 'sauce'],
    ['an empty patch', { ids: [1] }, {}, {}, 'patch'],
    ['an unknown field of the patch', { ids: [1] }, { state: 'NEW' }, {}, 'state'],
    ['an unknown option', { ids: [1] }, { status: 'NEW' }, { expected: 1 }, 'options.expected'],
    ['a number that is none', { ids: [1] }, { status: 'NEW' }, { expectedCount: 1.5 }, 'expectedCount'],
    ['a list of no status', { status: [] }, { status: 'NEW' }, {}, 'status'],
  ])('is refused with %s', async (_, target, patch, options, field) => {
    expect(await errorOf(update(target, patch, options))).toMatchObject({ code: 'VALIDATION', field });
  });
});

describe('an act on one market', () => {
  it('has its row of history', async () => {
    const id = await log('1');
    await updateUnmappedMarket(database.db, id, { notes: 'ask ben' }, { actor: 'ada', reason: 'unsure', ...IN_SCHEMA });
    expect(await history()).toMatchObject([
      {
        marketId: id,
        source: 'sportybet',
        createdBy: 'ada',
        reason: 'unsure',
        newValue: { status: 'NEW', notes: 'ask ben' },
      },
    ]);
  });
});

describe('a revert', () => {
  it('gives each market back what it had, by appending', async () => {
    await log('1', { notes: 'mine' });
    await log('2', { status: 'ACKNOWLEDGED' });
    const { changeId } = await update({ source: 'sportybet' }, { status: 'IGNORED', notes: null });
    expect(await revert(changeId)).toBe(2);
    expect(await database.statuses()).toEqual({ 1: 'NEW', 2: 'ACKNOWLEDGED' });
    expect((await database.rows(UNMAPPED)).map(row => row.notes)).toEqual(['mine', null]);
    const entries = await history();
    expect(entries.map(entry => entry.action)).toEqual(['REVERT', 'REVERT', 'UPDATE', 'UPDATE']);
    expect(await revert(changeId)).toBe(0);
  });

  it('can be reverted', async () => {
    await log('1');
    const { changeId } = await update({ source: 'sportybet' }, { status: 'IGNORED' });
    await revert(changeId);
    const [entry] = await history();
    expect(await revert(entry?.changeId ?? '')).toBe(1);
    expect(await database.statuses()).toEqual({ 1: 'IGNORED' });
  });

  it('overwrites what somebody changed since only when told to', async () => {
    const ids = [await log('1'), await log('2')];
    const { changeId } = await update({ ids }, { status: 'IGNORED' });
    await updateUnmappedMarket(database.db, ids[1] ?? 0, { notes: 'really' }, IN_SCHEMA);
    const error = await errorOf(revert(changeId));
    expect(error).toMatchObject({ code: 'CHANGED_SINCE' });
    expect(error.message).toContain('sportybet 2');
    expect(await database.statuses()).toEqual({ 1: 'IGNORED', 2: 'IGNORED' });
    expect(await revert(changeId, true)).toBe(2);
    expect(await database.statuses()).toEqual({ 1: 'NEW', 2: 'NEW' });
  });

  it('of a rule deletes it and opens what it ignored; of its deletion makes it again', async () => {
    await log('1');
    const rule = await createIgnoreRule(database.db, { source: 'sportybet', reason: 'all' }, IN_SCHEMA);
    expect(await revert(rule.changeId)).toBe(2);
    expect((await recordUnmappedMarket(database.db, newSighting({ externalMarketId: '1' }), IN_SCHEMA)).status).toBe(
      'NEW',
    );
    expect((await recordUnmappedMarket(database.db, newSighting({ externalMarketId: '2' }), IN_SCHEMA)).status).toBe(
      'NEW',
    );
    const [last] = (await history()).filter(entry => entry.marketId === null);
    expect(await revert(last?.changeId ?? '')).toBeGreaterThanOrEqual(1);
    expect(await recordUnmappedMarket(database.db, newSighting({ externalMarketId: '3' }), IN_SCHEMA)).toMatchObject({
      status: 'IGNORED',
      ignoredBy: rule.id,
    });
  });
});

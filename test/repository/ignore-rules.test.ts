import { describe, expect, it } from 'vitest';
import {
  createIgnoreRule,
  createMapping,
  deactivateMapping,
  deleteIgnoreRule,
  getUnmappedMarket,
  listAuditLog,
  listIgnoreRules,
  listUnmappedHistory,
  listUnmappedMarkets,
  type NewIgnoreRule,
  previewIgnoreRule,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  revertChange,
  type UnmappedSighting,
  updateUnmappedMarket,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const REASON = 'player specials';
const create = (rule: Partial<NewIgnoreRule>) =>
  createIgnoreRule(database.db, { reason: REASON, ...rule }, { actor: 'ada', ...IN_SCHEMA });
const record = (fields: Partial<UnmappedSighting> = {}) =>
  recordUnmappedMarket(database.db, newSighting(fields), IN_SCHEMA);
const rules = () => listIgnoreRules(database.db, IN_SCHEMA);
const endAll = () =>
  database.db.raw(`update ${database.table('unmapped_ignore_rules')} set until = now() - interval '1 second'`);

describe('a rule', () => {
  it('ignores what is NEW, says how much that was, and keeps to the whole value and to case', async () => {
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_PLAYER', occurrenceCount: 3 });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_PLAYERX', occurrenceCount: 4 });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_player' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'SXPLAYER' });
    await database.logMarket({ source: 'sportybet', externalMarketId: 'S_PLAYER' });
    const rule = { source: 'bet9ja', externalMarketId: 'S_PLAYER*' };
    const preview = await previewIgnoreRule(database.db, rule, IN_SCHEMA);
    expect(preview).toMatchObject({ rows: 2, sightings: 7 });
    expect(preview.markets.map(market => market.externalMarketId)).toEqual(['S_PLAYERX', 'S_PLAYER']);
    expect(await listIgnoreRules(database.db, IN_SCHEMA)).toEqual([]);
    expect(new Set(Object.values(await database.statuses()))).toEqual(new Set(['NEW']));
    const created = await create(rule);
    expect(created).toMatchObject({ id: 1, rows: 2, sightings: 7, reason: REASON, createdBy: 'ada', until: null });
    const ignored = await listUnmappedMarkets(database.db, { ignoredBy: created.id }, IN_SCHEMA);
    expect(ignored.items.map(market => [market.externalMarketId, market.status, market.ignoredBy])).toEqual([
      ['S_PLAYERX', 'IGNORED', 1],
      ['S_PLAYER', 'IGNORED', 1],
    ]);
    expect(await rules()).toMatchObject([{ id: 1, isInForce: true, rows: 2, sightings: 7 }]);
  });

  it('ignores what is met from now on, which is counted on and not discovered', async () => {
    await create({ marketName: '*Specials' });
    const { discovered } = await recordUnmappedMarkets(
      database.db,
      [
        newSighting({ marketName: 'Player Specials' }),
        newSighting({ externalMarketId: '7', marketName: 'Specials, other' }),
      ],
      IN_SCHEMA,
    );
    expect(discovered.map(market => market.externalMarketId)).toEqual(['7']);
    expect(await record({ occurrences: 4 })).toMatchObject({
      status: 'IGNORED',
      ignoredBy: 1,
      occurrenceCount: 5,
      isNew: false,
    });
  });

  it('takes no character but the star for more than itself', async () => {
    await create({ externalMarketId: 'a_b%c\\d*' });
    expect((await record({ externalMarketId: 'a_b%c\\de' })).status).toBe('IGNORED');
    expect((await record({ externalMarketId: 'axb%c\\de' })).status).toBe('NEW');
    expect((await record({ externalMarketId: 'a_bxc\\de' })).status).toBe('NEW');
    expect((await record({ externalMarketId: 'a_b%cde' })).status).toBe('NEW');
  });

  it('that asks for a name holds once the market has one', async () => {
    await create({ marketName: '*' });
    expect((await record()).status).toBe('NEW');
    expect((await record({ marketName: 'Corners' })).status).toBe('IGNORED');
  });

  it('leaves alone what a person decided', async () => {
    const known = await database.logMarket({ source: 'sportybet', externalMarketId: '1', status: 'ACKNOWLEDGED' });
    const { id } = await record();
    await create({ source: 'sportybet' });
    expect(await getUnmappedMarket(database.db, known, IN_SCHEMA)).toMatchObject({ status: 'ACKNOWLEDGED' });
    await updateUnmappedMarket(database.db, id, { status: 'NEW' }, IN_SCHEMA);
    expect((await record()).status).toBe('NEW');
  });

  it('does not ignore a market that had been mapped', async () => {
    await record({ externalMarketId: '29' });
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await create({ source: 'sportybet' });
    expect(await record({ externalMarketId: '29' })).toMatchObject({ status: 'NEW', regressed: true });
    expect(await record({ externalMarketId: '29' })).toMatchObject({ status: 'NEW', regressed: true });
  });

  it('does not ignore a market that a revert has opened', async () => {
    const { canonicalId } = await createMapping(database.db, newMapping(), IN_SCHEMA);
    await record({ externalMarketId: '29' });
    await create({ externalMarketId: '2*' });
    const { items } = await listAuditLog(database.db, { canonicalId }, IN_SCHEMA);
    await revertChange(database.db, items[0]?.id ?? 0, IN_SCHEMA);
    expect(await database.statuses()).toEqual({ '29': 'NEW' });
    expect(await record({ externalMarketId: '29' })).toMatchObject({ status: 'NEW', occurrenceCount: 2 });
  });
});

describe('the first sighting after a rule', () => {
  it.each([
    ['ended', endAll],
    ['was deleted', () => deleteIgnoreRule(database.db, 1, IN_SCHEMA)],
  ])('%s makes the market NEW, and it is discovered', async (_, end) => {
    await create({ source: 'sportybet' });
    await record({ marketName: 'Corners' });
    await end();
    const id = 1;
    expect(await getUnmappedMarket(database.db, id, IN_SCHEMA)).toMatchObject({ status: 'IGNORED', ignoredBy: 1 });
    const first = await recordUnmappedMarkets(database.db, [newSighting()], IN_SCHEMA);
    expect(first.discovered).toMatchObject([{ id, status: 'NEW', marketName: 'Corners', occurrenceCount: 2 }]);
    expect(first.discovered[0]).not.toHaveProperty('ignoredBy');
    expect((await recordUnmappedMarkets(database.db, [newSighting()], IN_SCHEMA)).discovered).toEqual([]);
  });

  it('leaves a market to another rule that holds', async () => {
    await create({ source: 'sportybet' });
    await create({ externalMarketId: '60*' });
    await record();
    await deleteIgnoreRule(database.db, 1, IN_SCHEMA);
    expect(await record()).toMatchObject({ status: 'IGNORED', ignoredBy: 2 });
    await deleteIgnoreRule(database.db, 2, IN_SCHEMA);
    expect((await record()).status).toBe('NEW');
  });

  it('leaves a market alone that a person ignored, also one that the rule had ignored before', async () => {
    await create({ source: 'sportybet' });
    const { id } = await record();
    const taken = await updateUnmappedMarket(database.db, id, { status: 'IGNORED' }, IN_SCHEMA);
    expect(taken).not.toHaveProperty('ignoredBy');
    await deleteIgnoreRule(database.db, 1, IN_SCHEMA);
    expect((await record()).status).toBe('IGNORED');
  });
});

describe('history', () => {
  it('has the rule, what it ignored and its end', async () => {
    await record();
    await create({ source: 'sportybet' });
    await deleteIgnoreRule(database.db, 1, { actor: 'ben', reason: 'wanted after all', ...IN_SCHEMA });
    const { items } = await listUnmappedHistory(database.db, { ruleId: 1 }, IN_SCHEMA);
    expect(items.map(({ action, marketId, createdBy, reason }) => [action, marketId, createdBy, reason])).toEqual([
      ['DELETE_RULE', null, 'ben', 'wanted after all'],
      ['IGNORE', 1, 'ada', REASON],
      ['CREATE_RULE', null, 'ada', REASON],
    ]);
    expect(items[1]).toMatchObject({
      oldValue: { status: 'NEW', ignored_by: null },
      newValue: { status: 'IGNORED', ignored_by: 1 },
    });
    expect(items[1]?.changeId).toBe(items[2]?.changeId);
  });
});

describe('what is refused', () => {
  it.each([
    ['no condition', {}, 'rule'],
    ['nulls alone', { source: null, marketName: null }, 'rule'],
    ['a field that there is not', { source: 'bet9ja', status: 'NEW' }, 'status'],
    ['an empty pattern', { externalMarketId: '' }, 'externalMarketId'],
    ['a time that is over', { source: 'bet9ja', until: new Date('2020-01-01') }, 'rule.until'],
    ['no reason', { source: 'bet9ja', reason: undefined }, 'reason'],
  ])('%s', async (_, rule, field) => {
    expect(await errorOf(create(rule as never))).toMatchObject({ code: 'VALIDATION', field });
    expect(await rules()).toEqual([]);
  });

  it('a rule to delete that there is not', async () => {
    expect(await errorOf(deleteIgnoreRule(database.db, 9, IN_SCHEMA))).toMatchObject({
      code: 'IGNORE_RULE_NOT_FOUND',
      id: 9,
    });
  });
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Knex } from 'knex';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createMapping,
  createMarketMapper,
  deactivateMapping,
  defineSource,
  listUnmappedMarkets,
  type MapperMessage,
  type MarketMapperOptions,
  type ScrapedMarket,
  type ScrapedOutcome,
  updateMapping,
} from '../../src/index.js';
import { newMapping, outcomes } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { openMapper } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';

const BOOK = 'sunnybet';

function market(externalMarketId: string, names: readonly string[], source: string = BOOK): ScrapedMarket {
  const scraped = (name: string): ScrapedOutcome => ({ id: null, name, odds: 2, active: true });
  return { source, externalMarketId, marketName: 'A market', parameter: null, outcomes: names.map(scraped) };
}

const BTTS = newMapping({
  sourceIds: { [BOOK]: 'GG' },
  outcomeMapping: outcomes().map(each => ({ ...each, names: { [BOOK]: each.canonicalId === 'yes' ? 'Ja' : 'Nein' } })),
});

describe('a bookmaker that the package does not know', () => {
  it('resolves, is recorded, and is mapped while the mapper runs', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { sources: [defineSource({ id: BOOK })] });
    const scraped = market('GG', ['Ja', 'Nein']);
    expect(mapper.resolveMarket(scraped)).toEqual({ status: 'unmapped', reason: 'UNKNOWN_MARKET' });
    mapper.recordUnmapped(scraped);
    mapper.recordUnmapped(scraped);
    await mapper.flush();
    const { items } = await listUnmappedMarkets(db, { source: BOOK });
    expect(items).toMatchObject([
      { externalMarketId: 'GG', marketName: 'A market', occurrenceCount: 2, sampleOutcomes: scraped.outcomes },
    ]);
    await createMapping(db, BTTS);
    await mapper.refresh();
    expect(mapper.resolve(BOOK, 'GG')?.canonicalId).toBe('btts_ft');
    expect(mapper.resolveMarket(scraped)).toMatchObject({
      status: 'mapped',
      outcomes: [{ canonicalId: 'yes' }, { canonicalId: 'no' }],
    });
    expect((await listUnmappedMarkets(db, { source: BOOK })).items[0]?.status).toBe('MAPPED');
  });

  it('comes from base mappings as well', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db, { baseMappings: [BTTS] });
    expect(mapper.resolve(BOOK, 'GG')).toMatchObject({ origin: 'base', sourceIds: { [BOOK]: 'GG' }, sport: null });
  });

  it('is warned of once where nobody defined it, and is served all the same', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, warnings, codes } = await openMapper(db, { sources: [defineSource({ id: BOOK })] });
    for (let times = 0; times < 3; times++) {
      mapper.resolve('sportibet', '1');
      mapper.resolveMarket(market('1', [], 'sportibet'));
      mapper.recordUnmapped(market('1', [], 'sportibet'));
      mapper.recordUnmapped(market('1', []));
      mapper.resolve('betpawa', '1');
    }
    await mapper.flush();
    expect(codes()).toEqual(['UNKNOWN_SOURCE']);
    expect(warnings[0]?.message).toContain('"sportibet"');
    expect((await listUnmappedMarkets(db, { source: 'sportibet' })).items).toMatchObject([{ occurrenceCount: 3 }]);
  });
});

describe('resolveEvent', () => {
  it('gives each market of an event with each of its resolutions, and records nothing', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping({ canonicalId: 'a', outcomeMapping: outcomes().slice(0, 1) }));
    await createMapping(db, newMapping({ canonicalId: 'b', outcomeMapping: outcomes().slice(1) }));
    const { mapper } = await openMapper(db);
    const shared = market('29', ['Yes', 'No'], 'sportybet');
    const unknown = market('30', ['Yes'], 'sportybet');
    const resolved = mapper.resolveEvent({ markets: [shared, unknown] });
    expect(resolved.map(each => [each.market, each.resolution.status])).toEqual([
      [shared, 'mapped'],
      [shared, 'mapped'],
      [unknown, 'unmapped'],
    ]);
    expect(mapper.stats()).toMatchObject({ hits: 1, misses: 1, buffered: 0 });
  });
});

describe('recordUnmapped of a market with its resolution', () => {
  it('records of a partial one what it left unmatched, and of a mapped one nothing', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db);
    const whole = market('29', ['Yes', 'No'], 'sportybet');
    mapper.recordUnmapped(whole, mapper.resolveMarket(whole));
    expect(mapper.stats().buffered).toBe(0);
    const partial = market('29', ['Yes', 'Maybe'], 'sportybet');
    mapper.recordUnmapped(partial, mapper.resolveMarket(partial));
    await mapper.flush();
    const { items } = await listUnmappedMarkets(db);
    expect(items).toMatchObject([{ externalMarketId: '29', sampleOutcomes: [{ name: 'Maybe' }], occurrenceCount: 1 }]);
  });

  it('takes a sample of the caller before the outcomes, and adds one that came later', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    mapper.recordUnmapped({ ...market('1', ['Yes'], 'betpawa'), sampleOutcomes: ['mine'] });
    mapper.recordUnmapped({ source: 'betpawa', externalMarketId: '2' });
    mapper.recordUnmapped(market('2', ['Yes'], 'betpawa'));
    await mapper.flush();
    const { items } = await listUnmappedMarkets(db, { sortBy: 'firstSeenAt', order: 'asc' });
    expect(Object.fromEntries(items.map(each => [each.externalMarketId, each.sampleOutcomes]))).toMatchObject({
      1: ['mine'],
      2: [{ name: 'Yes' }],
    });
  });
});

describe('what a running mapper says of the log', () => {
  const rowOf = async (db: Knex) => (await listUnmappedMarkets(db)).items[0];

  it('an outcome that no mapping knows keeps the market open, and closes it when it is known', async () => {
    const { db } = await databaseForThisTest();
    const { outcomeMapping } = await createMapping(db, newMapping());
    const { mapper } = await openMapper(db);
    const partial = market('29', ['Yes', 'Maybe'], 'sportybet');
    for (let times = 0; times < 3; times++) mapper.recordUnmapped(partial, mapper.resolveMarket(partial));
    const other = market('29', ['Perhaps', 'Maybe'], 'sportybet');
    mapper.recordUnmapped(other, mapper.resolveMarket(other));
    await mapper.flush();
    expect(await rowOf(db)).toMatchObject({
      status: 'NEW',
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: [{ name: 'Maybe' }, { name: 'Perhaps' }],
      occurrenceCount: 4,
    });
    const [yes] = outcomeMapping;
    if (!yes) throw new Error('a mapping with outcomes');
    const known = (canonicalId: string, sportybetDesc: string) => ({ ...yes, canonicalId, sportybetDesc, position: 5 });
    await updateMapping(db, 'btts_ft', { outcomeMapping: [...outcomeMapping, known('maybe', 'Maybe')] });
    expect(await rowOf(db)).toMatchObject({ status: 'NEW' });
    const both = [...outcomeMapping, known('maybe', 'Maybe'), known('perhaps', 'Perhaps')];
    await updateMapping(db, 'btts_ft', { outcomeMapping: both });
    expect(await rowOf(db)).toMatchObject({ status: 'MAPPED' });
    expect(await rowOf(db)).not.toHaveProperty('missingOutcomes');
  });

  it('a new missing outcome of a market that it wrote before is written with the new markets, not with the counts', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping());
    const { mapper } = await openMapper(db, { flushIntervalMs: 20 });
    const meet = (name: string) => {
      const partial = market('29', ['Yes', name], 'sportybet');
      mapper.recordUnmapped(partial, mapper.resolveMarket(partial));
    };
    meet('Maybe');
    await eventually(() => expect(mapper.stats()).toMatchObject({ flushed: 1, pending: 0 }));
    meet('Maybe');
    meet('Perhaps');
    await eventually(() => expect(mapper.stats()).toMatchObject({ flushed: 3, pending: 0 }));
    expect((await rowOf(db))?.missingOutcomes).toMatchObject([{ name: 'Maybe' }, { name: 'Perhaps' }]);
  });

  it('a market that is bound away says so', async () => {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping({ lineConventions: { sportybet: { where: 'minute=5' } } }));
    const { mapper } = await openMapper(db);
    const bound = { ...market('29', ['Yes', 'No'], 'sportybet'), parameter: 'minute=10' };
    mapper.recordUnmapped(bound, mapper.resolveMarket(bound));
    await mapper.flush();
    expect(await rowOf(db)).toMatchObject({ status: 'NEW', reason: 'BOUND_AWAY', parameter: 'minute=10' });
  });

  it('a sighting that waits in memory while its mapping is created is written as MAPPED', async () => {
    const { db } = await databaseForThisTest();
    const { mapper, discovered } = await openMapper(db);
    const met = market('29', ['Yes', 'No'], 'sportybet');
    mapper.recordUnmapped(met, mapper.resolveMarket(met));
    await createMapping(db, newMapping());
    await mapper.flush();
    expect(await rowOf(db)).toMatchObject({ status: 'MAPPED', occurrenceCount: 1 });
    expect(discovered).toEqual([]);
  });

  it('what it wrote open it closes itself, once it has a mapping of which the log was not told', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const met = market('29', ['Yes', 'No'], 'sportybet');
    mapper.recordUnmapped(met, mapper.resolveMarket(met));
    await mapper.flush();
    expect(await rowOf(db)).toMatchObject({ status: 'NEW' });
    // As a service does that shares the tables, and as it looks to one that commits at the same moment.
    const stored = outcomes().map(({ canonicalId, sportybetDesc, position }) => ({
      canonical_id: canonicalId,
      sportybet_desc: sportybetDesc,
      position,
    }));
    await db('user_market_mappings').insert({
      canonical_id: 'btts_ft',
      name: 'x',
      sportybet_id: '29',
      outcome_mapping: JSON.stringify(stored),
    });
    await mapper.refresh();
    await mapper.flush();
    expect(await rowOf(db)).toMatchObject({ status: 'MAPPED' });
  });

  it('a market whose mapping goes is open again when it is met', async () => {
    const { db } = await databaseForThisTest();
    const { mapper } = await openMapper(db);
    const met = market('29', ['Yes', 'No'], 'sportybet');
    const meet = async () => {
      mapper.recordUnmapped(met, mapper.resolveMarket(met));
      await mapper.flush();
    };
    await meet();
    await createMapping(db, newMapping());
    expect(await rowOf(db)).toMatchObject({ status: 'MAPPED' });
    // It asked before it had the mapping: that says nothing against the mapping.
    mapper.recordUnmapped(met, { status: 'unmapped', reason: 'UNKNOWN_MARKET' });
    await mapper.flush();
    expect(await rowOf(db)).toMatchObject({ status: 'MAPPED', occurrenceCount: 2 });
    await mapper.refresh();
    await deactivateMapping(db, 'btts_ft');
    await mapper.refresh();
    await meet();
    expect(await rowOf(db)).toMatchObject({ status: 'NEW', occurrenceCount: 3 });
  });
});

describe('the options of a mapper', () => {
  it.each<[string, unknown]>([
    ['flushIntervalMS', { flushIntervalMS: 5000 }],
    ['actor', { actor: 'ada' }],
    ['sources', { sources: 'sunnybet' }],
    ['sources[0].id', { sources: [{ id: 'Sunny Bet' }] }],
    ['sources[0].id', { sources: [{ id: 'betpawa' }] }],
    ['logger', { logger: console.log }],
    ['baseMappings', { baseMappings: 'catalogue' }],
  ])('are refused where %s is wrong', async (field, options) => {
    const { db } = await databaseForThisTest();
    const error = await errorOf(createMarketMapper(db, options as MarketMapperOptions));
    expect(error).toMatchObject({ code: 'VALIDATION', field });
  });
});

it('the diagnostics channels carry what the events do', async () => {
  const { db } = await databaseForThisTest();
  const messages: MapperMessage[] = [];
  const listener = (message: unknown) => void messages.push(message as MapperMessage);
  const names = ['discovered', 'flushed', 'warning'].map(name => `market-mapping:${name}`);
  for (const name of names) subscribe(name, listener);
  onTestFinished(() => {
    for (const name of names) unsubscribe(name, listener);
  });
  const { mapper } = await openMapper(db);
  mapper.recordUnmapped(market('1', [], 'sportibet'));
  await mapper.flush();
  await new Promise(resolve => setImmediate(resolve));
  expect(messages.find(each => each.event === 'discovered')?.market).toMatchObject({ externalMarketId: '1' });
  expect(messages.find(each => each.event === 'flushed')?.result).toMatchObject({ recorded: 1 });
  expect(messages.find(each => each.event === 'warning')?.warning).toMatchObject({ code: 'UNKNOWN_SOURCE' });
});

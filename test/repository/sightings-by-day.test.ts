import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getStats,
  getUnmappedMarket,
  listUnmappedMarkets,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  type UnmappedSighting,
  updateUnmappedMarket,
} from '../../src/index.js';
import { MAX_DAYS } from '../../src/rules/escalation.js';
import { newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const MS_PER_DAY = 86_400_000;
/** A time so many days ago. */
const ago = (days: number) => new Date(Date.now() - days * MS_PER_DAY);
const dayAgo = (days: number) => ago(days).toISOString().slice(0, 10);
const record = (fields: Partial<UnmappedSighting> = {}) =>
  recordUnmappedMarket(database.db, newSighting(fields), IN_SCHEMA);
const recordAll = (sightings: Partial<UnmappedSighting>[]) =>
  recordUnmappedMarkets(database.db, sightings.map(newSighting), IN_SCHEMA);
const stored = async () => (await getUnmappedMarket(database.db, 1, IN_SCHEMA))?.sightingsByDay;

describe('sightings by day', () => {
  it('are added up, those of days before too', async () => {
    await record({ seenAt: ago(2), occurrences: 5 });
    await record({ occurrences: 2 });
    await record({ seenAt: ago(3) });
    await record({ seenAt: ago(0) });
    expect(await stored()).toEqual([
      { day: dayAgo(3), count: 1 },
      { day: dayAgo(2), count: 5 },
      { day: dayAgo(1), count: 0 },
      { day: dayAgo(0), count: 3 },
    ]);
  });

  it('of one batch are told apart by their times', async () => {
    await recordAll([{ seenAt: ago(3), occurrences: 5 }, { seenAt: ago(1) }, { occurrences: 7 }, { seenAt: ago(3) }]);
    const days = [
      { day: dayAgo(3), count: 6 },
      { day: dayAgo(2), count: 0 },
      { day: dayAgo(1), count: 1 },
      { day: dayAgo(0), count: 7 },
    ];
    expect(await stored()).toEqual(days);
    await recordAll([{ seenAt: ago(2), occurrences: 4 }, { seenAt: ago(1) }]);
    expect((await stored())?.map(({ count }) => count)).toEqual([6, 4, 2, 7]);
  });

  it('are kept of the last days only, and of a clock that is ahead today', async () => {
    await record({ seenAt: ago(MAX_DAYS + 10), occurrences: 9 });
    await record({ seenAt: new Date(Date.now() + 3 * MS_PER_DAY) });
    await record({ seenAt: ago(MAX_DAYS + 10) });
    const days = await stored();
    expect(days).toHaveLength(MAX_DAYS);
    expect(days?.at(-1)).toEqual({ day: dayAgo(0), count: 1 });
    expect(days?.slice(0, -1).every(({ count }) => count === 0)).toBe(true);
  });

  it('stop counting where the whole count does', async () => {
    await record({ occurrences: 2_147_483_647 });
    await record({ occurrences: 5 });
    expect(await stored()).toEqual([{ day: dayAgo(0), count: 2_147_483_647 }]);
  });

  it('begin with the next sighting in a row of an older release', async () => {
    const id = await database.logMarket({ source: 'sportybet', externalMarketId: '60200', occurrenceCount: 900 });
    expect(await getUnmappedMarket(database.db, id, IN_SCHEMA)).not.toHaveProperty('sightingsByDay');
    await record();
    expect(await stored()).toEqual([{ day: dayAgo(0), count: 1 }]);
  });
});

describe('a market that escalates', () => {
  const week = (count: number) =>
    recordAll([2, 3, 4, 5, 6, 7, 8].map(days => ({ seenAt: ago(days), occurrences: count })));

  it('is told from NEW in lists and stats, and is discovered once', async () => {
    await week(10);
    await record({ externalMarketId: 'other', occurrences: 500 });
    expect((await recordAll([{ occurrences: 49 }])).discovered).toEqual([]);
    const { discovered } = await recordAll([{ occurrences: 1 }]);
    expect(discovered).toMatchObject([{ id: 1, escalating: true, occurrenceCount: 120 }]);
    expect((await recordAll([{ occurrences: 100 }])).discovered).toEqual([]);
    const { items } = await listUnmappedMarkets(database.db, { escalating: true }, IN_SCHEMA);
    expect(items).toMatchObject([{ id: 1, escalating: true, status: 'NEW' }]);
    const others = await listUnmappedMarkets(database.db, { escalating: false }, IN_SCHEMA);
    expect(others.items.map(market => market.externalMarketId)).toEqual(['other']);
    expect(others.items[0]).not.toHaveProperty('escalating');
    expect((await getStats(database.db, IN_SCHEMA)).unmapped).toMatchObject({ escalating: 1, regressed: 0 });
  });

  it('is none where nobody wants to hear of it', async () => {
    await week(10);
    await updateUnmappedMarket(database.db, 1, { status: 'IGNORED' }, IN_SCHEMA);
    expect((await recordAll([{ occurrences: 1_000 }])).discovered).toEqual([]);
    expect((await listUnmappedMarkets(database.db, { escalating: true }, IN_SCHEMA)).items).toEqual([]);
  });
});

describe('a market that regressed', () => {
  it('is told from NEW in lists, stats and what is discovered, until it is closed again', async () => {
    await record({ externalMarketId: '29', marketName: 'GG/NG' });
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect((await listUnmappedMarkets(database.db, { regressed: true }, IN_SCHEMA)).items).toEqual([]);
    const { discovered } = await recordAll([{ externalMarketId: '29' }]);
    expect(discovered).toMatchObject([{ status: 'NEW', regressed: true, marketName: 'GG/NG', occurrenceCount: 2 }]);
    expect((await recordAll([{ externalMarketId: '29' }])).discovered).toEqual([]);
    await record({ externalMarketId: 'other' });
    const { items } = await listUnmappedMarkets(database.db, { regressed: true }, IN_SCHEMA);
    expect(items.map(market => market.externalMarketId)).toEqual(['29']);
    expect((await getStats(database.db, IN_SCHEMA)).unmapped).toMatchObject({ regressed: 1, escalating: 0 });
    await createMapping(database.db, newMapping({ canonicalId: 'btts' }), IN_SCHEMA);
    expect((await listUnmappedMarkets(database.db, { regressed: true }, IN_SCHEMA)).items).toEqual([]);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getUnmappedMarket,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  type UnmappedSighting,
  type UnmappedStatus,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const record = (fields: Partial<UnmappedSighting> = {}) =>
  recordUnmappedMarket(database.db, newSighting(fields), IN_SCHEMA);
const recordAll = (sightings: readonly UnmappedSighting[]) => recordUnmappedMarkets(database.db, sightings, IN_SCHEMA);
const at = (time: string) => new Date(`2026-05-06T${time}Z`);
const MAX = 2147483647;

async function countOf(externalMarketId = '60200'): Promise<unknown> {
  const rows = await database.rows(UNMAPPED);
  return rows.find(row => row.external_market_id === externalMarketId)?.occurrence_count;
}

describe('the first sighting of a market', () => {
  it('adds it as NEW, with all that was seen', async () => {
    const seenAt = at('11:00:00.123');
    const sampleOutcomes = [{ id: '1', desc: 'Home', odds: '1.39' }, null, 'x', { nested: [true, -0.5] }];
    const market = await record({ marketName: '1X2 - 1UP', sampleOutcomes, occurrences: 3, seenAt });
    expect(market).toEqual({
      id: 1,
      source: 'sportybet',
      externalMarketId: '60200',
      marketName: '1X2 - 1UP',
      sampleOutcomes,
      firstSeenAt: seenAt,
      lastSeenAt: seenAt,
      occurrenceCount: 3,
      status: 'NEW',
      notes: null,
      reason: 'UNKNOWN_MARKET',
      sightingsByDay: [{ day: seenAt.toISOString().slice(0, 10), count: 3 }],
      isNew: true,
    });
    const { isNew, ...stored } = market;
    expect(await getUnmappedMarket(database.db, market.id, IN_SCHEMA)).toEqual(stored);
  });

  it('counts once, is now and knows no name, unless told otherwise', async () => {
    await record({ marketName: null });
    const { rows } = await database.db.raw(
      `select occurrence_count, market_name, sample_outcomes, first_seen_at = last_seen_at as once,
         now() - first_seen_at between interval '0' and interval '1 hour' as recent from ${database.table(UNMAPPED)}`,
    );
    expect(rows).toEqual([{ occurrence_count: 1, market_name: null, sample_outcomes: null, once: true, recent: true }]);
  });

  it('is one market per source: another source with the same id is another market', async () => {
    expect(await record({ source: 'sportybet' })).toMatchObject({ isNew: true });
    expect(await record({ source: 'betpawa' })).toMatchObject({ isNew: true });
    expect(await database.rows(UNMAPPED)).toHaveLength(2);
  });

  it('keeps every character of an id and a name', async () => {
    for (const text of ['NULL', '{"a","b"}', 'a,b', `it's`, '\\', '"', '?', '$1', '\n', ' x ', '😀'.repeat(100)]) {
      const externalMarketId = text.trim() === '' ? `x${text}` : text;
      const sighting = { externalMarketId, marketName: text, sampleOutcomes: text };
      expect(await record(sighting)).toMatchObject({ ...sighting, isNew: true });
      expect(await record(sighting)).toMatchObject({ ...sighting, isNew: false, occurrenceCount: 2 });
    }
  });
});

describe('a further sighting of a market', () => {
  it('adds to its count and keeps its id', async () => {
    const first = await record();
    expect(await record({ occurrences: 41 })).toMatchObject({ id: first.id, occurrenceCount: 42, isNew: false });
  });

  it('moves firstSeenAt backward only and lastSeenAt forward only', async () => {
    const seen = (time: string) => record({ seenAt: at(time) });
    expect(await seen('11:00:00')).toMatchObject({ firstSeenAt: at('11:00:00'), lastSeenAt: at('11:00:00') });
    expect(await seen('12:00:00')).toMatchObject({ firstSeenAt: at('11:00:00'), lastSeenAt: at('12:00:00') });
    expect(await seen('10:00:00')).toMatchObject({ firstSeenAt: at('10:00:00'), lastSeenAt: at('12:00:00') });
    expect(await seen('11:30:00')).toMatchObject({ firstSeenAt: at('10:00:00'), lastSeenAt: at('12:00:00') });
  });

  it('of now moves lastSeenAt and leaves firstSeenAt', async () => {
    await record({ seenAt: at('11:00:00') });
    const market = await record();
    expect(market.firstSeenAt).toEqual(at('11:00:00'));
    expect(market.lastSeenAt.getTime()).toBeGreaterThan(at('11:00:00').getTime());
  });

  it('fills in a name and a sample only where they are missing', async () => {
    expect(await record()).toMatchObject({ marketName: null, sampleOutcomes: null });
    expect(await record({ marketName: 'First' })).toMatchObject({ marketName: 'First', sampleOutcomes: null });
    expect(await record({ marketName: 'Second', sampleOutcomes: [1] })).toMatchObject({
      marketName: 'First',
      sampleOutcomes: [1],
    });
    expect(await record({ marketName: null, sampleOutcomes: [2] })).toMatchObject({
      marketName: 'First',
      sampleOutcomes: [1],
    });
  });

  it.each<UnmappedStatus>(['NEW', 'ACKNOWLEDGED', 'IGNORED'])('leaves notes and the status %s alone', async status => {
    const market = { source: 'sportybet', externalMarketId: '60200' } as const;
    await database.logMarket({ ...market, status, notes: 'ask ben' });
    expect(await record()).toMatchObject({ status, notes: 'ask ben', occurrenceCount: 2 });
  });

  it('takes a MAPPED market back to NEW where no active mapping covers it any more', async () => {
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OU@2.5_O', notes: 'ask ben' });
    await createMapping(database.db, bet9jaMapping('S_OU'), IN_SCHEMA);
    const sighting = { source: 'bet9ja', externalMarketId: 'S_OU@2.5_O' } as const;
    expect(await record(sighting)).toMatchObject({ status: 'MAPPED' });
    await deactivateMapping(database.db, 'S_OU', IN_SCHEMA);
    expect(await record(sighting)).toMatchObject({ status: 'NEW', notes: 'ask ben', occurrenceCount: 3 });
  });

  it('leaves a MAPPED market MAPPED while any active mapping covers it', async () => {
    await database.logMarket({ source: 'sportybet', externalMarketId: '29' });
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await createMapping(database.db, newMapping({ canonicalId: 'second' }), { ...IN_SCHEMA, allowShared: true });
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await record({ externalMarketId: '29' })).toMatchObject({ status: 'MAPPED' });
  });

  it('is the same in a batch: covered markets stay MAPPED, the others go back', async () => {
    for (const key of ['S_OU@2.5_O', 'S_OUA@2.5_O', 'S_1X2_1']) {
      await database.logMarket({ source: 'bet9ja', externalMarketId: key, status: 'MAPPED' });
    }
    await createMapping(database.db, bet9jaMapping('S_OU'), IN_SCHEMA);
    const seen = ['S_OU@2.5_O', 'S_OUA@2.5_O'].map(id => newSighting({ source: 'bet9ja', externalMarketId: id }));
    await recordAll(seen);
    expect(await database.statuses()).toEqual({ 'S_OU@2.5_O': 'MAPPED', 'S_OUA@2.5_O': 'NEW', S_1X2_1: 'MAPPED' });
  });

  it('draws no id from the sequence', async () => {
    await record();
    for (let times = 0; times < 20; times++) await record();
    await recordAll(Array.from({ length: 20 }, () => newSighting()));
    expect(await database.idsDrawn()).toBe(1);
    expect(await record({ externalMarketId: 'other' })).toMatchObject({ id: 2 });
  });

  it('of markets known and new draws ids for the new ones only', async () => {
    const sightings = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => newSighting({ externalMarketId: `${from + index}` }));
    await recordAll(sightings(0, 30));
    await recordAll(sightings(20, 50));
    expect(await database.idsDrawn()).toBe(50);
  });
});

describe('a count', () => {
  it.each([
    ['one more than the most', MAX, 1],
    ['many more than the most', MAX - 5, 1000],
    ['by the most to the most', MAX, MAX],
    ['by more than an integer holds', 1, Number.MAX_SAFE_INTEGER],
  ])('stops at 2147483647: %s', async (_, there, occurrences) => {
    await database.logMarket({ source: 'sportybet', externalMarketId: '60200', occurrenceCount: there });
    expect(await record({ occurrences })).toMatchObject({ occurrenceCount: MAX });
    expect((await recordAll([newSighting({ occurrences })])).recorded).toBe(1);
    expect(await countOf()).toBe(MAX);
  });

  it('reaches 2147483647 exactly before it stops', async () => {
    await database.logMarket({ source: 'sportybet', externalMarketId: '60200', occurrenceCount: MAX - 5 });
    expect(await record({ occurrences: 4 })).toMatchObject({ occurrenceCount: MAX - 1 });
    expect(await record()).toMatchObject({ occurrenceCount: MAX });
  });

  it('of a new market stops there as well, also when a batch adds up to more', async () => {
    expect(await record({ occurrences: MAX + 1 })).toMatchObject({ occurrenceCount: MAX, isNew: true });
    const huge = newSighting({ externalMarketId: 'huge', occurrences: Number.MAX_SAFE_INTEGER });
    expect((await recordAll([huge, huge, huge])).recorded).toBe(3);
    expect(await countOf('huge')).toBe(MAX);
  });
});

describe('recordUnmappedMarkets', () => {
  it('records nothing of an empty batch, and asks the database nothing', async () => {
    const statements = await database.statementsOf(async () => {
      expect(await recordAll([])).toEqual({ recorded: 0, discovered: [], rejected: [] });
    });
    expect(statements).toEqual([]);
  });

  it('adds duplicates up, widens their times and keeps the first name and sample', async () => {
    const { recorded, discovered, rejected } = await recordAll([
      newSighting({ occurrences: 2, seenAt: at('11:00:00') }),
      newSighting({ source: 'betpawa' }),
      newSighting({ marketName: 'First', seenAt: at('09:00:00'), sampleOutcomes: null }),
      newSighting({ marketName: 'Second', seenAt: at('12:00:00'), sampleOutcomes: [1], occurrences: 10 }),
    ]);
    expect({ recorded, rejected }).toEqual({ recorded: 4, rejected: [] });
    expect(discovered).toHaveLength(2);
    expect(discovered.find(market => market.source === 'sportybet')).toMatchObject({
      occurrenceCount: 13,
      marketName: 'First',
      sampleOutcomes: [1],
      firstSeenAt: at('09:00:00'),
      lastSeenAt: at('12:00:00'),
    });
  });

  it('reports as discovered only what nobody had seen before', async () => {
    await record();
    const { discovered, recorded } = await recordAll([newSighting(), newSighting({ externalMarketId: 'new' })]);
    expect(recorded).toBe(2);
    expect(discovered).toEqual([await getUnmappedMarket(database.db, 2, IN_SCHEMA)]);
    expect(await countOf()).toBe(2);
  });

  it('reports each of them as the row that it is, to the character and the millisecond', async () => {
    const later = new Date(Date.now() + 3_600_000);
    const { discovered } = await recordAll([
      newSighting({ externalMarketId: 'of now' }),
      newSighting({ externalMarketId: 'of then', seenAt: at('11:00:00.001') }),
      newSighting({ externalMarketId: 'of then and now', seenAt: at('11:00:00.999'), occurrences: 7 }),
      newSighting({ externalMarketId: 'of then and now' }),
      newSighting({ externalMarketId: 'of now and later' }),
      newSighting({ externalMarketId: 'of now and later', seenAt: later }),
      newSighting({ externalMarketId: '{"a\\b",\'c\'}\t', marketName: '"1",{2}\\\n', sampleOutcomes: 'null' }),
      newSighting({ externalMarketId: 'Ünïcode 😀', marketName: 'null', sampleOutcomes: { 'é"\\': [null, 1e-7, ''] } }),
      newSighting({ externalMarketId: 'null', source: 'bet9ja', marketName: null, sampleOutcomes: false }),
      newSighting({ externalMarketId: '0', source: 'betpawa', sampleOutcomes: 0, occurrences: MAX + 1 }),
    ]);
    expect(discovered).toHaveLength(8);
    for (const market of discovered) {
      expect(market).toEqual(await getUnmappedMarket(database.db, market.id, IN_SCHEMA));
    }
  });

  it('reports one whose key a trigger changed under the key it has', async () => {
    await database.db.raw(`
      create function shout() returns trigger language plpgsql as $$ begin
        new.external_market_id := upper(new.external_market_id);
        return new;
      end $$;
      create trigger shouts before insert on ${database.table(UNMAPPED)} for each row execute function shout()`);
    onTestFinished(async () => void (await database.db.raw('drop function shout cascade')));
    const { discovered } = await recordAll([
      newSighting({ externalMarketId: 'abc' }),
      newSighting({ externalMarketId: 'XYZ', marketName: 'Name' }),
    ]);
    const told = discovered.map(({ externalMarketId, marketName }) => [externalMarketId, marketName]);
    expect(told.sort()).toEqual([
      ['ABC', null],
      ['XYZ', 'Name'],
    ]);
  });

  it('rejects the bad ones as they were given, names the field, and records the others', async () => {
    const bad: readonly [field: string, sighting: unknown][] = [
      ['source', newSighting({ source: 'Bet 365' })],
      ['externalMarketId', newSighting({ externalMarketId: 'a\0b' })],
      ['externalMarketId', newSighting({ externalMarketId: '\ud83d' })],
      ['externalMarketId', newSighting({ externalMarketId: ' ' })],
      ['occurrences', newSighting({ occurrences: 0 })],
      ['occurrences', newSighting({ occurrences: 1.5 })],
      ['sighting', null],
      ['sighting', 'a string'],
      ['source', {}],
    ];
    const sightings = bad.map(([, sighting]) => sighting as UnmappedSighting);
    const result = await recordAll([newSighting(), ...sightings, newSighting({ externalMarketId: 'last' })]);
    expect(result.recorded).toBe(2);
    expect(result.rejected.map(({ error }) => [error.code, 'field' in error && error.field])).toEqual(
      bad.map(([field]) => ['VALIDATION', field]),
    );
    for (const [index, { sighting }] of result.rejected.entries()) expect(sighting).toBe(sightings[index]);
    expect(await database.statuses()).toEqual({ '60200': 'NEW', last: 'NEW' });
  });

  it('does not change the sightings it is given', async () => {
    const sighting = Object.freeze(newSighting({ sampleOutcomes: Object.freeze([1]), marketName: 'x'.repeat(300) }));
    await recordAll(Object.freeze([sighting, sighting]));
    expect(sighting).toEqual(newSighting({ sampleOutcomes: [1], marketName: 'x'.repeat(300) }));
  });

  it('is one statement for 10,000 sightings', async () => {
    const sightings = Array.from({ length: 10_000 }, (_, index) =>
      newSighting({ externalMarketId: `${index % 2500}`, marketName: `Market ${index}`, sampleOutcomes: [index] }),
    );
    for (const discovered of [2500, 0]) {
      const statements = await database.statementsOf(async () => {
        const result = await recordAll(sightings);
        expect([result.recorded, result.discovered.length, result.rejected]).toEqual([10_000, discovered, []]);
      });
      expect(statements).toHaveLength(1);
    }
    const { rows } = await database.db.raw(
      `select count(*)::int as markets, min(occurrence_count) as least, max(occurrence_count) as most from ${database.table(UNMAPPED)}`,
    );
    expect(rows).toEqual([{ markets: 2500, least: 8, most: 8 }]);
    expect(await database.idsDrawn()).toBe(2500);
  });
});

describe('the hints of a sighting', () => {
  it('cut a name to 255 characters, never through the middle of one', async () => {
    const name = `${'x'.repeat(254)}😀😀`;
    expect((await record({ marketName: name })).marketName).toBe(`${'x'.repeat(254)}😀`);
    const astral = await record({ externalMarketId: 'astral', marketName: '😀'.repeat(300) });
    expect(astral.marketName).toBe('😀'.repeat(255));
  });

  it('keep the first outcomes that fit into 8,192 bytes of JSON', async () => {
    const outcomes = Array.from({ length: 500 }, (_, id) => ({ id, desc: 'é'.repeat(20) }));
    const kept = (await record({ sampleOutcomes: outcomes })).sampleOutcomes as unknown[];
    expect(kept).toEqual(outcomes.slice(0, kept.length));
    const bytes = (count: number) => Buffer.byteLength(JSON.stringify(outcomes.slice(0, count)));
    expect(bytes(kept.length)).toBeLessThanOrEqual(8192);
    expect(bytes(kept.length + 1)).toBeGreaterThan(8192);
  });

  it('drop a sample that is too large and no array, and record the market all the same', async () => {
    const market = await record({ sampleOutcomes: { text: 'x'.repeat(9000) }, marketName: 'Kept' });
    expect(market).toMatchObject({ marketName: 'Kept', sampleOutcomes: null, isNew: true });
  });
});

describe('a row that the database itself refuses', () => {
  const ids = (result: { rejected: { sighting: UnmappedSighting }[] }) =>
    result.rejected.map(({ sighting }) => sighting.externalMarketId);
  const batch = (count: number, isBad: (index: number) => boolean) =>
    Array.from({ length: count }, (_, index) =>
      newSighting({ externalMarketId: `${isBad(index) ? 'bad' : 'good'}${index}` }),
    );

  async function refuseBad(): Promise<void> {
    const table = database.table(UNMAPPED);
    await database.db.raw(`alter table ${table} add constraint no_bad check (external_market_id not like 'bad%')`);
    onTestFinished(async () => void (await database.db.raw(`alter table ${table} drop constraint no_bad`)));
  }

  it.each<[string, number, (index: number) => boolean]>([
    ['one in many', 100, index => index === 37],
    ['the first', 17, index => index === 0],
    ['the last', 17, index => index === 16],
    ['several', 50, index => index % 9 === 4],
    ['all', 5, () => true],
    ['the only one', 1, () => true],
  ])('is rejected alone, and the others are recorded: %s', async (_, count, isBad) => {
    await refuseBad();
    const sightings = batch(count, isBad);
    const result = await recordAll(sightings);
    const bad = sightings.filter((_, index) => isBad(index));
    expect(ids(result).sort()).toEqual(bad.map(sighting => sighting.externalMarketId).sort());
    expect(result.rejected.every(({ sighting }) => bad.includes(sighting))).toBe(true);
    for (const { error } of result.rejected) {
      expect(error).toMatchObject({ code: 'DATABASE', sqlState: '23514' });
      expect(error.message).toContain('no_bad');
    }
    expect(result.recorded).toBe(count - bad.length);
    expect(result.discovered).toHaveLength(count - bad.length);
    const counts = (await database.rows(UNMAPPED)).map(row => row.occurrence_count);
    expect(counts).toEqual(Array.from({ length: count - bad.length }, () => 1));
  });

  it('counts the others of a batch once, however often it was tried', async () => {
    await recordAll(batch(30, () => false));
    await refuseBad();
    const known = batch(30, () => false);
    const result = await recordAll([...known, newSighting({ externalMarketId: 'bad' }), ...known]);
    expect(result).toMatchObject({ recorded: 60, discovered: [], rejected: [{ error: { code: 'DATABASE' } }] });
    expect((await database.rows(UNMAPPED)).map(row => row.occurrence_count)).toEqual(known.map(() => 3));
  });

  it('is every sighting of that market, beside those that were no good to begin with', async () => {
    await refuseBad();
    const bad = newSighting({ externalMarketId: 'bad' });
    const result = await recordAll([bad, newSighting({ externalMarketId: '' }), newSighting(), bad]);
    expect(result.recorded).toBe(1);
    expect(result.rejected.map(({ error }) => error.code).sort()).toEqual(['DATABASE', 'DATABASE', 'VALIDATION']);
  });

  it('may be refused by a trigger, too', async () => {
    const [table, name] = [database.table(UNMAPPED), database.table('refuse_bad')];
    await database.db.raw(
      `create function ${name}() returns trigger language plpgsql as
       $$ begin if new.external_market_id = 'bad1' then raise exception 'not this one'; end if; return new; end $$`,
    );
    await database.db.raw(
      `create trigger refuse_bad before insert on ${table} for each row execute function ${name}()`,
    );
    onTestFinished(async () => void (await database.db.raw(`drop function ${name}() cascade`)));
    const result = await recordAll(batch(4, index => index < 2));
    expect(ids(result)).toEqual(['bad1']);
    expect(result.rejected[0]?.error).toMatchObject({ sqlState: 'P0001' });
    expect(result.recorded).toBe(3);
  });

  it('is thrown inside a transaction of the caller, which it has ended', async () => {
    await refuseBad();
    const error = await errorOf(
      database.db.transaction(trx =>
        recordUnmappedMarkets(
          trx,
          batch(3, index => index === 1),
          IN_SCHEMA,
        ),
      ),
    );
    expect(error).toMatchObject({ code: 'DATABASE', sqlState: '23514' });
    expect(await database.rows(UNMAPPED)).toEqual([]);
  });

  it('is thrown by recordUnmappedMarket', async () => {
    await refuseBad();
    expect(await errorOf(record({ externalMarketId: 'bad' }))).toMatchObject({ code: 'DATABASE', sqlState: '23514' });
  });
});

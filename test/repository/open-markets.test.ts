import { describe, expect, it } from 'vitest';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  getMapping,
  getUnmappedMarket,
  importMappings,
  mapUnmappedMarket,
  type NewMapping,
  type OutcomeMapping,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  type UnmappedSighting,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const create = (input: NewMapping) => createMapping(database.db, input, IN_SCHEMA);
const record = (fields: Partial<UnmappedSighting>) => recordUnmappedMarket(database.db, newSighting(fields), IN_SCHEMA);
const get = async (id: number) => {
  const market = await getUnmappedMarket(database.db, id, IN_SCHEMA);
  if (!market) throw new Error(`there is no market ${id}`);
  return market;
};

/** Outcomes that SportyBet calls by these names. */
const named = (...names: string[]): OutcomeMapping[] =>
  names.map((name, position) => ({
    canonicalId: name.toLowerCase(),
    betpawaName: null,
    sportybetDesc: name,
    bet9jaSuffix: null,
    position,
  }));
const sportybet = (...names: string[]) =>
  newMapping({ betpawaId: null, bet9jaKey: null, sportybetId: '60200', outcomeMapping: named(...names) });
const sampleOf = (...names: string[]) => names.map(desc => ({ desc }));
const names = (market: { missingOutcomes?: readonly { name: string }[] }) =>
  market.missingOutcomes?.map(({ name }) => name);

describe('a market that is met for the first time', () => {
  it('says that it is unknown, and keeps the line and the sport that decide whether a bound mapping knows it', async () => {
    const event = { sport: 'football', home: 'Arsenal', away: 'Chelsea' };
    const market = await record({ parameter: 'total=2.5', event });
    expect(market).toMatchObject({
      status: 'NEW',
      reason: 'UNKNOWN_MARKET',
      parameter: 'total=2.5',
      sport: 'football',
    });
    expect(market).not.toHaveProperty('missingOutcomes');
    expect(await record({ parameter: 'total=3.5' })).toMatchObject({ parameter: 'total=2.5' });
  });

  it('is counted with a parameter or sport that nobody can keep', async () => {
    expect(await record({ parameter: 'x'.repeat(256), event: { sport: 'quidditch' } })).not.toHaveProperty('parameter');
    expect(await record({ parameter: 'a\0b' })).not.toHaveProperty('parameter');
    expect(await record({ parameter: '\ud800' })).toMatchObject({ occurrenceCount: 3 });
  });

  it('is written as MAPPED where a mapping has its id by then, and is no discovery', async () => {
    await create(newMapping());
    await create(bet9jaMapping('S_OU'));
    const { discovered, recorded } = await recordUnmappedMarkets(
      database.db,
      [
        { source: 'betpawa', externalMarketId: '3795' },
        { source: 'bet9ja', externalMarketId: 'S_OU@2.5_O' },
        { source: 'bet9ja', externalMarketId: 'S_OUA@2.5_O' },
      ],
      IN_SCHEMA,
    );
    expect(recorded).toBe(3);
    expect(discovered.map(market => market.externalMarketId)).toEqual(['S_OUA@2.5_O']);
    expect(await database.statuses()).toEqual({ '3795': 'MAPPED', 'S_OU@2.5_O': 'MAPPED', 'S_OUA@2.5_O': 'NEW' });
  });
});

describe('a known market whose id a mapping has by now', () => {
  it.each(['NEW', 'ACKNOWLEDGED'] as const)('is closed by its next sighting where it is %s', async status => {
    await create(newMapping());
    const id = await database.logMarket({ source: 'sportybet', externalMarketId: '29', status });
    expect(await record({ externalMarketId: '29' })).toMatchObject({ id, status: 'MAPPED', occurrenceCount: 2 });
  });

  it('stays IGNORED where it is', async () => {
    await create(newMapping());
    await database.logMarket({ source: 'sportybet', externalMarketId: '29', status: 'IGNORED' });
    expect(await record({ externalMarketId: '29' })).toMatchObject({ status: 'IGNORED' });
  });

  it('stays open where it says which outcomes are missing: its id alone does not close it', async () => {
    await record({ sampleOutcomes: sampleOf('Home', 'Neither') });
    await create(sportybet('Home'));
    const market = await record({});
    expect(market).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_OUTCOMES' });
    expect(names(market)).toEqual(['Neither']);
  });
});

describe('a mapping that gets the id of an open market', () => {
  it('closes it where it knows every outcome of the sample', async () => {
    const { id } = await record({ sampleOutcomes: sampleOf('Home', 'Away') });
    await create(sportybet('home ', 'AWAY'));
    const market = await get(id);
    expect(market.status).toBe('MAPPED');
    expect(market).not.toHaveProperty('reason');
  });

  it('leaves it open where it does not, and the market says what is missing', async () => {
    const { id } = await record({ sampleOutcomes: sampleOf('Home', 'Away', 'Neither'), parameter: 'x=1' });
    await create(sportybet('Home'));
    const market = await get(id);
    expect(market).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_OUTCOMES' });
    expect(market.missingOutcomes).toEqual([
      { id: null, name: 'Away', parameter: 'x=1' },
      { id: null, name: 'Neither', parameter: 'x=1' },
    ]);
  });

  it('closes it with the change that adds the last outcome, never with an earlier one', async () => {
    const { id } = await record({ sampleOutcomes: sampleOf('Home', 'Away', 'Neither') });
    await create(sportybet('Home'));
    const update = (patch: object) => updateMapping(database.db, 'btts_ft', patch, IN_SCHEMA);
    for (const patch of [{ name: 'Renamed' }, { priority: 9 }, { outcomeMapping: named('Home', 'Away') }]) {
      await update(patch);
      expect((await get(id)).status).toBe('NEW');
    }
    await update({ outcomeMapping: named('Home', 'Away', 'Neither') });
    const market = await get(id);
    expect(market.status).toBe('MAPPED');
    expect(market).not.toHaveProperty('missingOutcomes');
  });

  it('closes it together with others that have the id', async () => {
    const { id } = await record({ sampleOutcomes: sampleOf('Home', 'Over') });
    await create(sportybet('Home'));
    expect((await get(id)).status).toBe('NEW');
    await create({ ...sportybet('Over'), canonicalId: 'second' });
    expect((await get(id)).status).toBe('MAPPED');
  });

  it.each([
    ['none', null],
    ['no list', { Home: 1.5 }],
    ['names of another shape', ['Home', { title: 'Away' }, null, 5]],
  ])('closes it by its id where its sample is %s', async (_, sampleOutcomes) => {
    const { id } = await record({ sampleOutcomes });
    await create(sportybet('Other'));
    expect((await get(id)).status).toBe('MAPPED');
  });

  it('reads names as `name`, `desc` and `label`, and ids where it has them', async () => {
    const { id } = await record({ sampleOutcomes: [{ name: 'Home' }, { label: 'Away' }, { id: 76, desc: 'Nobody' }] });
    const outcomeMapping = named('Home', 'Away', 'Neither').map(each =>
      each.canonicalId === 'neither' ? { ...each, ids: { sportybet: '76' } } : each,
    );
    await create({ ...sportybet(), outcomeMapping });
    expect((await get(id)).status).toBe('MAPPED');
  });

  it('reads the line in a name by the parameter that the market was seen with', async () => {
    const { id } = await record({ parameter: 'total=2.5', sampleOutcomes: sampleOf('Over 2.5', 'Under 2.5') });
    await create(sportybet('Over', 'Under'));
    expect((await get(id)).status).toBe('MAPPED');
  });

  it('leaves it open where the mapping answers for another sport or line', async () => {
    const sampleOutcomes = sampleOf('Home');
    const bound = await record({ parameter: 'minute=10', sampleOutcomes });
    const tennis = await record({ externalMarketId: '7', event: { sport: 'tennis' }, sampleOutcomes });
    await create({ ...sportybet('Home'), lineConventions: { sportybet: { where: 'minute=5' } } });
    await create({ ...sportybet('Home'), canonicalId: 'seven', sportybetId: '7', sport: 'football' });
    expect(await get(bound.id)).toMatchObject({ status: 'NEW', reason: 'BOUND_AWAY' });
    expect(await get(tennis.id)).toMatchObject({ status: 'NEW', reason: 'BOUND_AWAY' });
    await updateMapping(database.db, 'seven', { sport: null }, IN_SCHEMA);
    expect((await get(tennis.id)).status).toBe('MAPPED');
  });
});

describe('outcomes that were met unmatched', () => {
  const missing = (...of: string[]) => of.map(name => ({ id: null, name }));

  it('add up over sightings, each once, with the line and the teams that they were met with', async () => {
    const event = { sport: 'football', home: 'Arsenal', away: 'Chelsea' };
    const first = {
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: missing('Over 2.5'),
      parameter: 'total=2.5',
      event,
    } as const;
    await record(first);
    const market = await record({ ...first, missingOutcomes: missing('Over 2.5', 'Over 3.5'), parameter: 'total=3.5' });
    expect(market.missingOutcomes).toEqual([
      { id: null, name: 'Over 2.5', parameter: 'total=2.5', home: 'Arsenal', away: 'Chelsea' },
      { id: null, name: 'Over 3.5', parameter: 'total=3.5', home: 'Arsenal', away: 'Chelsea' },
    ]);
  });

  it('are fifty at the most', async () => {
    const of = (from: number) => missing(...Array.from({ length: 40 }, (_, at) => `No. ${from + at}`));
    await record({ reason: 'UNKNOWN_OUTCOMES', missingOutcomes: of(0) });
    const market = await record({ reason: 'UNKNOWN_OUTCOMES', missingOutcomes: of(40) });
    expect(names(market)).toEqual(Array.from({ length: 50 }, (_, at) => `No. ${at}`));
  });

  it('decide instead of the sample, and are forgotten when the market closes', async () => {
    await create(sportybet('Home'));
    const { id } = await record({
      sampleOutcomes: sampleOf('Never known'),
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: missing('Neither'),
    });
    expect(await get(id)).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_OUTCOMES' });
    await updateMapping(database.db, 'btts_ft', { outcomeMapping: named('Home', 'Neither') }, IN_SCHEMA);
    expect((await get(id)).status).toBe('MAPPED');
    const again = await record({ reason: 'UNKNOWN_OUTCOMES', missingOutcomes: missing('Both') });
    expect(again).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_OUTCOMES' });
    expect(names(again)).toEqual(['Both']);
  });

  it('are read with the teams that they were met with', async () => {
    await create(sportybet('Draw'));
    const { id } = await record({
      reason: 'UNKNOWN_OUTCOMES',
      missingOutcomes: missing('Arsenal & yes'),
      event: { home: 'Arsenal', away: 'Chelsea' },
    });
    await updateMapping(database.db, 'btts_ft', { outcomeMapping: named('Draw', 'Home & yes') }, IN_SCHEMA);
    expect((await get(id)).status).toBe('MAPPED');
  });
});

describe('an edit of the name', () => {
  it('looks at no market of the log, and is one statement', async () => {
    const { id } = await record({ externalMarketId: '29', sampleOutcomes: sampleOf('Neither') });
    await create(newMapping());
    // As an older release would leave it: open, and known by its id.
    await database.db.raw(
      `update ${database.table(UNMAPPED)} set reason = null, missing_outcomes = null, sample_outcomes = null`,
    );
    const statements = await database.statementsOf(async () => {
      await updateMapping(database.db, 'btts_ft', { name: 'GG/NG' }, IN_SCHEMA);
    });
    expect(statements).toHaveLength(1);
    expect(statements[0]).not.toContain(UNMAPPED);
    expect((await get(id)).status).toBe('NEW');
  });

  it('is one statement with fields that repeat what is there', async () => {
    await create(newMapping());
    const patch = { name: 'GG/NG', outcomeMapping: newMapping().outcomeMapping, betpawaId: '3795', priority: 0 };
    const statements = await database.statementsOf(() => updateMapping(database.db, 'btts_ft', patch, IN_SCHEMA));
    expect(statements).toHaveLength(1);
  });
});

describe('a change that has nothing around it', () => {
  it.each([
    [
      'createMapping',
      () => create(newMapping({ canonicalId: 'x', betpawaId: '1', sportybetId: '1', bet9jaKey: 'S_1' })),
    ],
    ['updateMapping', () => updateMapping(database.db, 'btts_ft', { sportybetId: '7' }, IN_SCHEMA)],
    ['deactivateMapping', () => deactivateMapping(database.db, 'btts_ft', IN_SCHEMA)],
  ])('is one statement: %s', async (_, change) => {
    await create(newMapping());
    await database.logMarket({ source: 'sportybet', externalMarketId: 'another' });
    expect(await database.statementsOf(change)).toHaveLength(1);
  });
});

describe('activateMapping and importMappings', () => {
  it.each(['activateMapping', 'importMappings'])('go by the outcomes as well: %s', async how => {
    await create(sportybet('Home'));
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    const known = await record({ sampleOutcomes: sampleOf('Home') });
    await create({ ...sportybet('Home'), canonicalId: 'other', sportybetId: '7', priority: 1 });
    await deactivateMapping(database.db, 'other', IN_SCHEMA);
    const unknown = await record({ externalMarketId: '7', sampleOutcomes: sampleOf('Home', 'Away') });
    const ids = ['btts_ft', 'other'];
    if (how === 'activateMapping') for (const id of ids) await activateMapping(database.db, id, IN_SCHEMA);
    else
      await importMappings(database.db, ids.map(canonicalId => ({ canonicalId, isActive: true })) as never, IN_SCHEMA);
    expect(await get(known.id)).toMatchObject({ status: 'MAPPED' });
    expect(await get(unknown.id)).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_OUTCOMES' });
  });
});

describe('mapUnmappedMarket', () => {
  it('keeps the market open while outcomes are missing, and closes it with those that are added', async () => {
    await create(newMapping({ sportybetId: null, outcomeMapping: [] }));
    const { id } = await record({ sampleOutcomes: sampleOf('Home', 'Away') });
    const map = (outcomes: OutcomeMapping[]) =>
      mapUnmappedMarket(database.db, id, { to: 'btts_ft', outcomes }, IN_SCHEMA);
    await map(named('Home'));
    expect((await getMapping(database.db, 'btts_ft', IN_SCHEMA))?.sportybetId).toBe('60200');
    expect(names(await get(id))).toEqual(['Away']);
    await map(named('Away'));
    expect((await get(id)).status).toBe('MAPPED');
    expect(await database.rows(AUDIT)).toHaveLength(3);
  });

  it('opens an IGNORED market whose outcomes the mapping does not know', async () => {
    const { id } = await record({ sampleOutcomes: sampleOf('Home', 'Away') });
    await updateUnmappedMarket(database.db, id, { status: 'IGNORED' }, IN_SCHEMA);
    await mapUnmappedMarket(database.db, id, { create: { ...sportybet('Home'), sportybetId: null } }, IN_SCHEMA);
    expect(await get(id)).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_OUTCOMES' });
  });

  it('goes by what is known where the mapping has the id already', async () => {
    await create(sportybet('Home'));
    const { id } = await record({ reason: 'UNKNOWN_OUTCOMES', missingOutcomes: [{ id: null, name: 'Away' }] });
    await mapUnmappedMarket(database.db, id, { to: 'btts_ft' }, IN_SCHEMA);
    expect((await get(id)).status).toBe('NEW');
  });
});

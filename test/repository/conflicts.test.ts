import { describe, expect, it } from 'vitest';
import {
  activateMapping,
  createMapping,
  type Db,
  deactivateMapping,
  importMappings,
  mapUnmappedMarket,
  type NewMapping,
  updateMapping,
} from '../../src/index.js';
import { newMapping, outcome } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const shared = { ...IN_SCHEMA, allowShared: true };

/** A mapping that has only the id 29 at SportyBet, as the one that is there. */
const rival = (fields: Partial<NewMapping> = {}) =>
  newMapping({ canonicalId: 'rival', betpawaId: null, bet9jaKey: null, ...fields });
const conflict = { canonicalId: 'rival', with: 'btts_ft', source: 'sportybet', externalMarketId: '29' };

/** Each way to give `rival` an id that `btts_ft` has: what makes it possible, and the call. */
const WAYS: readonly [
  name: string,
  prepare: () => Promise<unknown>,
  give: (db: Db, options: object) => Promise<unknown>,
][] = [
  ['createMapping', async () => {}, (db, options) => createMapping(db, rival(), options)],
  [
    'updateMapping of an id',
    () => createMapping(database.db, rival({ sportybetId: '7' }), IN_SCHEMA),
    (db, options) => updateMapping(db, 'rival', { sportybetId: '29' }, options),
  ],
  [
    'updateMapping of the outcomes',
    () =>
      createMapping(
        database.db,
        rival({ outcomeMapping: [outcome('maybe', 'M', 0)].map(each => ({ ...each, sportybetDesc: 'Maybe' })) }),
        IN_SCHEMA,
      ),
    (db, options) => updateMapping(db, 'rival', { outcomeMapping: newMapping().outcomeMapping }, options),
  ],
  [
    'updateMapping of the priority',
    () => createMapping(database.db, rival({ priority: 3 }), IN_SCHEMA),
    (db, options) => updateMapping(db, 'rival', { priority: 0 }, options),
  ],
  [
    'updateMapping of the sport',
    async () => {
      await updateMapping(database.db, 'btts_ft', { sport: 'football' }, IN_SCHEMA);
      await createMapping(database.db, rival({ sport: 'tennis' }), IN_SCHEMA);
    },
    (db, options) => updateMapping(db, 'rival', { sport: null }, options),
  ],
  [
    'activateMapping',
    async () => {
      await createMapping(database.db, rival(), shared);
      await deactivateMapping(database.db, 'rival', IN_SCHEMA);
    },
    (db, options) => activateMapping(db, 'rival', options),
  ],
  [
    'mapUnmappedMarket',
    () => database.logMarket({ source: 'sportybet', externalMarketId: '29' }),
    (db, options) => mapUnmappedMarket(db, 1, { create: rival({ sportybetId: null }) }, options),
  ],
  ['importMappings', async () => {}, (db, options) => importMappings(db, [rival()], options)],
];

describe.each(WAYS)('%s', (_, prepare, give) => {
  it('refuses an id that another active mapping has on equal terms, names both, and writes nothing', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await prepare();
    const before = await database.contents();
    const error = await errorOf(give(database.db, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'MAPPING_CONFLICT', conflicts: [conflict] });
    expect(error.message).toContain('rival and btts_ft (sportybet 29)');
    expect(error.message).toContain('allowShared');
    expect(await database.contents()).toEqual(before);
  });

  it('refuses it in a transaction of the caller, which goes on', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await prepare();
    await database.db.transaction(async trx => {
      expect((await errorOf(give(trx, IN_SCHEMA))).code).toBe('MAPPING_CONFLICT');
      await updateMapping(trx, 'btts_ft', { name: 'GG/NG' }, IN_SCHEMA);
    });
  });

  it('gives it where that is allowed', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await prepare();
    await give(database.db, shared);
  });
});

describe('a mapping of the same id is no rival', () => {
  it.each<[string, Partial<NewMapping>]>([
    ['with another priority', { priority: 1 }],
    ['of another sport', { sport: 'tennis' }],
    ['bound to another line', { lineConventions: { sportybet: { where: 'minute=10' } } }],
    ['with outcomes of its own', { outcomeMapping: [{ ...outcome('maybe', 'M', 0), sportybetDesc: 'Maybe' }] }],
  ])('%s', async (_, fields) => {
    const bound = { sport: 'football', lineConventions: { sportybet: { where: 'minute=5' } } };
    await createMapping(database.db, newMapping(bound), IN_SCHEMA);
    await createMapping(database.db, rival({ ...bound, ...fields }), IN_SCHEMA);
  });

  it('that is inactive', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await createMapping(database.db, rival(), IN_SCHEMA);
  });
});

it('the id that both have may be an outcome id: names apart, one id, one claim', async () => {
  const withId = (name: string) => [{ ...outcome('yes', 'Y', 0), sportybetDesc: name, ids: { sportybet: '74' } }];
  await createMapping(database.db, newMapping({ outcomeMapping: withId('Yes') }), IN_SCHEMA);
  const error = await errorOf(createMapping(database.db, rival({ outcomeMapping: withId('Ja') }), IN_SCHEMA));
  expect(error).toMatchObject({ code: 'MAPPING_CONFLICT', conflicts: [conflict] });
});

it('what was allowed once is not refused again by an edit of something else', async () => {
  await createMapping(database.db, newMapping(), IN_SCHEMA);
  await createMapping(database.db, rival(), shared);
  const [yes] = newMapping().outcomeMapping;
  if (!yes) throw new Error('the builder makes outcomes');
  await updateMapping(database.db, 'rival', { outcomeMapping: [yes] }, IN_SCHEMA);
  const error = await errorOf(updateMapping(database.db, 'rival', { betpawaId: '3795' }, IN_SCHEMA));
  expect(error).toMatchObject({ conflicts: [{ ...conflict, source: 'betpawa', externalMarketId: '3795' }] });
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import createKnex from 'knex';
import { describe, expect, it } from 'vitest';
import {
  activateMapping,
  createMapping,
  type Db,
  deactivateMapping,
  deleteMapping,
  getMapping,
  getStats,
  getUnmappedMarket,
  isMarketMappingError,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  mapUnmappedMarket,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  type UnmappedSighting,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { newMapping, newSighting, outcome } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase({ emptied: false });

/** Every function, called as a service would, on a knex and with options of the test's choice. */
const CALLS: Readonly<Record<string, (db: Db, options: object) => Promise<unknown>>> = {
  createMapping: (db, options) => createMapping(db, newMapping(), options),
  getMapping: (db, options) => getMapping(db, 'btts_ft', options),
  listMappings: (db, options) => listMappings(db, {}, options),
  updateMapping: (db, options) => updateMapping(db, 'btts_ft', { name: 'x' }, options),
  activateMapping: (db, options) => activateMapping(db, 'btts_ft', options),
  deactivateMapping: (db, options) => deactivateMapping(db, 'btts_ft', options),
  deleteMapping: (db, options) => deleteMapping(db, 'btts_ft', options),
  resolveMapping: (db, options) => resolveMapping(db, { source: 'betpawa', externalMarketId: '1' }, options),
  listAuditLog: (db, options) => listAuditLog(db, {}, options),
  recordUnmappedMarket: (db, options) => recordUnmappedMarket(db, newSighting(), options),
  recordUnmappedMarkets: (db, options) => recordUnmappedMarkets(db, [newSighting()], options),
  getUnmappedMarket: (db, options) => getUnmappedMarket(db, 1, options),
  listUnmappedMarkets: (db, options) => listUnmappedMarkets(db, {}, options),
  updateUnmappedMarket: (db, options) => updateUnmappedMarket(db, 1, { notes: 'x' }, options),
  mapUnmappedMarket: (db, options) => mapUnmappedMarket(db, 1, { create: newMapping() }, options),
  getStats: (db, options) => getStats(db, options),
};
const NAMES = Object.keys(CALLS);
const call = (name: string, db: Db, options: object) => CALLS[name]?.(db, options) ?? expect.fail(`no ${name}`);

/** Refused by a ValidationError that names the field, before anything is sent to the database. */
async function expectRefusal(work: () => Promise<unknown>, field: string): Promise<void> {
  const statements = await database.statementsOf(async () => {
    const error = await errorOf(work());
    expect(error).toMatchObject({ name: 'ValidationError', code: 'VALIDATION', field });
    expect(error.issues).toEqual(expect.arrayContaining([{ field, message: expect.any(String) }]));
    expect(error.message).toContain(field);
  });
  expect(statements).toEqual([]);
}

const circular: { self?: unknown } = {};
circular.self = circular;

/** What no text column takes. */
const BAD_TEXTS: readonly [string, unknown][] = [
  ['a NUL character', 'a\0b'],
  ['the first half of a surrogate pair', 'a\ud83d'],
  ['the second half of a surrogate pair', '\ude00b'],
  ['a number', 5],
  ['a bigint', 5n],
  ['an object', {}],
  ['an array', ['a']],
  ['a String object', new String('a')],
];
/** What no id takes. */
const BAD_IDS: readonly [string, unknown][] = [
  ...BAD_TEXTS,
  ['101 characters', 'x'.repeat(101)],
  ['101 characters beyond the basic plane', '😀'.repeat(101)],
  ['nothing', ''],
  ['blanks', ' \t'],
];
const MISSING: readonly [string, unknown][] = [
  ['null', null],
  ['undefined', undefined],
];
/** What jsonb does not take. */
const BAD_JSON: readonly [string, unknown, path: string][] = [
  ['a function', () => 1, ''],
  ['a symbol', Symbol('x'), ''],
  ['a bigint', 1n, ''],
  ['NaN', Number.NaN, ''],
  ['an infinite number', Number.NEGATIVE_INFINITY, ''],
  ['a Date', new Date(0), ''],
  ['an invalid Date', new Date(Number.NaN), ''],
  ['a Map', new Map(), ''],
  ['a Buffer', Buffer.from('x'), ''],
  ['a RegExp', /x/, ''],
  ['a NUL character', '\0', ''],
  ['half of a surrogate pair', '\ud83d', ''],
  ['a bigint far inside', { a: [{ b: 1n }] }, '.a[0].b'],
  ['a NUL character in a value', [{ desc: 'a\0' }], '[0].desc'],
  ['half of a surrogate pair in a value', [{ desc: 'x\udfff' }], '[0].desc'],
  ['undefined in an array', [1, undefined], '[1]'],
];

describe.each(NAMES)('%s', name => {
  it.each([
    ['text behind it', 'public; drop table x'],
    ['a blank', 'a b'],
    ['nothing', ''],
    ['the prefix of the system', 'pg_x'],
    ['the prefix of the system in capitals', 'PG_catalog'],
    ['64 characters', 'x'.repeat(64)],
    ['a quote', 'a"b'],
    ['a digit to begin with', '1a'],
    ['a letter beyond ASCII', 'é'],
    ['a line feed at its end', 'public\n'],
    ['null', null],
    ['a number', 5],
    ['an array', ['public']],
  ])('refuses a schema name with %s', async (_, schema) => {
    await expectRefusal(() => call(name, database.db, { schema }), 'schema');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a plain object', {}],
    ['a connection string', 'postgres://localhost/x'],
    ['a function', () => ({})],
    ['a knex for another database', createKnex({ client: 'mysql2' })],
  ])('refuses %s instead of a knex on Postgres', async (_, db) => {
    await expectRefusal(() => call(name, db as Db, IN_SCHEMA), 'db');
  });
});

describe.each([
  'createMapping',
  'updateMapping',
  'activateMapping',
  'deactivateMapping',
  'deleteMapping',
  'mapUnmappedMarket',
])('%s', name => {
  it.each([...BAD_TEXTS, ['101 characters', 'x'.repeat(101)] as const, ['nothing', ''] as const])(
    'refuses an actor that is %s',
    async (_, actor) => {
      await expectRefusal(() => call(name, database.db, { ...IN_SCHEMA, actor }), 'actor');
    },
  );

  it.each(BAD_TEXTS)('refuses a reason that is %s', async (_, reason) => {
    await expectRefusal(() => call(name, database.db, { ...IN_SCHEMA, reason }), 'reason');
  });
});

describe.each<[string, (id: never) => Promise<unknown>]>([
  ['getMapping', id => getMapping(database.db, id, IN_SCHEMA)],
  ['updateMapping', id => updateMapping(database.db, id, { name: 'x' }, IN_SCHEMA)],
  ['activateMapping', id => activateMapping(database.db, id, IN_SCHEMA)],
  ['deactivateMapping', id => deactivateMapping(database.db, id, IN_SCHEMA)],
  ['deleteMapping', id => deleteMapping(database.db, id, IN_SCHEMA)],
  ['createMapping', id => createMapping(database.db, newMapping({ canonicalId: id }), IN_SCHEMA)],
])('%s', (_, withId) => {
  it.each([...BAD_IDS, ...MISSING])('refuses a canonical id that is %s', async (_, id) => {
    await expectRefusal(() => withId(id as never), 'canonicalId');
  });
});

describe('mapUnmappedMarket', () => {
  it.each([...BAD_IDS, ...MISSING])('refuses a canonical id that is %s', async (_, id) => {
    await expectRefusal(() => mapUnmappedMarket(database.db, 1, { to: id as never }, IN_SCHEMA), 'to');
  });
});

describe.each<[string, (id: never) => Promise<unknown>]>([
  ['getUnmappedMarket', id => getUnmappedMarket(database.db, id, IN_SCHEMA)],
  ['updateUnmappedMarket', id => updateUnmappedMarket(database.db, id, { notes: 'x' }, IN_SCHEMA)],
  ['mapUnmappedMarket', id => mapUnmappedMarket(database.db, id, { create: newMapping() }, IN_SCHEMA)],
])('%s', (_, withId) => {
  it.each([0, -1, 1.5, 2147483648, Number.NaN, '1', 1n, {}, null, undefined])('refuses the id %s', async id => {
    await expectRefusal(() => withId(id as never), 'id');
  });
});

describe('createMapping', () => {
  const create = (fields: object) => createMapping(database.db, { ...newMapping(), ...fields }, IN_SCHEMA);

  it.each([...BAD_TEXTS, ...MISSING, ['256 characters', 'x'.repeat(256)] as const])(
    'refuses a name that is %s',
    async (_, name) => expectRefusal(() => create({ name }), 'name'),
  );

  it.each(['betpawaId', 'sportybetId', 'bet9jaKey'])(
    'refuses a %s that is no text of 1 to 50 characters',
    async field => {
      for (const [, value] of BAD_IDS) await expectRefusal(() => create({ [field]: value }), field);
      await expectRefusal(() => create({ [field]: 'x'.repeat(51) }), field);
    },
  );

  it.each([1.5, 2147483648, -2147483648, Number.NaN, '1', 1n, null])('refuses the priority %s', async priority => {
    await expectRefusal(() => create({ priority }), 'priority');
  });

  it.each<[string, unknown, field: string]>([
    ['no array', {}, 'outcomeMapping'],
    ['null', null, 'outcomeMapping'],
    ['missing', undefined, 'outcomeMapping'],
    ['more than 1,000', Array.from({ length: 1001 }, (_, at) => outcome(`o${at}`, 'x', at)), 'outcomeMapping'],
    ['no objects', ['yes'], 'outcomeMapping[0]'],
    ['named twice', [outcome('yes', 'Y', 0), outcome('yes', 'N', 1)], 'outcomeMapping[1].canonicalId'],
    ['of an unknown field', [{ ...outcome('yes', 'Y', 0), odds: 2 }], 'outcomeMapping[0].odds'],
    ['of a negative position', [outcome('yes', 'Y', -1)], 'outcomeMapping[0].position'],
    ['of no position', [{ ...outcome('yes', 'Y', 0), position: undefined }], 'outcomeMapping[0].position'],
    ['of a bad suffix', [outcome('yes', '\ud83d', 0)], 'outcomeMapping[0].bet9jaSuffix'],
    [
      'of a bad name',
      [outcome('a', 'Y', 0), { ...outcome('b', 'Y', 0), betpawaName: '\0' }],
      'outcomeMapping[1].betpawaName',
    ],
    ['of a numeric id', [{ ...outcome('yes', 'Y', 0), ids: { sportybet: 74 } }], 'outcomeMapping[0].ids.sportybet'],
    ['of a long id', [outcome('x'.repeat(101), 'Y', 0)], 'outcomeMapping[0].canonicalId'],
  ])('refuses outcomes that are %s', async (_, outcomeMapping, field) => {
    await expectRefusal(() => create({ outcomeMapping }), field);
  });

  it('refuses fields that are not its own', async () => {
    for (const field of ['id', 'isActive', 'createdBy', 'canonical_id']) {
      await expectRefusal(() => create({ [field]: 1 }), field);
    }
  });

  it.each([...MISSING, ['a string', 'btts'] as const, ['an array', []] as const])('refuses %s', async (_, input) => {
    await expectRefusal(() => createMapping(database.db, input as never, IN_SCHEMA), 'input');
  });

  it('names every field at fault at once', async () => {
    const error = await errorOf(create({ name: '', betpawaId: 5, outcomeMapping: [{}] }));
    const fields = (error.issues as { field: string }[]).map(issue => issue.field);
    expect(fields).toEqual(expect.arrayContaining(['name', 'betpawaId', 'outcomeMapping[0].canonicalId']));
  });
});

describe('updateMapping', () => {
  const update = (patch: unknown, options = {}) =>
    updateMapping(database.db, 'btts_ft', patch as never, { ...IN_SCHEMA, ...options });

  it.each([
    ['name', ''],
    ['name', null],
    ['name', 'a\0'],
    ['betpawaId', 'x'.repeat(51)],
    ['sportybetId', 29],
    ['bet9jaKey', '\ud83d'],
    ['outcomeMapping', null],
    ['priority', 1.5],
    ['canonicalId', 'other'],
    ['colour', 'red'],
  ])('refuses a patch whose %s is %j', async (field, value) => {
    await expectRefusal(() => update({ [field]: value }), field);
  });

  it.each([...MISSING, ['a string', 'x'] as const])('refuses %s instead of a patch', async (_, patch) => {
    await expectRefusal(() => update(patch), 'patch');
  });

  it.each([new Date(Number.NaN), new Date(-1), new Date(Date.UTC(10000, 0)), '2026-05-06', 5, null])(
    'refuses %s as expectedUpdatedAt',
    async expectedUpdatedAt => {
      await expectRefusal(() => update({ name: 'x' }, { expectedUpdatedAt }), 'expectedUpdatedAt');
    },
  );
});

describe('resolveMapping', () => {
  const resolve = (market: unknown) => resolveMapping(database.db, market as never, IN_SCHEMA);

  it.each([...BAD_IDS, ...MISSING].filter(([what]) => !what.startsWith('101')))(
    'refuses an external id that is %s',
    async (_, externalMarketId) => {
      await expectRefusal(() => resolve({ source: 'bet9ja', externalMarketId }), 'externalMarketId');
    },
  );

  it.each(['Bet 365', 'BETPAWA', '', 5, null, undefined, 'toString', '__proto__', 'null', 'a'.repeat(21)])(
    'refuses the source %s',
    async source => {
      await expectRefusal(() => resolve({ source, externalMarketId: '1' }), 'source');
    },
  );

  it('refuses null', async () => expectRefusal(() => resolve(null), 'market'));
});

describe('recordUnmappedMarket', () => {
  const record = (fields: object) => recordUnmappedMarket(database.db, { ...newSighting(), ...fields }, IN_SCHEMA);

  it.each([...BAD_IDS, ...MISSING].filter(([what]) => !what.startsWith('101')))(
    'refuses an external id that is %s',
    async (_, externalMarketId) => {
      await expectRefusal(() => record({ externalMarketId }), 'externalMarketId');
    },
  );

  it.each(['Bet 365', 'Betpawa', '', 5, null, undefined, 'toString', 'null'])('refuses the source %s', async source => {
    await expectRefusal(() => record({ source }), 'source');
  });

  it.each(BAD_TEXTS)('takes the market without its name where that is %s, or cleans it', async (_, marketName) => {
    expect((await record({ externalMarketId: 'hints', marketName })).externalMarketId).toBe('hints');
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', 1n, null])(
    'refuses %s occurrences',
    async occurrences => expectRefusal(() => record({ occurrences }), 'occurrences'),
  );

  it.each([new Date(Number.NaN), new Date(-1), new Date(Date.UTC(10000, 0)), '2026-05-06T11:00:00Z', 5, null])(
    'takes it as seen now where it was seen at %s',
    async seenAt => {
      const { lastSeenAt } = await record({ externalMarketId: `seen at ${seenAt}`, seenAt });
      expect(Math.abs(lastSeenAt.getTime() - Date.now())).toBeLessThan(60_000);
    },
  );

  it.each(BAD_JSON)('takes the market and what there is of a sample with %s', async (_, sampleOutcomes) => {
    expect((await record({ externalMarketId: 'hints', sampleOutcomes })).externalMarketId).toBe('hints');
  });

  it.each(['a\0', '\ud83d', 'a\udfffb'])('takes a sample with the key %j', async key => {
    const { sampleOutcomes } = await record({
      externalMarketId: `key ${key.length}${key.codePointAt(0)}`,
      sampleOutcomes: [{ [key]: 1 }],
    });
    expect(sampleOutcomes).toEqual([{ [key.replace('\0', '').toWellFormed()]: 1 }]);
  });

  it('takes a market whose sample contains itself', async () => {
    expect((await record({ externalMarketId: 'circular', sampleOutcomes: [circular] })).externalMarketId).toBe(
      'circular',
    );
  });

  it('takes an external id of 100 characters, however many units of UTF-16 they have', async () => {
    const externalMarketId = '😀'.repeat(100);
    expect(await record({ externalMarketId })).toMatchObject({ externalMarketId });
  });

  it.each([...MISSING, ['a string', 'x'] as const])('refuses %s', async (_, sighting) => {
    await expectRefusal(() => recordUnmappedMarket(database.db, sighting as never, IN_SCHEMA), 'sighting');
  });
});

describe('recordUnmappedMarkets', () => {
  it.each([null, undefined, {}, 'x', new Set([newSighting()])])('refuses %s instead of an array', async sightings => {
    await expectRefusal(() => recordUnmappedMarkets(database.db, sightings as never, IN_SCHEMA), 'sightings');
  });
});

describe('updateUnmappedMarket', () => {
  it.each([
    ['status', 'new'],
    ['status', null],
    ['notes', 5],
    ['notes', 'a\0'],
    ['notes', '\ud83d'],
    ['marketName', 'x'],
  ])('refuses a patch whose %s is %j', async (field, value) => {
    await expectRefusal(() => updateUnmappedMarket(database.db, 1, { [field]: value }, IN_SCHEMA), field);
  });

  it('refuses null instead of a patch', async () => {
    await expectRefusal(() => updateUnmappedMarket(database.db, 1, null as never, IN_SCHEMA), 'patch');
  });
});

describe('the filters', () => {
  it.each<[string, (filter: never) => Promise<unknown>, [field: string, value: unknown][]]>([
    [
      'listMappings',
      filter => listMappings(database.db, filter, IN_SCHEMA),
      [
        ['source', 'Bet 365'],
        ['isActive', 'true'],
        ['search', 'a\0'],
        ['search', '\ud83d'],
        ['search', 'x'.repeat(256)],
      ],
    ],
    [
      'listAuditLog',
      filter => listAuditLog(database.db, filter, IN_SCHEMA),
      [
        ['canonicalId', 'x'.repeat(101)],
        ['mappingId', 0],
        ['action', 'create'],
        ['from', new Date(Number.NaN)],
        ['to', '2026-05-06'],
      ],
    ],
    [
      'listUnmappedMarkets',
      filter => listUnmappedMarkets(database.db, filter, IN_SCHEMA),
      [
        ['source', null],
        ['status', 'OPEN'],
        ['minOccurrences', 2147483648],
        ['search', 5],
        ['sortBy', 'id'],
        ['order', 'up'],
      ],
    ],
  ])('of %s are checked', async (_, list, wrong) => {
    for (const [field, value] of wrong) await expectRefusal(() => list({ [field]: value } as never), field);
    await expectRefusal(() => list(null as never), 'filter');
    await expectRefusal(() => list('x' as never), 'filter');
  });
});

describe('whatever it is given', () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  });
  const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud83d', 'x'.repeat(300)));
  const either = (usual: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: usual, weight: 4 }, texts, anything);
  const sourceId = either(fc.constantFrom('1', 'S_OU', null, undefined));
  const outcomeMapping = either(
    fc.array(
      either(
        fc.record({
          canonicalId: either(fc.string({ minLength: 1 })),
          betpawaName: either(fc.constant(null)),
          sportybetDesc: either(fc.constant('Home')),
          bet9jaSuffix: either(fc.constant('1')),
          position: either(fc.nat()),
        }),
      ),
      { maxLength: 3 },
    ),
  );
  const fields = {
    name: either(fc.constant('Name')),
    betpawaId: sourceId,
    sportybetId: sourceId,
    bet9jaKey: sourceId,
    outcomeMapping,
    priority: either(fc.integer()),
  };
  const changes = fc.record({ actor: either(fc.constant('ada')), reason: texts }, { requiredKeys: [] });

  /** True where it succeeded; false where it was refused; anything else fails the test. */
  async function succeeds(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      if (isMarketMappingError(error) && error.code === 'VALIDATION') return false;
      throw error;
    }
  }

  /** The property held, and neither because everything was refused nor because everything went through. */
  async function holdsBothWays(property: (seen: { count(succeeded: boolean): void }) => fc.IAsyncProperty<unknown>) {
    const seen = { succeeded: 0, refused: 0, count: (ok: boolean) => void (ok ? seen.succeeded++ : seen.refused++) };
    await fc.assert(property(seen), { numRuns: 300 });
    expect(seen.succeeded).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  }

  it('createMapping succeeds or throws a ValidationError', async () => {
    const input = fc.oneof(
      { arbitrary: fc.record(fields, { requiredKeys: ['name', 'outcomeMapping'] }), weight: 9 },
      anything,
    );
    await holdsBothWays(seen =>
      fc.asyncProperty(input, changes, async (given, options) => {
        const whole = typeof given === 'object' && given !== null ? { canonicalId: randomUUID(), ...given } : given;
        const created = createMapping(
          database.db,
          whole as never,
          {
            ...IN_SCHEMA,
            allowShared: true,
            ...options,
          } as object,
        );
        seen.count(await succeeds(created));
      }),
    );
  });

  it('updateMapping succeeds or throws a ValidationError', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    const patch = fc.oneof({ arbitrary: fc.record(fields, { requiredKeys: [] }), weight: 9 }, anything);
    await holdsBothWays(seen =>
      fc.asyncProperty(patch, changes, async (given, options) => {
        const shared = { ...IN_SCHEMA, allowShared: true, ...options } as object;
        const updated = updateMapping(database.db, 'btts_ft', given as never, shared);
        seen.count(await succeeds(updated));
      }),
    );
  });

  const sighting = fc.oneof(
    {
      arbitrary: fc.record(
        {
          source: either(fc.constantFrom('betpawa', 'sportybet', 'bet9ja')),
          externalMarketId: either(fc.constantFrom('1', '2', '3')),
          marketName: either(fc.constant('Name')),
          sampleOutcomes: fc.oneof(fc.jsonValue(), anything),
          occurrences: either(fc.integer({ min: 1 })),
          seenAt: either(fc.date()),
        },
        { requiredKeys: ['source', 'externalMarketId'] },
      ),
      weight: 9,
    },
    anything,
  );

  it('recordUnmappedMarket succeeds or throws a ValidationError', async () => {
    await holdsBothWays(seen =>
      fc.asyncProperty(sighting, async given => {
        seen.count(await succeeds(recordUnmappedMarket(database.db, given as never, IN_SCHEMA)));
      }),
    );
  });

  it('recordUnmappedMarkets records each sighting or rejects it by a ValidationError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sighting, { maxLength: 8 }), async sightings => {
        const given = sightings as UnmappedSighting[];
        const { recorded, rejected } = await recordUnmappedMarkets(database.db, given, IN_SCHEMA);
        expect(recorded + rejected.length).toBe(given.length);
        expect(rejected.map(({ error }) => error.code)).toEqual(rejected.map(() => 'VALIDATION'));
      }),
      { numRuns: 150 },
    );
  });
});

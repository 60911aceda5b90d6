import { inspect } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import * as catalogue from '../../src/catalogue.js';
import * as embedded from '../../src/embedded.js';
import * as library from '../../src/index.js';
import * as page from '../../src/page.js';
import * as schemas from '../../src/schemas.js';
import * as testing from '../../src/testing.js';
import { newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { openMapper } from '../support/mappers.js';
import { SuiteDatabase } from '../support/repository-suite.js';
import { emptyTables } from './empty-tables.js';
import { hostile, mutated, mutatedText, ThrownByValue } from './hostile-values.js';
import { reportFault } from './report-fault.js';
import { SEED } from './seeded.js';
import {
  ASKING,
  event,
  finding,
  lintable,
  mapping,
  market,
  payloadOf,
  payloads,
  storedMarket,
} from './valid-arguments.js';

/** Cases in all. They are shared out among the functions, fewer to those that ask the database. */
const CASES = Number(process.env.HOSTILE_CASES ?? 800);
/** Far more than any of them needs; what takes longer is not bounded by its input. */
const BOUND_MS = 30_000;

const priced = {
  source: 'sportybet',
  resolution: {
    status: 'mapped',
    mapping: { ...mapping, id: 1, isActive: true, origin: 'database', priority: 0 },
    parameter: 'total=2.5',
    line: { kind: 'total', value: 2.5, label: '2.5' },
    outcomes: [{ canonicalId: 'yes', odds: 1.7, active: true, matchedBy: 'id' }],
    unmatched: [],
  },
};
const [suggestion] = library.suggestMappings(market ?? library.toScrapedMarket(storedMarket()), [
  newMapping({ sportybetId: null }),
]);
const dismissal = { ...finding, id: 1, reason: 'is right', createdAt: new Date(0), createdBy: 'ada' };
const pool = new pg.Pool();
afterAll(() => pool.end());

type Call = (...args: never[]) => unknown;
interface Case {
  readonly call: Call;
  /** What it could be given in earnest. */
  readonly valid: readonly unknown[];
  /** Arguments that stay as they are, because another one would have an effect outside the database under test. */
  readonly isFixed?: readonly number[];
}

/** Readers of payloads are also given every payload with some of its bytes changed. */
const READERS: Readonly<Record<string, string>> = {
  parseBet9jaEvent: 'bet9ja',
  parseBetikaEvent: 'betika',
  parseBetpawaEvent: 'betpawa',
  parseBetwayEvent: 'betway',
  parseMsportEvent: 'msport',
  parseSportpesaEvent: 'sportpesa',
  parseSportybetEvent: 'sportybet',
};

/** Functions that ask no database. */
const PURE: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    Object.entries(READERS).map(([name, source]) => [
      name,
      { call: Reflect.get(library, name) as Call, valid: [payloadOf(source)] },
    ]),
  ),
  comparePrices: { call: library.comparePrices, valid: [[priced, { ...priced, source: 'bet9ja' }]] },
  createPage: { call: page.createPage, valid: [pool, { title: 'Markets' }], isFixed: [0] },
  createMigrationSource: { call: library.createMigrationSource, valid: [{ schema: 'public' }] },
  defineSource: {
    call: library.defineSource,
    valid: [{ id: 'mybook', label: 'My book', parameter: 'bare', feed: 'uof', parseEvent: () => null }],
  },
  findPriceFaults: { call: library.findPriceFaults, valid: [[priced, { ...priced, source: 'bet9ja' }]] },
  findSource: { call: library.findSource, valid: ['sportybet'] },
  formatMappings: { call: library.formatMappings, valid: [[mapping], 'json'] },
  fromClient: { call: library.fromClient, valid: [pool, {}], isFixed: [0] },
  fromQueryable: { call: library.fromQueryable, valid: [async () => [], {}] },
  fromPool: { call: library.fromPool, valid: [pool, {}], isFixed: [0] },
  grantStatements: {
    call: library.grantStatements,
    valid: [{ migrator: 'a', editor: 'b', scraper: 'c', reader: 'd', schema: 'x' }],
  },
  isDismissed: { call: library.isDismissed, valid: [finding, [dismissal]] },
  isMarketMappingError: { call: library.isMarketMappingError, valid: [new Error('x')] },
  learnOutcomeIds: { call: library.learnOutcomeIds, valid: [mapping, event.markets, {}] },
  learnSourceIds: {
    call: library.learnSourceIds,
    valid: [[mapping], event.markets, { source: 'msport', like: 'sportybet' }],
  },
  lintMappings: {
    call: library.lintMappings,
    valid: [
      lintable,
      { markets: [market], unmapped: [storedMarket()], now: new Date(0), events: [event] },
      { rules: ['canonical-id-form'] },
    ],
  },
  matchesGlob: { call: library.matchesGlob, valid: ['a*b*', 'aXb'] },
  measureCoverage: { call: library.measureCoverage, valid: [[event], { resolveEvent: () => [] }] },
  parseBet9jaKey: { call: library.parseBet9jaKey, valid: ['S_OU@2.5_O'] },
  parseEvent: { call: library.parseEvent, valid: [payloadOf('betika'), 'betika', {}] },
  parseEvents: { call: library.parseEvents, valid: [payloadOf('sportpesa'), 'sportpesa', {}] },
  parseMappings: { call: library.parseMappings, valid: [JSON.stringify([mapping]), 'json'] },
  parseSpecifier: { call: library.parseSpecifier, valid: ['total=2.5|from=1'] },
  participantKey: { call: library.participantKey, valid: ['Digne, Lucas (France)'] },
  suggestMappings: {
    call: library.suggestMappings,
    valid: [
      market,
      [mapping, newMapping({ canonicalId: 'second', sportybetId: null })],
      { limit: 3, sameEvent: [priced] },
    ],
  },
  targetOfSuggestion: { call: library.targetOfSuggestion, valid: [market, suggestion] },
  toNodeHandler: { call: page.toNodeHandler, valid: [async () => new Response('ok')] },
  toScrapedMarket: { call: library.toScrapedMarket, valid: [storedMarket()] },
  // They open a file or start an engine where their options are right, so they are given wrong ones only.
  openEmbedded: { call: embedded.openEmbedded, valid: [{ unexpected: 1 }] },
  createTestDatabase: { call: testing.createTestDatabase, valid: [{ unexpected: 1 }] },
  ...Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { call: ((value: unknown) => schema.safeParse(value)) as Call, valid: [mapping] },
    ]),
  ),
};
/** What starts something where it is given the right options, and so is given only wrong ones. */
const WRONG_ONLY: Readonly<Record<string, fc.Arbitrary<unknown[]>>> = {
  openEmbedded: fc.tuple(fc.record({ unexpected: hostile })),
  createTestDatabase: fc.tuple(fc.record({ unexpected: hostile })),
  // It takes an engine that is open, whatever that is asked later.
  knexOn: fc.constant([]),
};

/** The methods of a mapper. */
const METHODS: Readonly<Record<string, readonly unknown[]>> = {
  resolve: ['sportybet', '29'],
  resolveMarket: [market],
  resolveMarkets: [market],
  resolveEvent: [event],
  recordUnmapped: [market, { status: 'unmapped', reason: 'UNKNOWN_MARKET' }],
};
/** Methods that take nothing, or a handler. */
const WITHOUT_INPUT = ['constructor', 'start', 'health', 'flush', 'refresh', 'stats', 'on', 'off', 'close'];

function argumentsFor(valid: readonly unknown[], isFixed: readonly number[] = []): fc.Arbitrary<unknown[]> {
  const each = valid.map((argument, at) =>
    isFixed.includes(at)
      ? fc.constant(argument)
      : fc.oneof(
          { arbitrary: mutated(argument), weight: 6 },
          { arbitrary: fc.constant(argument), weight: 3 },
          { arbitrary: hostile, weight: 1 },
        ),
  );
  return fc.tuple(...each);
}

let tried = 0;

/** Answers, or throws an error of the library that is no error of the database. */
async function expectAnswerOrTypedError(name: string, call: () => unknown): Promise<void> {
  const start = performance.now();
  try {
    await call();
  } catch (error) {
    if (error instanceof ThrownByValue) return void tried++;
    if (!library.isMarketMappingError(error)) throw new Error(`${name} threw what is none of ours`, { cause: error });
    if (error.code === 'DATABASE') throw new Error(`${name} let something through to the database`, { cause: error });
    expect(error.message.length).toBeLessThan(10_000);
  }
  tried++;
  const took = performance.now() - start;
  if (took > BOUND_MS) throw new Error(`${name} took ${took} ms`);
}

/** Replays with FAULT_SEED and shrinks; arguments that can't be printed don't hide the finding. */
async function check(name: string, numRuns: number, input: fc.Arbitrary<unknown[]>, call: Call): Promise<void> {
  const property = fc.asyncProperty(input, args => expectAnswerOrTypedError(name, () => call(...(args as never[]))));
  const found = await fc.check(property, { numRuns, seed: SEED, endOnFailure: numRuns > 1_000 });
  if (!found.failed) return;
  const shown = inspect(found.counterexample, { depth: 6, maxStringLength: 200, maxArrayLength: 10 });
  const cause = found.errorInstance;
  throw new Error(`${name} with ${shown}; replay with FAULT_SEED=${found.seed}`, { cause });
}

const exported = { ...library, ...catalogue, ...embedded, ...page, ...testing, ...schemas };
const isErrorClass = (value: unknown) => typeof value === 'function' && value.prototype instanceof Error;
const names = Object.entries(exported).flatMap(([name, value]) =>
  (typeof value === 'function' && !isErrorClass(value) && value !== library.MarketMappingError) || name in schemas
    ? [name]
    : [],
);
const share = (part: number, of: number) => Math.max(2, Math.ceil((CASES * part) / of));

it('every exported function has a case here', () => {
  const cases = [PURE, ASKING, WRONG_ONLY].flatMap(each => Object.keys(each));
  expect(names.filter(name => !cases.includes(name) && name !== 'createMarketMapper')).toEqual([]);
});

const database = new SuiteDatabase({ emptied: false });

describe('whatever it is given, it answers or throws a typed error:', () => {
  const pure = Object.entries(PURE);
  it.each(pure)('%s', { timeout: 600_000 }, async (name, { call, valid, isFixed }) => {
    await check(name, share(0.6, pure.length), WRONG_ONLY[name] ?? argumentsFor(valid, isFixed), call);
  });

  const readers = Object.entries(READERS);
  it.each(readers)('%s, with a payload whose bytes have changed', { timeout: 600_000 }, async (name, source) => {
    const call = Reflect.get(library, name) as Call;
    const text = mutatedText(payloads.get(source) ?? '');
    await check(name, share(0.2, readers.length), fc.tuple(text), ((given: string) => {
      let payload: unknown;
      try {
        payload = JSON.parse(given);
      } catch {
        payload = given;
      }
      call(...([payload] as never[]));
    }) as Call);
  });

  it('the methods of a mapper, which throw nothing where they record', { timeout: 600_000 }, async () => {
    const { db } = await databaseForThisTest();
    await library.createMapping(db, mapping);
    const { mapper } = await openMapper(db);
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(mapper));
    expect(methods.filter(name => !(name in METHODS) && !WITHOUT_INPUT.includes(name))).toEqual([]);
    for (const [name, valid] of Object.entries(METHODS)) {
      const method = (Reflect.get(mapper, name) as Call).bind(mapper) as Call;
      await check(`mapper.${name}`, share(0.08, 5), argumentsFor(valid), method);
    }
    expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft');
    const { pending, flushed, dropped, rejected } = mapper.stats();
    const result = await mapper.flush();
    expect(result).toMatchObject({ pending: 0, error: null });
    expect(flushed + dropped + rejected + pending).toBe(mapper.stats().flushed + dropped + mapper.stats().rejected);
  });

  const asking = Object.entries(ASKING);
  it.each(asking)('%s, and the database has the whole change or none', { timeout: 600_000 }, async (name, valid) => {
    const { db } = database;
    const call = Reflect.get(library, name) as Call;
    let row = 0;
    await check(name, share(0.1, asking.length), argumentsFor(valid), (async (...args: unknown[]) => {
      if (row++ % 20 === 0) {
        await emptyTables(db);
        await library.createMapping(db, mapping);
        await library.recordUnmappedMarket(db, newSighting());
      }
      try {
        await call(...([db, ...args] as never[]));
      } finally {
        await expectWholeChanges(db);
      }
    }) as Call);
  });

  it('every function that takes a knex, without one', { timeout: 600_000 }, async () => {
    for (const [name, valid] of asking) {
      const call = Reflect.get(library, name) as Call;
      const input = hostile.map(db => [db, ...valid]);
      await check(name, share(0.02, asking.length), input, call);
    }
    await check('createMarketMapper', share(0.01, 1), fc.tuple(hostile), library.createMarketMapper as Call);
  });

  it('createMarketMapper, with options that are wrong', { timeout: 600_000 }, async () => {
    const { db } = await databaseForThisTest();
    const options = mutated({ baseMappings: [mapping], flushIntervalMs: 5_000, maxBuffered: 10, sources: [] });
    await check('createMarketMapper', share(0.01, 1), fc.tuple(options), (async (given: object) => {
      // A listener would connect to wherever it is told to.
      const isObject = typeof given === 'object' && given !== null && !(given instanceof Date);
      const mapper = await library.createMarketMapper(db, (isObject ? { ...given, listen: false } : given) as never);
      await mapper.close();
    }) as Call);
  });

  it('reports how many cases that were', () => {
    expect(tried).toBeGreaterThanOrEqual(CASES * 0.9);
    reportFault({
      promise: 'hostile-input',
      fault: 'values, payloads and texts at random',
      injected: tried,
      lost: 0,
      twice: 0,
    });
  });
});

/** The last audit row of each mapping is its row, the rows before it follow one another, and nothing else is there. */
async function expectWholeChanges(db: Parameters<typeof library.getStats>[0]): Promise<void> {
  const { rows } = await db.raw(
    `with last as (select distinct on (canonical_id) canonical_id, action, new_value from mapping_audit_log order by canonical_id, id desc)
     select coalesce(m.canonical_id, l.canonical_id) as id from user_market_mappings m
     full join last l on l.canonical_id = m.canonical_id
     where (m.id is null) <> (l.action = 'DELETE') or l.canonical_id is null
       or m.id is not null and l.new_value is distinct from to_jsonb(m)`,
  );
  if (rows.length > 0) throw new Error(`half a change: ${JSON.stringify(rows)}`);
}

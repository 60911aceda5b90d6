import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getMapping,
  type MarketMapping,
  type NewMapping,
  resolveMapping,
  type Source,
} from '../../src/index.js';
import { seedFieldsOf } from '../../src/model/index.js';
import { bet9jaMapping, newMapping, outcomes } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { MAPPINGS, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const create = (input: NewMapping) => createMapping(database.db, input, { ...IN_SCHEMA, allowShared: true });
const resolve = (source: Source, externalMarketId: string) =>
  resolveMapping(database.db, { source, externalMarketId }, IN_SCHEMA);
const resolvedId = async (source: Source, externalMarketId: string) =>
  (await resolve(source, externalMarketId))?.canonicalId ?? null;

describe('resolveMapping', () => {
  it('finds the whole mapping by the id that each source has for it', async () => {
    const created = await create(newMapping());
    expect(await resolve('betpawa', '3795')).toEqual(created);
    expect(await resolve('sportybet', '29')).toEqual(created);
    expect(await resolve('bet9ja', 'S_GGNG')).toEqual(created);
  });

  it('passes over a mapping that is bound to another parameter or sport, where it is told them', async () => {
    await create(newMapping({ sport: 'football', lineConventions: { sportybet: { where: 'minute=5' } } }));
    const ask = async (asked: { parameter?: string | null; sport?: string | null }) =>
      (await resolveMapping(database.db, { source: 'sportybet', externalMarketId: '29', ...asked }, IN_SCHEMA))
        ?.canonicalId;
    expect(await ask({})).toBe('btts_ft');
    expect(await ask({ parameter: 'minute=5.0' })).toBe('btts_ft');
    expect(await ask({ parameter: 'minute=15' })).toBeUndefined();
    expect(await ask({ parameter: null })).toBeUndefined();
    expect(await ask({ sport: 'football' })).toBe('btts_ft');
    expect(await ask({ sport: null })).toBe('btts_ft');
    expect(await ask({ sport: 'tennis' })).toBeUndefined();
    expect(await ask({ parameter: 'minute=5', sport: 'tennis' })).toBeUndefined();
    await create(newMapping({ canonicalId: 'set_winner', sport: 'tennis', betpawaId: null, bet9jaKey: null }));
    expect(await ask({ sport: null })).toBeUndefined();
    expect(await ask({ sport: 'tennis' })).toBe('set_winner');
  });

  it('is null for an id nobody has, or has at another source', async () => {
    await create(newMapping());
    expect(await resolve('betpawa', '29')).toBeNull();
    expect(await resolve('sportybet', '2')).toBeNull();
    expect(await resolve('sportybet', '290')).toBeNull();
    expect(await resolve('sportybet', ' 29')).toBeNull();
    expect(await resolve('bet9ja', 's_ggng')).toBeNull();
  });

  it('sees active mappings only', async () => {
    await create(newMapping({ priority: 9 }));
    await create(newMapping({ canonicalId: 'second' }));
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await resolvedId('sportybet', '29')).toBe('second');
    await deactivateMapping(database.db, 'second', IN_SCHEMA);
    expect(await resolve('sportybet', '29')).toBeNull();
  });

  it('prefers the highest priority, then the lowest id', async () => {
    await create(newMapping({ canonicalId: 'low', priority: -1 }));
    await create(newMapping({ canonicalId: 'first', priority: 5 }));
    await create(newMapping({ canonicalId: 'second', priority: 5 }));
    expect(await resolvedId('sportybet', '29')).toBe('first');
  });

  it('tries a Bet9ja key as it is, then without its outcome, then without its parameter', async () => {
    await create(bet9jaMapping('S_OU'));
    expect(await resolvedId('bet9ja', 'S_OU@2.5_O')).toBe('S_OU');
    await create(bet9jaMapping('S_OU@2.5'));
    expect(await resolvedId('bet9ja', 'S_OU@2.5_O')).toBe('S_OU@2.5');
    await create(bet9jaMapping('S_OU@2.5_O'));
    expect(await resolvedId('bet9ja', 'S_OU@2.5_O')).toBe('S_OU@2.5_O');
    expect(await resolvedId('bet9ja', 'S_OU@2.5_U')).toBe('S_OU@2.5');
    expect(await resolvedId('bet9ja', 'S_OU@3.5_O')).toBe('S_OU');
    expect(await resolvedId('bet9ja', 'S_OU')).toBe('S_OU');
  });

  it('prefers the more exact key whatever the priorities', async () => {
    await create(bet9jaMapping('S_OU', { priority: 100 }));
    await create(bet9jaMapping('S_OU@2.5', { priority: -100 }));
    expect(await resolvedId('bet9ja', 'S_OU@2.5_O')).toBe('S_OU@2.5');
  });

  it('never takes a shorter key that is only a prefix', async () => {
    await create(bet9jaMapping('S_1X2'));
    expect(await resolvedId('bet9ja', 'S_1X2_1')).toBe('S_1X2');
    expect(await resolve('bet9ja', 'S_1X2HND_1H')).toBeNull();
    expect(await resolve('bet9ja', 'S_1X2HND@0:1_1H')).toBeNull();
    expect(await resolve('bet9ja', 'S_1X21T')).toBeNull();
  });

  it('takes nothing off the ids of the other sources', async () => {
    await create(newMapping({ betpawaId: 'S_OU', sportybetId: 'S_OU', bet9jaKey: null }));
    expect(await resolve('betpawa', 'S_OU@2.5_O')).toBeNull();
    expect(await resolve('sportybet', 'S_OU_O')).toBeNull();
  });

  it('agrees with the rule written out plainly, for any mappings and keys', async () => {
    const part = (...values: string[]) => fc.constantFrom(...values);
    const key = fc.record({
      market: part('S_1X2', 'S_1X2HND', 'S_OU', 'LIVES_OU'),
      parameter: part('', '', '@2.5', '@0:1'),
      outcome: part('', '_O', '_1H', '_X_2'),
    });
    const textOf = ({ market, parameter, outcome }: { market: string; parameter: string; outcome: string }) =>
      market + parameter + outcome;
    const source = fc.constantFrom<Source>('bet9ja', 'bet9ja', 'sportybet', 'betpawa');
    const mapping = fc.record({ source, key, priority: fc.integer({ min: -1, max: 1 }), isActive: fc.boolean() });

    const table = database.table(MAPPINGS);
    await fc.assert(
      fc.asyncProperty(
        fc.array(mapping, { minLength: 1, maxLength: 12 }),
        fc.array(fc.record({ source, key }), { minLength: 1, maxLength: 6 }),
        async (mappings, questions) => {
          await database.db.raw(`truncate ${table} restart identity cascade`);
          for (const [at, one] of mappings.entries()) {
            await database.db.raw(
              `insert into ${table} (canonical_id, name, ${seedFieldsOf(one.source)?.idColumn}, outcome_mapping, priority, is_active)
               values (?, 'x', ?, '[]', ?, ?)`,
              [`m${at}`, textOf(one.key), one.priority, one.isActive],
            );
          }
          for (const { source, key } of questions) {
            const { market, parameter, outcome } = key;
            const ids =
              source === 'bet9ja' ? [market + parameter + outcome, market + parameter, market] : [textOf(key)];
            const answers = ids.flatMap(id =>
              mappings
                .map((one, at) => ({ ...one, canonicalId: `m${at}` }))
                .filter(one => one.isActive && one.source === source && textOf(one.key) === id)
                .sort((a, b) => b.priority - a.priority),
            );
            expect(await resolvedId(source, textOf(key))).toBe(answers[0]?.canonicalId ?? null);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('getMapping', () => {
  it('finds a mapping by its canonical id, active or not', async () => {
    await create(newMapping());
    const off = await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(off);
  });

  it('is null where there is none', async () => {
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toBeNull();
  });
});

describe('a row that another service or a hand has written', () => {
  async function read(outcomeMapping: unknown): Promise<MarketMapping | null> {
    await create(newMapping());
    const json = JSON.stringify(outcomeMapping);
    await database.db.raw(
      `update ${database.table(MAPPINGS)} set outcome_mapping = ?::jsonb where canonical_id = 'btts_ft'`,
      [json],
    );
    return getMapping(database.db, 'btts_ft', IN_SCHEMA);
  }

  it('answers for nothing where it is broken, as in the mapper: a mapping of lower priority answers', async () => {
    await create(newMapping({ canonicalId: 'sound', priority: -1 }));
    await read([5]);
    expect(await resolve('sportybet', '29')).toMatchObject({ canonicalId: 'sound' });
  });

  it('may leave out names and positions, and hold keys of its own', async () => {
    const mapping = await read([{ canonical_id: 'yes', bet9ja_suffix: 'Y', colour: 'red' }, { canonical_id: 'no' }]);
    const nothing = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
    expect(mapping?.outcomeMapping).toEqual([
      { ...nothing, canonicalId: 'yes', bet9jaSuffix: 'Y', position: 0 },
      { ...nothing, canonicalId: 'no', position: 1 },
    ]);
  });

  it('loses the outcomes that nobody can read, and keeps the others', async () => {
    const [yes] = outcomes();
    const stored = { canonical_id: 'yes', betpawa_name: 'Yes', sportybet_desc: 'Yes', bet9ja_suffix: 'Y', position: 0 };
    const broken = [null, 5, 'yes', [], {}, { ...stored, canonical_id: 5 }, { ...stored, betpawa_name: 1 }];
    expect((await read([...broken, stored]))?.outcomeMapping).toEqual([yes]);
  });

  it.each([[{}], ['yes'], [null], [5]])('has no outcomes where %j stands instead of the array', async value => {
    expect((await read(value))?.outcomeMapping).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMapping, deactivateMapping, getMapping, recordUnmappedMarkets, updateMapping } from '../../src/index.js';
import { candidateIds } from '../../src/rules/candidate-ids.js';
import { bet9jaMapping, newMapping, outcomes } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, OF_LIBRARY, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();

describe('createMapping', () => {
  it('stores an active mapping and returns it as it is stored', async () => {
    const created = await createMapping(database.db, newMapping({ priority: 7 }), IN_SCHEMA);
    expect(created).toEqual({
      id: 1,
      canonicalId: 'btts_ft',
      name: 'Both Teams To Score - Full Time',
      betpawaId: '3795',
      sportybetId: '29',
      bet9jaKey: 'S_GGNG',
      sourceIds: {},
      outcomeMapping: outcomes(),
      priority: 7,
      isActive: true,
      createdAt: expect.any(Date),
      updatedAt: created.createdAt,
      createdBy: null,
      sport: null,
    });
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(created);
  });

  it('has priority 0 and no id at the sources left out, unless told otherwise', async () => {
    const { canonicalId, name, outcomeMapping } = newMapping();
    const created = await createMapping(
      database.db,
      { canonicalId, name, outcomeMapping, sportybetId: '29' },
      IN_SCHEMA,
    );
    expect(created).toMatchObject({ priority: 0, betpawaId: null, sportybetId: '29', bet9jaKey: null });
  });

  it('stores the outcomes under the keys that other services read', async () => {
    const outcomeMapping = [
      {
        canonicalId: 'home',
        betpawaName: '1',
        sportybetDesc: 'Home',
        bet9jaSuffix: '1',
        position: 0,
        ids: { betpawa: '5001', sportybet: '1' },
      },
      { canonicalId: 'away', betpawaName: null, sportybetDesc: null, bet9jaSuffix: null, position: 1 },
    ];
    const created = await createMapping(database.db, newMapping({ outcomeMapping }), IN_SCHEMA);
    expect(created.outcomeMapping).toEqual(outcomeMapping);
    const [row] = await database.rows(MAPPINGS);
    expect(row?.outcome_mapping).toStrictEqual([
      {
        canonical_id: 'home',
        betpawa_name: '1',
        sportybet_desc: 'Home',
        bet9ja_suffix: '1',
        position: 0,
        ids: { betpawa: '5001', sportybet: '1' },
      },
      { canonical_id: 'away', betpawa_name: null, sportybet_desc: null, bet9ja_suffix: null, position: 1 },
    ]);
  });

  it('stores a mapping without outcomes as an empty array', async () => {
    await createMapping(database.db, newMapping({ outcomeMapping: [] }), IN_SCHEMA);
    expect((await database.rows(MAPPINGS))[0]?.outcome_mapping).toEqual([]);
  });

  it('writes one CREATE row with the whole row by its column names, the actor and the reason', async () => {
    const options = { ...IN_SCHEMA, actor: 'ada', reason: 'seen 159 times' };
    const created = await createMapping(database.db, newMapping(), options);
    const [row] = await database.rows(MAPPINGS);
    expect(created.createdBy).toBe('ada');
    expect(await database.rows(AUDIT)).toEqual([
      {
        id: 1,
        ...OF_LIBRARY,
        mapping_id: created.id,
        canonical_id: 'btts_ft',
        action: 'CREATE',
        old_value: null,
        new_value: row,
        reason: 'seen 159 times',
        created_at: expect.any(String),
        created_by: 'ada',
      },
    ]);
    expect(Object.keys(row ?? {}).sort()).toEqual([
      'bet9ja_key',
      'betpawa_id',
      'canonical_id',
      'created_at',
      'created_by',
      'id',
      'is_active',
      'line_conventions',
      'line_kind',
      'name',
      'outcome_mapping',
      'priority',
      'source_ids',
      'sport',
      'sportybet_id',
      'updated_at',
    ]);
  });

  it('refuses a canonical id that is taken, also by an inactive mapping, and writes nothing', async () => {
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await database.logMarket({ source: 'sportybet', externalMarketId: '777' });
    const before = await database.contents();
    const error = await errorOf(createMapping(database.db, newMapping({ sportybetId: '777' }), IN_SCHEMA));
    expect(error).toMatchObject({ code: 'MAPPING_EXISTS', canonicalId: 'btts_ft' });
    expect(error.message).toContain('updateMapping');
    expect(await database.contents()).toEqual(before);
  });

  it.each([
    ['left out', { canonicalId: 'x', name: 'X', outcomeMapping: [] }],
    ['null', newMapping({ betpawaId: null, sportybetId: null, bet9jaKey: null })],
  ])('refuses a mapping whose source ids are all %s', async (_, input) => {
    const before = await database.contents();
    const error = await errorOf(createMapping(database.db, input, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'betpawaId' });
    expect(error.message).toContain('at least one of betpawaId, sportybetId, bet9jaKey and sourceIds');
    expect(await database.contents()).toEqual(before);
  });

  it('lets several mappings share the id of a source', async () => {
    await createMapping(database.db, bet9jaMapping('S_HA1HOU', { canonicalId: 'home_ou' }), IN_SCHEMA);
    await createMapping(database.db, bet9jaMapping('S_HA1HOU', { canonicalId: 'away_ou' }), {
      ...IN_SCHEMA,
      allowShared: true,
    });
    expect((await database.rows(MAPPINGS)).map(row => row.canonical_id)).toEqual(['home_ou', 'away_ou']);
  });

  it('keeps every character of every text, whatever it means to SQL, to knex or to JSON', async () => {
    const text = `'; drop table x; -- "?" $1 \\? :name %_ {NULL} \\u0041 \n\t 😀 ﷺ`;
    const input = newMapping({
      canonicalId: text,
      name: text,
      betpawaId: `'"?$1\\?:a,{NULL}`,
      outcomeMapping: [{ canonicalId: text, betpawaName: text, sportybetDesc: '', bet9jaSuffix: text, position: 0 }],
    });
    const created = await createMapping(database.db, input, { ...IN_SCHEMA, actor: text, reason: text });
    expect(created).toMatchObject({ ...input, createdBy: text });
    expect(await getMapping(database.db, text, IN_SCHEMA)).toEqual(created);
    expect(await database.rows(AUDIT)).toMatchObject([{ reason: text, created_by: text, canonical_id: text }]);
  });

  it('counts the length of a text in characters, as Postgres does', async () => {
    const input = newMapping({ canonicalId: '😀'.repeat(100), name: '😀'.repeat(255), betpawaId: '😀'.repeat(50) });
    const created = await createMapping(database.db, input, { ...IN_SCHEMA, actor: '😀'.repeat(100) });
    expect(created).toMatchObject(input);
  });
});

describe('the unmapped markets that a new mapping covers', () => {
  it('become MAPPED, except those that somebody ignores', async () => {
    await database.logMarket({ source: 'betpawa', externalMarketId: '3795', status: 'NEW' });
    await database.logMarket({ source: 'sportybet', externalMarketId: '29', status: 'ACKNOWLEDGED' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_GGNG', status: 'IGNORED' });
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    expect(await database.statuses()).toEqual({ '3795': 'MAPPED', '29': 'MAPPED', S_GGNG: 'IGNORED' });
  });

  it('keep their counts, names and notes', async () => {
    const market = { source: 'sportybet', externalMarketId: '29', status: 'ACKNOWLEDGED' } as const;
    await database.logMarket({ ...market, occurrenceCount: 12, notes: 'ask ben', marketName: 'GG/NG' });
    const { unmapped } = await database.contents();
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    const closed = { status: 'MAPPED', closed_by: expect.any(String), closed_at: expect.any(String) };
    expect((await database.contents()).unmapped).toEqual([{ ...unmapped?.[0], ...closed }]);
  });

  it('are those of the same source only', async () => {
    await database.logMarket({ source: 'betpawa', externalMarketId: '29' });
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    expect(await database.statuses()).toEqual({ '29': 'NEW' });
  });

  it('are, for Bet9ja, the market with any parameter and outcome, never one whose key only begins alike', async () => {
    const covered = ['S_OU', 'S_OU@2.5', 'S_OU@2.5_O', 'S_OU_O', 'S_OU@_O'];
    const others = ['S_OUA', 'S_OUA@2.5_O', 'S_O', 'LIVES_OU@2.5_O', 's_ou', ' S_OU', 'OU', 'S_OU2_O'];
    for (const key of [...covered, ...others]) await database.logMarket({ source: 'bet9ja', externalMarketId: key });
    await createMapping(database.db, bet9jaMapping('S_OU'), IN_SCHEMA);
    const statuses = await database.statuses();
    expect(covered.map(key => statuses[key])).toEqual(covered.map(() => 'MAPPED'));
    expect(others.map(key => statuses[key])).toEqual(others.map(() => 'NEW'));
  });

  it('do not include S_1X2HND_1H where the mapping is for S_1X2', async () => {
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_1X2HND_1H' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_1X2_1' });
    await createMapping(database.db, bet9jaMapping('S_1X2'), IN_SCHEMA);
    expect(await database.statuses()).toEqual({ S_1X2HND_1H: 'NEW', S_1X2_1: 'MAPPED' });
  });

  it('are, for a mapping of one line, the outcomes of that line only', async () => {
    for (const key of ['S_OU@2.5_O', 'S_OU@3.5_O', 'S_OU']) {
      await database.logMarket({ source: 'bet9ja', externalMarketId: key });
    }
    await createMapping(database.db, bet9jaMapping('S_OU@2.5'), IN_SCHEMA);
    expect(await database.statuses()).toEqual({ 'S_OU@2.5_O': 'MAPPED', 'S_OU@3.5_O': 'NEW', S_OU: 'NEW' });
  });

  it('are, in SQL, exactly those that the rule in memory finds, for any key', async () => {
    const letters = fc.array(fc.constantFrom('S', 'O', '_', '_', '@', '2', '\n', '😀', '.'), {
      minLength: 1,
      maxLength: 9,
    });
    const anyKey = letters.map(all => all.join('')).filter(key => key.trim() !== '');
    await createMapping(database.db, bet9jaMapping('S_OU', { canonicalId: 'any' }), IN_SCHEMA);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyKey, { minLength: 1, maxLength: 30 }), fc.nat(), async (keys, at) => {
        await database.db.raw(`truncate ${database.table('unmapped_market_log')}`);
        // What it covers when it is written would be MAPPED from the start.
        await updateMapping(database.db, 'any', { bet9jaKey: 'none of them' }, IN_SCHEMA);
        const sightings = keys.map(externalMarketId => ({ source: 'bet9ja', externalMarketId }) as const);
        await recordUnmappedMarkets(database.db, sightings, IN_SCHEMA);
        const ids = keys.flatMap(key => candidateIds('bet9ja', key));
        const bet9jaKey = ids[at % ids.length] ?? 'S_OU';
        // The name makes it a change even where the key is that of the run before.
        await updateMapping(database.db, 'any', { bet9jaKey, name: `run ${runs++}` }, IN_SCHEMA);
        const statuses = await database.statuses();
        expect(
          Object.keys(statuses)
            .filter(key => statuses[key] === 'MAPPED')
            .sort(),
        ).toEqual(keys.filter(key => candidateIds('bet9ja', key).includes(bet9jaKey)).sort());
      }),
      { numRuns: 40 },
    );
  });
});

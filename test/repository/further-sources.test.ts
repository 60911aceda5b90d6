import { describe, expect, it } from 'vitest';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  exportMappings,
  formatMappings,
  getMapping,
  getStats,
  getUnmappedMarket,
  importMappings,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  mapUnmappedMarket,
  type NewMapping,
  parseMappings,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  updateMapping,
} from '../../src/index.js';
import { newMapping, outcomes } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, SuiteDatabase } from '../support/repository-suite.js';

/** A bookmaker that nothing in the package knows by name. */
const BOOK = 'sunnybet';
const database = new SuiteDatabase();

const only = (fields: Partial<NewMapping> = {}): NewMapping => ({
  canonicalId: 'btts_ft',
  name: 'Both Teams To Score',
  sourceIds: { [BOOK]: 'GG' },
  outcomeMapping: outcomes(),
  ...fields,
});
const create = (fields: Partial<NewMapping> = {}, options = {}) =>
  createMapping(database.db, only(fields), { ...IN_SCHEMA, ...options });
const update = (patch: Parameters<typeof updateMapping>[2]) => updateMapping(database.db, 'btts_ft', patch, IN_SCHEMA);
const resolve = (externalMarketId: string, source: string = BOOK) =>
  resolveMapping(database.db, { source, externalMarketId }, IN_SCHEMA);

describe('a mapping with the id of a bookmaker that has no column of its own', () => {
  it('needs no other id, is stored, returned, listed and counted', async () => {
    const created = await create({ sport: 'football' });
    expect(created).toMatchObject({ sourceIds: { [BOOK]: 'GG' }, sport: 'football', betpawaId: null });
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(created);
    expect((await database.rows(MAPPINGS))[0]).toMatchObject({ source_ids: { [BOOK]: 'GG' }, sport: 'football' });
    expect((await listMappings(database.db, { source: BOOK }, IN_SCHEMA)).items).toEqual([created]);
    expect((await listMappings(database.db, { source: 'betpawa' }, IN_SCHEMA)).items).toEqual([]);
    expect((await listMappings(database.db, { search: 'gg' }, IN_SCHEMA)).items).toEqual([created]);
    const { mappings } = await getStats(database.db, IN_SCHEMA);
    expect(mappings.bySource).toEqual({ betpawa: 0, sportybet: 0, bet9ja: 0, [BOOK]: 1 });
  });

  it('answers for the id at that source alone, the highest priority first, then the oldest, while it is active', async () => {
    await create();
    await create({ canonicalId: 'younger' }, { allowShared: true });
    expect((await resolve('GG'))?.canonicalId).toBe('btts_ft');
    expect(await resolve('gg')).toBeNull();
    expect(await resolve('GG', 'rainybet')).toBeNull();
    expect(await resolve('GG', 'betpawa')).toBeNull();
    await create({ canonicalId: 'higher', priority: 1 });
    expect((await resolve('GG'))?.canonicalId).toBe('higher');
    await deactivateMapping(database.db, 'higher', IN_SCHEMA);
    expect((await resolve('GG'))?.canonicalId).toBe('btts_ft');
  });

  it.each([
    [{ sourceIds: { betpawa: '1' } }, 'sourceIds.betpawa'],
    [{ sourceIds: { 'Sunny Bet': '1' } }, 'sourceIds.Sunny Bet'],
    [{ sourceIds: { [BOOK]: '' } }, `sourceIds.${BOOK}`],
    [{ sourceIds: { [BOOK]: 'x'.repeat(101) } }, `sourceIds.${BOOK}`],
    [{ sourceIds: { [BOOK]: null } }, `sourceIds.${BOOK}`],
    [{ sourceIds: 'GG' }, 'sourceIds'],
    [{ sourceIds: {} }, 'betpawaId'],
    [{ sport: 'chess' }, 'sport'],
    [{ outcomeMapping: [{ ...outcomes()[0], names: { bet9ja: 'Y' } }] }, 'outcomeMapping[0].names.bet9ja'],
    [{ outcomeMapping: [{ ...outcomes()[0], ids: { bet9ja: 'Y' } }] }, 'outcomeMapping[0].ids.bet9ja'],
    [{ outcomeMapping: [{ ...outcomes()[0], ids: { [BOOK]: 1 } }] }, `outcomeMapping[0].ids.${BOOK}`],
    [{ lineConventions: { [BOOK]: { where: 'five' } } }, `lineConventions.${BOOK}.where`],
  ])('is refused with %j, and nothing is written', async (fields, field) => {
    const error = await errorOf(create(fields as Partial<NewMapping>));
    expect(error).toMatchObject({ code: 'VALIDATION', field });
    expect(await database.rows(MAPPINGS)).toEqual([]);
  });
});

describe('a patch of sourceIds', () => {
  it('is merged by source, and null takes an id away', async () => {
    await create();
    expect(await update({ sourceIds: { rainybet: '7' } })).toMatchObject({
      sourceIds: { [BOOK]: 'GG', rainybet: '7' },
    });
    expect(await update({ sourceIds: { [BOOK]: null } })).toMatchObject({ sourceIds: { rainybet: '7' } });
    expect(await resolve('GG')).toBeNull();
    const { items } = await listAuditLog(database.db, { action: 'UPDATE' }, IN_SCHEMA);
    expect(items).toHaveLength(2);
    expect(items[0]?.oldValue).toMatchObject({ source_ids: { [BOOK]: 'GG', rainybet: '7' } });
    expect(items[0]?.newValue).toMatchObject({ source_ids: { rainybet: '7' } });
  });

  it('that changes nothing writes nothing', async () => {
    const created = await create();
    expect(await update({ sourceIds: { [BOOK]: 'GG', other: null } })).toEqual(created);
    expect(await database.rows(AUDIT)).toHaveLength(1);
  });

  it('leaves null behind the last further id, and is refused where that was the last of all', async () => {
    await create({ betpawaId: '3795' });
    await update({ sourceIds: { [BOOK]: null } });
    expect((await database.rows(MAPPINGS))[0]).toMatchObject({ source_ids: null });
    expect(await errorOf(update({ betpawaId: null }))).toMatchObject({ code: 'VALIDATION', field: 'patch' });
    await update({ betpawaId: null, sourceIds: { [BOOK]: 'GG' } });
    expect(await errorOf(update({ sourceIds: { [BOOK]: null } }))).toMatchObject({ code: 'VALIDATION' });
    expect((await resolve('GG'))?.canonicalId).toBe('btts_ft');
  });
});

describe('outcomes', () => {
  it('keep the keys that somebody else has written into them, told by their canonical id', async () => {
    await create();
    const table = database.table(MAPPINGS);
    await database.db.raw(
      `update ${table} set outcome_mapping = jsonb_set(outcome_mapping, '{0,colour}', '"green"')
       || '[{"canonical_id": "maybe", "betpawa_name": "Maybe", "note": 1}]'`,
    );
    const [yes, no, maybe] = (await getMapping(database.db, 'btts_ft', IN_SCHEMA))?.outcomeMapping ?? [];
    if (!yes || !no || !maybe) throw new Error('three outcomes were stored');
    await update({ outcomeMapping: [maybe, { ...yes, names: { [BOOK]: 'Ja' }, ids: { [BOOK]: '1' } }] });
    expect((await database.rows(MAPPINGS))[0]?.outcome_mapping).toEqual([
      { canonical_id: 'maybe', betpawa_name: 'Maybe', sportybet_desc: null, bet9ja_suffix: null, position: 2, note: 1 },
      {
        canonical_id: 'yes',
        betpawa_name: 'Yes',
        sportybet_desc: 'Yes',
        bet9ja_suffix: 'Y',
        position: 0,
        names: { [BOOK]: 'Ja' },
        ids: { [BOOK]: '1' },
        colour: 'green',
      },
    ]);
  });

  it('of a row that an older release wrote have its ids, and are written in the form of today', async () => {
    await create();
    const table = database.table(MAPPINGS);
    const stored = [{ canonical_id: 'yes', betpawa_name: 'Yes', betpawa_outcome_id: '5', sportybet_outcome_id: '74' }];
    await database.db.raw(`update ${table} set outcome_mapping = ?::jsonb`, [JSON.stringify(stored)]);
    const [yes] = (await getMapping(database.db, 'btts_ft', IN_SCHEMA))?.outcomeMapping ?? [];
    expect(yes?.ids).toEqual({ betpawa: '5', sportybet: '74' });
    if (!yes) throw new Error('an outcome was stored');
    await update({ outcomeMapping: [{ ...yes, position: 3 }] });
    const written = (await database.rows(MAPPINGS))[0]?.outcome_mapping;
    const outcome: unknown = Array.isArray(written) ? written[0] : null;
    expect(outcome).toMatchObject({ ids: { betpawa: '5', sportybet: '74' }, position: 3 });
    expect(outcome).not.toHaveProperty('betpawa_outcome_id');
  });
});

describe('the unmapped log', () => {
  const sighting = { source: BOOK, externalMarketId: 'GG', marketName: 'Both score' };

  it('takes markets of any well-formed source, and lists and counts them', async () => {
    await recordUnmappedMarkets(
      database.db,
      [sighting, sighting, { source: 'rainybet', externalMarketId: '1' }],
      IN_SCHEMA,
    );
    const { items } = await listUnmappedMarkets(database.db, { source: BOOK }, IN_SCHEMA);
    expect(items).toMatchObject([{ source: BOOK, externalMarketId: 'GG', occurrenceCount: 2 }]);
    expect((await getStats(database.db, IN_SCHEMA)).unmapped.bySource).toMatchObject({ [BOOK]: 1, rainybet: 1 });
  });

  it('marks what a new mapping covers, and goes back to NEW when nothing covers it any more', async () => {
    const market = await recordUnmappedMarket(database.db, sighting, IN_SCHEMA);
    await recordUnmappedMarket(database.db, { ...sighting, source: 'rainybet' }, IN_SCHEMA);
    await create();
    const statusOf = async () => (await getUnmappedMarket(database.db, market.id, IN_SCHEMA))?.status;
    expect(await statusOf()).toBe('MAPPED');
    expect(await database.rows('unmapped_market_log')).toMatchObject([{ status: 'MAPPED' }, { status: 'NEW' }]);
    await recordUnmappedMarket(database.db, sighting, IN_SCHEMA);
    expect(await statusOf()).toBe('MAPPED');
    await deactivateMapping(database.db, 'btts_ft', IN_SCHEMA);
    await recordUnmappedMarket(database.db, sighting, IN_SCHEMA);
    expect(await statusOf()).toBe('NEW');
    await activateMapping(database.db, 'btts_ft', IN_SCHEMA);
    expect(await statusOf()).toBe('MAPPED');
  });

  it('marks what an id that was added later covers', async () => {
    await create({ sourceIds: { rainybet: '1' } });
    const market = await recordUnmappedMarket(database.db, sighting, IN_SCHEMA);
    await update({ sourceIds: { [BOOK]: 'GG' } });
    expect(await getUnmappedMarket(database.db, market.id, IN_SCHEMA)).toMatchObject({ status: 'MAPPED' });
  });

  it('maps a market to a mapping there is, with the outcomes that it lacks, and to a new one', async () => {
    const market = await recordUnmappedMarket(database.db, sighting, IN_SCHEMA);
    const other = await recordUnmappedMarket(database.db, { source: BOOK, externalMarketId: 'OE' }, IN_SCHEMA);
    await createMapping(database.db, newMapping(), IN_SCHEMA);
    const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
    const added = [
      { canonicalId: 'yes', ...none, position: 0, names: { [BOOK]: 'Ja' }, ids: { [BOOK]: '1' } },
      { canonicalId: 'void', ...none, position: 5, names: { [BOOK]: 'Void' } },
    ];
    const mapping = await mapUnmappedMarket(database.db, market.id, { to: 'btts_ft', outcomes: added }, IN_SCHEMA);
    expect(mapping).toMatchObject({ sourceIds: { [BOOK]: 'GG' }, betpawaId: '3795' });
    expect(mapping.outcomeMapping).toMatchObject([
      { canonicalId: 'yes', betpawaName: 'Yes', names: { [BOOK]: 'Ja' }, ids: { [BOOK]: '1' } },
      { canonicalId: 'no', betpawaName: 'No' },
      { canonicalId: 'void', betpawaName: null, names: { [BOOK]: 'Void' } },
    ]);
    const created = { canonicalId: 'odd_even_ft', name: 'Odd/Even', outcomeMapping: [] };
    expect(await mapUnmappedMarket(database.db, other.id, { create: created }, IN_SCHEMA)).toMatchObject({
      sourceIds: { [BOOK]: 'OE' },
    });
    const again = await recordUnmappedMarket(database.db, { source: BOOK, externalMarketId: 'GG2' }, IN_SCHEMA);
    const error = await errorOf(mapUnmappedMarket(database.db, again.id, { to: 'btts_ft' }, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'VALIDATION', field: `sourceIds.${BOOK}` });
  });

  it('copies a base mapping into a row where the database has none of its canonical id', async () => {
    const market = await recordUnmappedMarket(database.db, sighting, IN_SCHEMA);
    const base = newMapping({ priority: 3 });
    const target = { to: 'btts_ft', base };
    const wrong = mapUnmappedMarket(database.db, market.id, { to: 'other', base }, IN_SCHEMA);
    expect(await errorOf(wrong)).toMatchObject({ code: 'VALIDATION', field: 'target.base' });
    const mapping = await mapUnmappedMarket(database.db, market.id, target, IN_SCHEMA);
    expect(mapping).toMatchObject({ betpawaId: '3795', sourceIds: { [BOOK]: 'GG' }, priority: 3 });
    expect((await resolve('GG'))?.canonicalId).toBe('btts_ft');
  });
});

it.each(['json', 'csv'] as const)('an export as %s and its import carry all of it', async format => {
  const outcomeMapping = outcomes().map(each => ({
    ...each,
    names: { [BOOK]: each.canonicalId },
    ids: { [BOOK]: '1' },
  }));
  await create({ outcomeMapping, sport: 'tennis', lineConventions: { [BOOK]: { where: 'setnr=1', side: 'away' } } });
  const exported = await exportMappings(database.db, IN_SCHEMA);
  const text = formatMappings(exported, format);
  await database.db.raw(`truncate ${database.table(MAPPINGS)} restart identity cascade`);
  await importMappings(database.db, parseMappings(text, format), IN_SCHEMA);
  expect(await exportMappings(database.db, IN_SCHEMA)).toEqual(exported);
  expect(exported).toMatchObject([{ sourceIds: { [BOOK]: 'GG' }, sport: 'tennis', outcomeMapping }]);
});

it('an import marks what it covers, and adds to the ids that a mapping has', async () => {
  await create({ sourceIds: { rainybet: '1' } });
  const market = await recordUnmappedMarket(database.db, { source: BOOK, externalMarketId: 'GG' }, IN_SCHEMA);
  const { changed } = await importMappings(database.db, [only()], IN_SCHEMA);
  expect(changed).toMatchObject([{ canonicalId: 'btts_ft', fields: ['sourceIds'] }]);
  expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toMatchObject({
    sourceIds: { rainybet: '1', [BOOK]: 'GG' },
  });
  expect(await getUnmappedMarket(database.db, market.id, IN_SCHEMA)).toMatchObject({ status: 'MAPPED' });
});

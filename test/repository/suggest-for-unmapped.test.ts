import { describe, expect, it } from 'vitest';
import { footballCatalogue } from '../../src/catalogue.js';
import {
  createMapping,
  deactivateMapping,
  getUnmappedMarket,
  mapUnmappedMarket,
  type NewMapping,
  recordUnmappedMarkets,
  type SuggestForUnmappedOptions,
  suggestForUnmapped,
  type UnmappedSighting,
} from '../../src/index.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const suggest = (id: number, options: SuggestForUnmappedOptions = {}) =>
  suggestForUnmapped(database.db, id, { ...IN_SCHEMA, ...options });

async function log(sighting: UnmappedSighting): Promise<number> {
  await recordUnmappedMarkets(database.db, [sighting], IN_SCHEMA);
  const rows = await database.rows(UNMAPPED);
  return Number(rows.at(-1)?.id);
}

const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
const BTTS: NewMapping = {
  canonicalId: 'our_btts',
  name: 'Both Teams To Score - Full Time',
  sportybetId: '29',
  outcomeMapping: [
    { ...none, canonicalId: 'yes', sportybetDesc: 'Yes', position: 0 },
    { ...none, canonicalId: 'no', sportybetDesc: 'No', position: 1 },
  ],
};
const GG: UnmappedSighting = {
  source: 'betpawa',
  externalMarketId: '3795',
  marketName: 'Both Teams To Score - FT',
  sampleOutcomes: [
    { name: 'Yes', odds: 1.7 },
    { name: 'No', odds: 2.1 },
  ],
};

describe('suggestForUnmapped', () => {
  it("suggests the database's mappings, which mapUnmappedMarket takes with the outcomes", async () => {
    await createMapping(database.db, BTTS, IN_SCHEMA);
    const id = await log(GG);
    const [best] = await suggest(id);
    expect(best).toMatchObject({ mapping: { canonicalId: 'our_btts' }, match: true, isNew: false });
    const outcomes = (best?.outcomes ?? []).map(({ scraped, canonicalId }, position) => ({
      ...none,
      canonicalId,
      betpawaName: scraped.name,
      position,
    }));
    await mapUnmappedMarket(database.db, id, { to: 'our_btts', outcomes }, IN_SCHEMA);
    expect(await getUnmappedMarket(database.db, id, IN_SCHEMA)).toMatchObject({ status: 'MAPPED' });
  });

  it('suggests candidates beside them, of which a row of the same canonical id is left out', async () => {
    const id = await log(GG);
    const candidates = footballCatalogue.map(each => ({ ...each, betpawaId: null }));
    expect((await suggest(id, { candidates }))[0]?.mapping).not.toHaveProperty('id');
    await createMapping(database.db, { ...BTTS, canonicalId: 'btts_ft' }, IN_SCHEMA);
    const [best] = await suggest(id, { candidates });
    expect(best?.mapping).toMatchObject({ canonicalId: 'btts_ft', id: expect.any(Number) });
  });

  it('leaves inactive mappings out', async () => {
    await createMapping(database.db, BTTS, IN_SCHEMA);
    await deactivateMapping(database.db, BTTS.canonicalId, IN_SCHEMA);
    const found = await suggest(await log(GG));
    expect(found.map(({ isNew }) => isNew)).toEqual([true]);
  });

  it('reads samples as logs have them, with desc or label, and ids and odds as text', async () => {
    await createMapping(database.db, BTTS, IN_SCHEMA);
    const sampleOutcomes = [
      { id: 74, desc: 'Yes', odds: '1.70' },
      { id: 76, label: 'No', odds: '2.10' },
    ];
    const [best] = await suggest(await log({ ...GG, sampleOutcomes }));
    expect(best?.outcomes).toEqual([
      { scraped: { id: '74', name: 'Yes', odds: 1.7, active: true }, canonicalId: 'yes' },
      { scraped: { id: '76', name: 'No', odds: 2.1, active: true }, canonicalId: 'no' },
    ]);
  });

  it('goes by the outcomes that are missing where the market itself is mapped', async () => {
    await createMapping(database.db, { ...BTTS, betpawaId: '3795' }, IN_SCHEMA);
    const missingOutcomes = [{ id: null, name: 'GG' }];
    const [best] = await suggest(await log({ ...GG, reason: 'UNKNOWN_OUTCOMES', missingOutcomes }));
    expect(best?.mapping.canonicalId).toBe('our_btts');
    expect(best?.outcomes.map(({ scraped, canonicalId }) => [scraped.name, canonicalId])).toEqual([['GG', 'yes']]);
  });

  it('drafts a mapping that mapUnmappedMarket creates', async () => {
    const id = await log({ ...GG, externalMarketId: '9', marketName: 'Will there be a streaker?' });
    const [draft] = await suggest(id, { candidates: footballCatalogue });
    expect(draft).toMatchObject({ isNew: true, match: false });
    await mapUnmappedMarket(database.db, id, { create: draft?.mapping as NewMapping }, IN_SCHEMA);
    expect(await getUnmappedMarket(database.db, id, IN_SCHEMA)).toMatchObject({ status: 'MAPPED' });
  });

  it('says nothing of a market without a name that anybody knows', async () => {
    const id = await database.logMarket({ source: 'betpawa', externalMarketId: '77' });
    expect(await suggest(id, { candidates: footballCatalogue })).toEqual([]);
  });

  it('writes nothing', async () => {
    await createMapping(database.db, BTTS, IN_SCHEMA);
    const id = await log(GG);
    const before = await database.contents();
    await suggest(id, { candidates: footballCatalogue });
    expect(await database.contents()).toEqual(before);
    expect(Object.keys(before)).toHaveLength([MAPPINGS, AUDIT, UNMAPPED].length);
  });

  it('refuses an id that is not there, and options that it does not have', async () => {
    expect(await errorOf(suggest(1))).toMatchObject({ code: 'UNMAPPED_MARKET_NOT_FOUND' });
    const refused = [{ candidate: [] }, { candidates: 'all' }, { limit: 0 }] as object[];
    const id = await log(GG);
    for (const options of refused) expect(await errorOf(suggest(id, options))).toMatchObject({ code: 'VALIDATION' });
  });
});

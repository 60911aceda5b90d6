import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  getMapping,
  listMappings,
  listUnmappedMarkets,
  type MappingDraft,
  type MappingPreview,
  mapUnmappedMarket,
  type NewMapping,
  previewMapping,
  recordUnmappedMarkets,
  type ScrapedMarket,
  type UnmappedMarket,
  updateMapping,
} from '../../src/index.js';
import { indexOfActive } from '../../src/rules/missing-outcomes.js';
import { bet9jaMapping, newMapping, outcome, outcomes } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const suite = new SuiteDatabase();
const create = (input: NewMapping) => createMapping(suite.db, input, { ...IN_SCHEMA, allowShared: true });
const preview = (draft: MappingDraft, markets: ScrapedMarket[] = []) =>
  previewMapping(suite.db, draft, { ...IN_SCHEMA, markets });
const record = (...sightings: Parameters<typeof recordUnmappedMarkets>[1]) =>
  recordUnmappedMarkets(suite.db, sightings, IN_SCHEMA);

function scraped(
  externalMarketId: string,
  names: readonly string[],
  fields: Partial<ScrapedMarket> = {},
): ScrapedMarket {
  const offered = names.map((name, at) => ({ id: null, name, odds: 2 + at, active: true }));
  return { source: 'sportybet', externalMarketId, marketName: null, parameter: null, outcomes: offered, ...fields };
}

async function log(): Promise<UnmappedMarket[]> {
  return (await listUnmappedMarkets(suite.db, { limit: 500 }, IN_SCHEMA)).items;
}

/** Who answers for each outcome of a market, by the rows that are active now. */
async function answers(markets: readonly ScrapedMarket[]): Promise<Record<string, string>> {
  const { items } = await listMappings(suite.db, { isActive: true, limit: 500 }, IN_SCHEMA);
  const index = indexOfActive(items);
  const found: Record<string, string> = {};
  for (const market of markets) {
    for (const resolution of index.resolveMarkets(market)) {
      if (resolution.status === 'unmapped') continue;
      for (const { canonicalId, odds } of resolution.outcomes)
        found[`${market.externalMarketId} ${odds}`] = `${resolution.mapping.canonicalId} ${canonicalId}`;
    }
  }
  return found;
}

describe('previewMapping', () => {
  it('says which rows and sightings a new mapping closes, and what stays missing', async () => {
    await record(
      {
        source: 'sportybet',
        externalMarketId: '29',
        occurrences: 7,
        sampleOutcomes: [{ name: 'Yes' }, { name: 'No' }],
      },
      {
        source: 'bet9ja',
        externalMarketId: 'S_GGNG',
        occurrences: 3,
        sampleOutcomes: [{ name: 'Y' }, { name: 'Neither' }],
      },
      { source: 'sportybet', externalMarketId: '30' },
    );
    const found = await preview(newMapping());
    expect(found).toMatchObject({
      action: 'create',
      before: null,
      isActive: true,
      sightings: { closed: 7, reopened: 0 },
    });
    expect(found.closes.map(({ externalMarketId }) => externalMarketId)).toEqual(['29']);
    expect(found.staysOpen).toMatchObject([
      { externalMarketId: 'S_GGNG', reason: 'UNKNOWN_OUTCOMES', missingOutcomes: [{ name: 'Neither' }] },
    ]);
    expect(found.ids).toContainEqual({ source: 'sportybet', before: null, after: '29' });
    expect(found.examined).toEqual({ log: 2, markets: 0 });
    expect(found.changes.map(({ externalMarketId, after }) => [externalMarketId, after])).toEqual([
      ['29', 'btts_ft'],
      ['S_GGNG', 'btts_ft'],
    ]);
  });

  it('writes nothing', async () => {
    await create(newMapping());
    await record({ source: 'sportybet', externalMarketId: '75', sampleOutcomes: [{ name: 'Yes' }] });
    const before = await suite.contents();
    await preview({ canonicalId: 'btts_ft', patch: { sportybetId: '75' } });
    await preview(newMapping({ canonicalId: 'other', betpawaId: null, bet9jaKey: null, sportybetId: '75' }));
    expect(await suite.contents()).toEqual(before);
  });

  it('shows an outcome that another mapping would answer for', async () => {
    await create(newMapping());
    const draft = newMapping({ canonicalId: 'btts_90', priority: 1, betpawaId: null, bet9jaKey: null });
    const found = await preview(draft, [
      scraped('29', ['Yes', 'No']),
      scraped('29', ['Yes', 'No']),
      scraped('30', ['1']),
    ]);
    expect(found.changes).toEqual([
      {
        source: 'sportybet',
        externalMarketId: '29',
        marketName: null,
        parameter: null,
        from: 'markets',
        times: 2,
        before: 'btts_ft',
        after: 'btts_90',
        outcomes: ['yes', 'no'].map(id => ({
          id: null,
          name: id === 'yes' ? 'Yes' : 'No',
          before: { canonicalId: 'btts_ft', outcome: id },
          after: { canonicalId: 'btts_90', outcome: id },
        })),
      },
    ]);
    expect(found.shadows).toEqual([
      { canonicalId: 'btts_ft', source: 'sportybet', externalMarketId: '29', isNew: true },
    ]);
    expect([found.shadowedBy, found.conflicts]).toEqual([[], []]);
    expect((await preview({ ...draft, priority: -1 })).shadowedBy).toHaveLength(1);
  });

  it('tells the conflict that saving is refused for, and does not throw it', async () => {
    await create(newMapping());
    const draft = newMapping({ canonicalId: 'again', betpawaId: null, bet9jaKey: null });
    const { conflicts } = await preview(draft);
    expect(conflicts).toEqual([{ canonicalId: 'again', with: 'btts_ft', source: 'sportybet', externalMarketId: '29' }]);
    expect(await errorOf(createMapping(suite.db, draft, IN_SCHEMA))).toMatchObject({
      code: 'MAPPING_CONFLICT',
      conflicts,
    });
  });

  it('takes a mapping whose canonical id is taken for a change of that one: what it leaves out stays', async () => {
    const before = await create(newMapping());
    const found = await preview({
      canonicalId: 'btts_ft',
      name: 'Both',
      sportybetId: '75',
      outcomeMapping: outcomes(),
    });
    expect(found).toMatchObject({
      action: 'update',
      before,
      ids: [{ source: 'sportybet', before: '29', after: '75' }],
    });
    expect(found.after).toMatchObject({ name: 'Both', betpawaId: '3795', id: before.id });
    expect((await preview(newMapping())).action).toBe('none');
  });

  it('says which mapped rows nothing would know any more', async () => {
    await record({ source: 'sportybet', externalMarketId: '29', occurrences: 4, sampleOutcomes: [{ name: 'Yes' }] });
    await create(newMapping());
    const found = await preview({ canonicalId: 'btts_ft', patch: { sportybetId: null } });
    expect(found.reopens).toMatchObject([{ externalMarketId: '29', status: 'MAPPED' }]);
    expect(found.sightings).toEqual({ closed: 0, reopened: 4 });
    expect(found.changes).toMatchObject([{ before: 'btts_ft', after: null }]);
  });

  it('closes nothing by a mapping that is not active, or by a change of its name', async () => {
    await create(newMapping());
    await record({ source: 'sportybet', externalMarketId: '75', sampleOutcomes: [{ name: 'Yes' }] });
    expect((await preview({ canonicalId: 'btts_ft', patch: { name: 'Other' } })).closes).toEqual([]);
    await deactivateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const found = await preview({ canonicalId: 'btts_ft', patch: { sportybetId: '75' } });
    expect([found.isActive, found.closes, found.changes]).toEqual([false, [], []]);
  });

  it('says what mapping a row of the log does, an ignored one too', async () => {
    await create(newMapping({ sportybetId: null }));
    const id = await suite.logMarket({
      source: 'sportybet',
      externalMarketId: '29',
      status: 'IGNORED',
      occurrenceCount: 9,
    });
    const target = { to: 'btts_ft' };
    const found = await preview({ unmappedId: id, target });
    expect(found).toMatchObject({ action: 'update', closes: [{ id }], sightings: { closed: 9 } });
    await mapUnmappedMarket(suite.db, id, target, IN_SCHEMA);
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ sportybetId: '29' });
    expect(await suite.statuses()).toEqual({ 29: 'MAPPED' });
  });

  it('compares prices of the same event', async () => {
    await create(newMapping({ sportybetId: null }));
    const event = {
      eventId: '1',
      sportradarId: '77',
      sport: 'football',
      home: 'A',
      away: 'B',
      startsAt: null,
      isLive: false,
    };
    const offer = (source: string, id: string, odds: readonly [number, number], names: readonly [string, string]) =>
      scraped(id, [], {
        source,
        event: { ...event, source },
        outcomes: names.map((name, at) => ({ id: null, name, odds: odds[at] ?? null, active: true })),
      });
    const agreeing = [
      offer('bet9ja', 'S_GGNG', [1.5, 2.5], ['Y', 'N']),
      offer('sportybet', '29', [1.52, 2.45], ['Yes', 'No']),
    ];
    const draft = { canonicalId: 'btts_ft', patch: { sportybetId: '29' } };
    expect((await preview(draft, agreeing)).prices).toMatchObject({ compared: 2, agreed: 2, faults: [] });
    const swapped = [agreeing[0] as ScrapedMarket, offer('sportybet', '29', [2.45, 1.52], ['Yes', 'No'])];
    expect((await preview(draft, swapped)).prices).toMatchObject({ agreed: 0, faults: [{ kind: 'swapped-outcomes' }] });
    expect((await preview(draft)).prices).toBeNull();
  });

  it.each([
    [null, 'draft'],
    [{ canonicalId: 'x' }, 'name'],
    [{ canonicalId: 'btts_ft', patch: { prioriy: 1 } }, 'prioriy'],
    [{ unmappedId: 0, target: { to: 'x' } }, 'draft.unmappedId'],
    [{ unmappedId: 1, target: {} }, 'target'],
  ])('refuses the draft %j', async (draft, field) => {
    expect(await errorOf(preview(draft as never))).toMatchObject({ code: 'VALIDATION', field });
  });

  it('refuses what saving would refuse, markets that are none, and unknown options', async () => {
    expect(await errorOf(preview({ canonicalId: 'nothing', patch: {} }))).toMatchObject({ code: 'MAPPING_NOT_FOUND' });
    expect(await errorOf(preview({ unmappedId: 5, target: { to: 'x' } }))).toMatchObject({
      code: 'UNMAPPED_MARKET_NOT_FOUND',
    });
    await create(newMapping());
    const patch = { betpawaId: null, sportybetId: null, bet9jaKey: null };
    expect(await errorOf(preview({ canonicalId: 'btts_ft', patch }))).toMatchObject({ code: 'VALIDATION' });
    expect(await errorOf(preview(newMapping(), [{ source: 'sportybet' } as never]))).toMatchObject({
      code: 'VALIDATION',
    });
    const options = { ...IN_SCHEMA, market: [] } as never;
    expect(await errorOf(previewMapping(suite.db, newMapping(), options))).toMatchObject({ field: 'options.market' });
  });
});

describe('what a preview says is what saving does', () => {
  const ids = fc.constantFrom('1', '2', '3');
  const keys = fc.constantFrom('S_A', 'S_B', 'S_A_X');
  const names = fc.uniqueArray(fc.constantFrom('Yes', 'No', 'Draw'), { minLength: 0, maxLength: 3 });
  const outcomeMapping = names.map(found =>
    found.map((name, position) => ({
      ...outcome('yes', name, position),
      canonicalId: name.toLowerCase(),
      betpawaName: name,
      sportybetDesc: name,
    })),
  );
  const fields = {
    sportybetId: fc.option(ids),
    bet9jaKey: fc.option(keys),
    betpawaId: fc.constant('77'),
    priority: fc.constantFrom(0, 0, 1),
    sport: fc.constantFrom(null, null, 'football' as const, 'tennis' as const),
    outcomeMapping,
  };
  const mapping = fc.record({ canonicalId: fc.constantFrom('a', 'b', 'c'), name: fc.constant('A'), ...fields });
  const patch = fc.record(fields, { requiredKeys: [] });
  const sample = names.map(found => found.map(name => ({ name })));
  const sighting = fc.oneof(
    fc.record({
      source: fc.constant('sportybet'),
      externalMarketId: ids,
      occurrences: fc.constantFrom(1, 5),
      sampleOutcomes: sample,
    }),
    fc.record({
      source: fc.constant('bet9ja'),
      externalMarketId: fc.constantFrom('S_A', 'S_A@2.5', 'S_A@2.5_Yes', 'S_B', 'S_A_X'),
      sampleOutcomes: sample,
    }),
  );

  async function empty(): Promise<void> {
    const tables = ['mapping_audit_log', 'user_market_mappings', UNMAPPED].map(name => suite.table(name)).join(', ');
    await suite.db.raw(`truncate ${tables} restart identity cascade`);
  }

  async function compare(found: MappingPreview, markets: ScrapedMarket[], save: () => Promise<unknown>): Promise<void> {
    const before = await log();
    const was = await answers(markets);
    const error = await save().then(
      () => null,
      (thrown: { code?: string }) => thrown.code ?? 'FAULT',
    );
    expect(error).toBe(found.conflicts.length > 0 ? 'MAPPING_CONFLICT' : null);
    if (error !== null) return;
    const after = await log();
    const closed = after.filter(
      row => row.status === 'MAPPED' && before.some(old => old.id === row.id && old.status !== 'MAPPED'),
    );
    expect(found.closes.map(({ id }) => id).sort()).toEqual(closed.map(({ id }) => id).sort());
    for (const { id, reason, missingOutcomes } of found.staysOpen) {
      const row = after.find(each => each.id === id);
      // Saving an edit that changes no answer looks at no row.
      const old = before.find(each => each.id === id);
      const isUntouched = JSON.stringify(row) === JSON.stringify(old);
      if (!isUntouched) expect([row?.reason, row?.missingOutcomes ?? []]).toEqual([reason, missingOutcomes]);
    }
    const now = await answers(markets);
    const told = found.changes
      .filter(({ from }) => from === 'markets')
      .flatMap(({ externalMarketId, outcomes: changed }) => changed.map(({ name }) => `${externalMarketId} ${name}`));
    const changed = markets.flatMap(market =>
      market.outcomes.flatMap(({ name, odds }) => {
        const key = `${market.externalMarketId} ${odds}`;
        return was[key] === now[key] ? [] : [`${market.externalMarketId} ${name}`];
      }),
    );
    expect([...new Set(told)].sort()).toEqual([...new Set(changed)].sort());
  }

  const MARKETS = [
    ...['1', '2', '3'].map(id => scraped(id, ['Yes', 'No', 'Draw'])),
    ...['S_A', 'S_B', 'S_A_X'].map(id => scraped(id, ['Yes', 'No', 'Draw'], { source: 'bet9ja' })),
  ];

  it('for any mappings, any log and any change', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(mapping, { maxLength: 3, selector: each => each.canonicalId }),
        fc.array(sighting, { maxLength: 8 }),
        fc.oneof(
          mapping.map(draft => ({ kind: 'create' as const, draft })),
          fc.record({ kind: fc.constant('patch' as const), canonicalId: fc.constantFrom('a', 'b'), patch }),
          fc.record({
            kind: fc.constant('map' as const),
            to: fc.constantFrom('a', 'b', 'd'),
            outcomes: outcomeMapping,
          }),
        ),
        async (mappings, sightings, change) => {
          await empty();
          await record(...sightings.slice(0, 4));
          for (const each of mappings) await create(each);
          await record(...sightings.slice(4));
          const known = new Set(mappings.map(({ canonicalId }) => canonicalId));
          const options = IN_SCHEMA;
          if (change.kind === 'create') {
            const { canonicalId, ...rest } = change.draft;
            const save = known.has(canonicalId)
              ? () => updateMapping(suite.db, canonicalId, rest, options)
              : () => createMapping(suite.db, change.draft, options);
            await compare(await preview(change.draft, MARKETS), MARKETS, save);
          } else if (change.kind === 'patch') {
            if (!known.has(change.canonicalId)) return;
            const found = await preview({ canonicalId: change.canonicalId, patch: change.patch }, MARKETS);
            await compare(found, MARKETS, () => updateMapping(suite.db, change.canonicalId, change.patch, options));
          } else {
            const [row] = await log();
            if (row === undefined) return;
            const base = { canonicalId: change.to, name: 'D', outcomeMapping: change.outcomes };
            const target = change.to === 'd' ? { create: base } : { to: change.to, outcomes: change.outcomes, base };
            const found = await preview({ unmappedId: row.id, target }, MARKETS).catch(
              error => error as { code?: string },
            );
            if ('code' in found) {
              // What the preview refuses, saving refuses in the same way.
              expect((await errorOf(mapUnmappedMarket(suite.db, row.id, target, options))).code).toBe(found.code);
              return;
            }
            await compare(found as MappingPreview, MARKETS, () => mapUnmappedMarket(suite.db, row.id, target, options));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('previews a Bet9ja key with all that goes on after it', async () => {
  await record(
    { source: 'bet9ja', externalMarketId: 'S_OU@2.5', sampleOutcomes: [{ name: 'Y' }] },
    { source: 'bet9ja', externalMarketId: 'S_OUX' },
  );
  const found = await preview(bet9jaMapping('S_OU'));
  expect(found.closes.map(({ externalMarketId }) => externalMarketId)).toEqual(['S_OU@2.5']);
});

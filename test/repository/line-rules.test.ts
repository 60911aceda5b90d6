import { describe, expect, it } from 'vitest';
import {
  createMapping,
  createMarketMapper,
  getMapping,
  LINE_KINDS,
  type LineConventions,
  listAuditLog,
  listMappings,
  mapUnmappedMarket,
  resolveMapping,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { AUDIT, errorOf, MAPPINGS, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();
const conventions: LineConventions = { bet9ja: { side: 'away' }, betpawa: { unit: 0.25, fixed: 'setnr=1' } };

describe('what a mapping says of its lines', () => {
  it.each(LINE_KINDS)('%s is stored, read by every function and written to the audit log', async lineKind => {
    const created = await createMapping(database.db, newMapping({ lineKind, lineConventions: conventions }), IN_SCHEMA);
    expect(created).toMatchObject({ lineKind, lineConventions: conventions });
    expect(await getMapping(database.db, 'btts_ft', IN_SCHEMA)).toEqual(created);
    expect(await resolveMapping(database.db, { source: 'sportybet', externalMarketId: '29' }, IN_SCHEMA)).toEqual(
      created,
    );
    expect((await listMappings(database.db, {}, IN_SCHEMA)).items).toEqual([created]);
    const [row] = await database.rows(AUDIT);
    expect(row?.new_value).toMatchObject({ line_kind: lineKind, line_conventions: conventions });
  });

  it('is left out where it says nothing, as in a row of an older release', async () => {
    const created = await createMapping(database.db, newMapping(), IN_SCHEMA);
    expect(Object.keys(created)).not.toContain('lineKind');
    expect(Object.keys(created)).not.toContain('lineConventions');
    expect(
      await createMapping(database.db, newMapping({ canonicalId: 'b', lineKind: null, lineConventions: null }), {
        ...IN_SCHEMA,
        allowShared: true,
      }),
    ).not.toHaveProperty('lineKind');
  });

  it('changes like any field, null takes it away, and what changes nothing writes nothing', async () => {
    const created = await createMapping(database.db, newMapping({ lineKind: 'total' }), IN_SCHEMA);
    const update = (patch: object) => updateMapping(database.db, 'btts_ft', patch, IN_SCHEMA);
    expect(await update({ lineKind: 'total' })).toEqual(created);
    expect(await update({ lineKind: 'asian-handicap', lineConventions: conventions })).toMatchObject({
      lineKind: 'asian-handicap',
      lineConventions: conventions,
    });
    expect(
      await update({ lineConventions: { betpawa: conventions.betpawa, bet9ja: conventions.bet9ja } }),
    ).toMatchObject({
      lineConventions: conventions,
    });
    expect(await update({ name: 'GG' })).toMatchObject({ lineKind: 'asian-handicap', lineConventions: conventions });
    const cleared = await update({ lineKind: null, lineConventions: null });
    expect(cleared).not.toHaveProperty('lineKind');
    expect(cleared).not.toHaveProperty('lineConventions');
    const { items } = await listAuditLog(database.db, { action: 'UPDATE' }, IN_SCHEMA);
    expect(items).toHaveLength(3);
    const [last] = items;
    expect(last).toMatchObject({
      oldValue: { line_kind: 'asian-handicap', line_conventions: conventions },
      newValue: { line_kind: null, line_conventions: null },
    });
  });

  it.each([
    [{ lineKind: 'totals' }, 'lineKind'],
    [{ lineKind: 7 }, 'lineKind'],
    [{ lineConventions: { 'Bet 365': {} } }, 'lineConventions.Bet 365'],
    [{ lineConventions: { bet9ja: { side: 'left' } } }, 'lineConventions.bet9ja.side'],
    [{ lineConventions: { bet9ja: { unit: 0 } } }, 'lineConventions.bet9ja.unit'],
    [{ lineConventions: { bet9ja: { unit: Number.NaN } } }, 'lineConventions.bet9ja.unit'],
    [{ lineConventions: { bet9ja: { fixed: '2.5' } } }, 'lineConventions.bet9ja.fixed'],
    [{ lineConventions: { bet9ja: { fixed: 'a=\u0000' } } }, 'lineConventions.bet9ja.fixed'],
    [{ lineConventions: [] }, 'lineConventions'],
  ])('%j is refused, and nothing is written', async (fields, field) => {
    const input = { ...newMapping(), ...fields } as never;
    const error = await errorOf(createMapping(database.db, input, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'VALIDATION', issues: [{ field: expect.stringContaining(field) }] });
    expect(await database.rows(MAPPINGS)).toEqual([]);
  });

  it('comes with a market that is mapped from the log', async () => {
    const id = await database.logMarket({ source: 'sportybet', externalMarketId: '900300' });
    const target = { create: newMapping({ sportybetId: null, lineKind: 'total' }) };
    expect(await mapUnmappedMarket(database.db, id, target, IN_SCHEMA)).toMatchObject({
      sportybetId: '900300',
      lineKind: 'total',
    });
  });
});

describe('a row added while scrapers run', () => {
  const corners = newMapping({
    canonicalId: 'home_corners_ft',
    sportybetId: '900300',
    lineKind: 'total',
    outcomeMapping: [
      {
        canonicalId: 'more',
        betpawaName: null,
        sportybetDesc: 'Over',
        bet9jaSuffix: null,
        position: 0,
        ids: { sportybet: '30' },
      },
    ],
  });
  const market = {
    source: 'sportybet' as const,
    externalMarketId: '900300',
    marketName: null,
    parameter: 'total=4.5',
    outcomes: [{ id: '30', name: 'Over 4.5', odds: 1.62, active: true }],
  };

  it('lets a mapper read its lines', async () => {
    await using mapper = await createMarketMapper(database.db, { ...IN_SCHEMA, listen: false });
    expect(mapper.resolveMarket(market)).toEqual({ status: 'unmapped', reason: 'UNKNOWN_MARKET' });
    await createMapping(database.db, corners, IN_SCHEMA);
    await mapper.refresh();
    expect(mapper.resolveMarket(market)).toMatchObject({ line: { kind: 'total', value: 4.5, label: '4.5' } });
    expect(mapper.resolveMarket({ ...market, parameter: 'total=x' })).toMatchObject({
      line: null,
      lineReason: 'PARAMETER_UNREADABLE',
    });
    expect(() => Object.assign(mapper.resolve('sportybet', '900300') ?? {}, { lineKind: 'other' })).toThrow(TypeError);
  });

  it('is what a base mapping says of itself, too', async () => {
    const baseMappings = [{ ...corners, lineConventions: { sportybet: { unit: 2 } } }];
    await using mapper = await createMarketMapper(database.db, { ...IN_SCHEMA, listen: false, baseMappings });
    expect(mapper.resolveMarket(market)).toMatchObject({
      line: { value: 9 },
      mapping: { origin: 'base', lineKind: 'total' },
    });
  });

  it('is left out, with a warning, where a hand edit broke its conventions', async () => {
    await createMapping(database.db, corners, IN_SCHEMA);
    await database.db
      .withSchema(IN_SCHEMA.schema ?? 'public')
      .table(MAPPINGS)
      .update({ line_conventions: '{"bet9ja":{"side":1}}' });
    const warnings: unknown[] = [];
    const logger = { warn: (warning: unknown) => warnings.push(warning) };
    await using mapper = await createMarketMapper(database.db, { ...IN_SCHEMA, listen: false, logger });
    await eventually(() => expect(warnings).toEqual([expect.stringContaining('line_conventions is not')]));
    expect(mapper.resolveMarket(market)).toMatchObject({ status: 'unmapped' });
    expect(await getMapping(database.db, 'home_corners_ft', IN_SCHEMA)).not.toHaveProperty('lineConventions');
  });
});

import { describe, expect, it } from 'vitest';
import {
  createMapping,
  deactivateMapping,
  exportMappings,
  formatMappings,
  getMapping,
  importMappings,
  listAuditLog,
  type NewMapping,
  parseMappings,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, outcome, outcomes } from '../support/builders.js';
import { databaseForThisTest, IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();
const by = { actor: 'ada', reason: 'spring review', ...IN_SCHEMA };

/** Every field in use, awkward text among it. */
const rich = newMapping({
  canonicalId: 'awkward',
  name: 'Quoted "name", with a comma,\na line end, =SUM(A1) and ünïcödé 😀',
  sportybetId: null,
  priority: -7,
  lineKind: 'total',
  lineConventions: { bet9ja: { unit: 0.25 }, sportybet: { fixed: 'total=2.5' } },
  outcomeMapping: [
    { ...outcome('yes', 'Y', 0), ids: { betpawa: '007', sportybet: '74' } },
    { ...outcome('no', 'N', 1), bet9jaSuffix: null },
  ],
});

async function fill(): Promise<void> {
  await createMapping(suite.db, newMapping({ canonicalId: 'z_first' }), by);
  await createMapping(suite.db, rich, by);
  await createMapping(suite.db, bet9jaMapping('S_OFF', { outcomeMapping: [] }), by);
  await deactivateMapping(suite.db, 'S_OFF', by);
}

describe('export and import', () => {
  it.each(['json', 'csv'] as const)('into an empty database and out again give the same bytes as %s', async format => {
    await fill();
    const text = formatMappings(await exportMappings(suite.db, IN_SCHEMA), format);
    const { db } = await databaseForThisTest();
    const { created } = await importMappings(db, parseMappings(text, format), by);
    expect(created).toEqual(['z_first', 'awkward', 'S_OFF']);
    expect(formatMappings(await exportMappings(db, IN_SCHEMA), format)).toBe(text);
    expect(await getMapping(db, 'awkward', IN_SCHEMA)).toMatchObject({ ...rich, isActive: true, createdBy: 'ada' });
  });

  it('of what is there already write nothing', async () => {
    await fill();
    const before = await suite.contents();
    const result = await importMappings(suite.db, await exportMappings(suite.db, IN_SCHEMA), by);
    expect(result).toEqual({
      created: [],
      changed: [],
      unchanged: ['z_first', 'awkward', 'S_OFF'],
      conflicting: [],
      others: [],
      applied: false,
    });
    expect(await suite.contents()).toEqual(before);
  });
});

describe('exportMappings', () => {
  it('refuses to leave out outcomes that a hand edit broke', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.raw(`update ${suite.table('user_market_mappings')} set outcome_mapping = '[{"canonical_id": 5}]'`);
    const error = await errorOf(exportMappings(suite.db, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'INVALID_ROW', message: expect.stringContaining('"btts_ft"') });
  });
});

describe('importMappings', () => {
  it('creates, changes, and leaves alone what it does not name, each with its audit row', async () => {
    await createMapping(suite.db, newMapping({ canonicalId: 'changed', betpawaId: '1' }), IN_SCHEMA);
    await createMapping(
      suite.db,
      newMapping({ canonicalId: 'other', betpawaId: '9', sportybetId: null, bet9jaKey: null }),
      IN_SCHEMA,
    );
    const set = [
      newMapping({ canonicalId: 'new', betpawaId: '2', sportybetId: null, bet9jaKey: null }),
      { ...newMapping({ canonicalId: 'changed', name: 'Renamed', betpawaId: '1' }), isActive: false },
    ];
    const done: number[][] = [];
    const result = await importMappings(suite.db, set, { ...by, onProgress: (...progress) => done.push(progress) });
    expect(result).toMatchObject({
      created: ['new'],
      unchanged: [],
      conflicting: [],
      others: ['other'],
      applied: true,
    });
    expect(result.changed).toMatchObject([
      { canonicalId: 'changed', fields: ['name', 'isActive'], before: { isActive: true }, after: { name: 'Renamed' } },
    ]);
    expect(done).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(await getMapping(suite.db, 'changed', IN_SCHEMA)).toMatchObject({ name: 'Renamed', isActive: false });
    const { items } = await listAuditLog(suite.db, { limit: 3 }, IN_SCHEMA);
    expect(items.map(({ action, canonicalId, createdBy, reason }) => [action, canonicalId, createdBy, reason])).toEqual(
      [
        ['UPDATE', 'changed', 'ada', 'spring review'],
        ['DEACTIVATE', 'changed', 'ada', 'spring review'],
        ['CREATE', 'new', 'ada', 'spring review'],
      ],
    );
  });

  it('takes a source id away, and brings a deactivated mapping back', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await deactivateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    await importMappings(suite.db, [newMapping({ sportybetId: null })], by);
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ sportybetId: null, isActive: true });
  });

  it('writes nothing in a dry run, which tells the same', async () => {
    await fill();
    const set = [newMapping({ canonicalId: 'z_first', name: 'Renamed' }), bet9jaMapping('S_NEW')];
    const before = await suite.contents();
    const told = await importMappings(suite.db, set, { ...by, dryRun: true });
    expect(await suite.contents()).toEqual(before);
    const done = await importMappings(suite.db, set, by);
    expect(told).toEqual({ ...done, applied: false });
    expect(done.created).toEqual(['S_NEW']);
  });

  it('writes nothing at all where the database refuses one of the mappings', async () => {
    const { db, table } = await databaseForThisTest();
    await db.raw(`alter table ${table('user_market_mappings')} add check (name <> 'refused')`);
    const set = [bet9jaMapping('S_A'), bet9jaMapping('S_B', { name: 'refused' })];
    expect(await errorOf(importMappings(db, set, by))).toMatchObject({ code: 'DATABASE', sqlState: '23514' });
    expect(await exportMappings(db, IN_SCHEMA)).toEqual([]);
    expect((await listAuditLog(db, {}, IN_SCHEMA)).items).toEqual([]);
  });

  it('joins a transaction, whose rollback undoes it', async () => {
    const trx = await suite.db.transaction();
    await importMappings(trx, [newMapping()], by);
    await trx.rollback();
    expect(await exportMappings(suite.db, IN_SCHEMA)).toEqual([]);
  });

  it('marks what its active mappings cover, and not what its inactive ones would', async () => {
    await suite.logMarket({ source: 'bet9ja', externalMarketId: 'S_ON@2.5_O' });
    await suite.logMarket({ source: 'bet9ja', externalMarketId: 'S_OFF', status: 'ACKNOWLEDGED' });
    await suite.logMarket({ source: 'betpawa', externalMarketId: '1', status: 'IGNORED' });
    const off = { ...bet9jaMapping('S_OFF'), isActive: false };
    await importMappings(suite.db, [off, bet9jaMapping('S_ON', { betpawaId: '1' })], by);
    expect(await suite.statuses()).toEqual({ 'S_ON@2.5_O': 'MAPPED', S_OFF: 'ACKNOWLEDGED', '1': 'IGNORED' });
  });

  describe('calls a mapping conflicting', () => {
    const conflict = { canonicalId: 'theirs', with: 'ours', source: 'bet9ja', externalMarketId: 'S_OU' };
    const ours = bet9jaMapping('S_OU', { canonicalId: 'ours' });
    const theirs = bet9jaMapping('S_OU', { canonicalId: 'theirs' });

    it('where only its age would tell it from an active one outside the set, and imports nothing', async () => {
      await createMapping(suite.db, ours, IN_SCHEMA);
      const before = await suite.contents();
      const set = [bet9jaMapping('S_FINE'), theirs];
      expect(await importMappings(suite.db, set, { ...by, dryRun: true })).toMatchObject({ conflicting: [conflict] });
      expect(await errorOf(importMappings(suite.db, set, by))).toMatchObject({
        code: 'MAPPING_CONFLICT',
        conflicts: [conflict],
      });
      expect(await suite.contents()).toEqual(before);
      const allowed = await importMappings(suite.db, set, { ...by, allowConflicts: true });
      expect(allowed).toMatchObject({ created: ['S_FINE', 'theirs'], conflicting: [conflict], applied: true });
    });

    it.each<[string, NewMapping & { isActive?: boolean }]>([
      ['its priority decides', { ...theirs, priority: 1 }],
      ['their outcomes are told apart', { ...theirs, outcomeMapping: [outcome('over', 'O', 0)] }],
      ['it is not active', { ...theirs, isActive: false }],
    ])('not where %s', async (_, mapping) => {
      await createMapping(suite.db, ours, IN_SCHEMA);
      expect(await importMappings(suite.db, [mapping], by)).toMatchObject({ created: ['theirs'], conflicting: [] });
    });
  });

  it('names everything that is wrong with any mapping before any SQL', async () => {
    const set: unknown[] = [
      newMapping({ name: '' }),
      newMapping({ canonicalId: 'a', betpawaId: null, sportybetId: null, bet9jaKey: null }),
      newMapping({ canonicalId: 'b' }),
      newMapping({ canonicalId: 'b' }),
      { ...newMapping({ canonicalId: 'c' }), isActive: 'yes' },
      { ...newMapping({ canonicalId: 'd' }), colour: 'red' },
      'text',
    ];
    const error = await errorOf(importMappings(suite.db, set as NewMapping[], by));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'mappings[0].name' });
    const { issues } = error as unknown as { issues: { field: string }[] };
    expect(issues.map(({ field }) => field)).toEqual([
      'mappings[0].name',
      'mappings[1].betpawaId',
      'mappings[3].canonicalId',
      'mappings[4].isActive',
      'mappings[5].colour',
      'mappings[6]',
    ]);
    expect(await errorOf(importMappings(suite.db, {} as NewMapping[]))).toMatchObject({ field: 'mappings' });
  });
});

describe('parseMappings', () => {
  it('takes columns in any order, and leaves out what is empty', () => {
    const csv = '\uFEFFname,bet9jaKey,canonicalId,outcomeMapping,betpawaId\r\n"a ""b"", c",S_OU,ou,"[]",\r\n\r\n';
    expect(parseMappings(csv, 'csv')).toEqual([
      { name: 'a "b", c', bet9jaKey: 'S_OU', canonicalId: 'ou', outcomeMapping: [] },
    ]);
  });

  it.each([
    ['csv', '', 'must start with a line of column names'],
    ['csv', 'canonicalId,colour\na,red\n', '"colour" is not a column'],
    ['csv', 'name,name\na,b\n', 'has the column name twice'],
    ['csv', 'canonicalId,name\na,b\nc\n', 'line 3: has 1 cells where the first line has 2'],
    ['csv', 'canonicalId,name\na,"b\n', 'line 2: has a quote that is never closed'],
    ['csv', 'canonicalId,name\n"a"b,c\n', 'line 2: has text after a closing quote'],
    ['csv', 'canonicalId,outcomeMapping\na,[{\n', 'line 2, outcomeMapping: must be JSON'],
    ['json', '[{', 'must be JSON'],
    ['json', '{}', 'must be a JSON array'],
    ['xml', '<a/>', 'must be one of json, csv'],
  ])('refuses %s that is %j', (format, text, message) => {
    expect(() => parseMappings(text, format as 'json')).toThrow(message);
  });
});

it('an export holds outcomes as the model names them', async () => {
  await createMapping(suite.db, newMapping(), IN_SCHEMA);
  expect(JSON.parse(formatMappings(await exportMappings(suite.db, IN_SCHEMA)))).toEqual([
    {
      ...newMapping(),
      sourceIds: {},
      priority: 0,
      isActive: true,
      sport: null,
      outcomeMapping: outcomes(),
      lineKind: null,
      lineConventions: null,
    },
  ]);
});

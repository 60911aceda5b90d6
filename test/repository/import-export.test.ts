import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  createMapping,
  deactivateMapping,
  deleteMapping,
  exportMappings,
  formatMappings,
  getMapping,
  importMappings,
  listAuditLog,
  listMappings,
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

  it('gives a blank id that another service stored as none', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.raw(`update ${suite.table('user_market_mappings')} set betpawa_id = '', bet9ja_key = ' '`);
    const exported = await exportMappings(suite.db, IN_SCHEMA);
    expect(exported).toMatchObject([{ betpawaId: null, sportybetId: '29', bet9jaKey: null }]);
    for (const given of [exported, await suite.rows('user_market_mappings')]) {
      const mappings = parseMappings(JSON.stringify(given));
      expect(await importMappings(suite.db, mappings, by)).toMatchObject({ unchanged: ['btts_ft'] });
    }
  });

  it.each([
    ["name = ''", 'name must not be empty'],
    ['betpawa_id = null, sportybet_id = null, bet9ja_key = null', 'betpawaId at least one of'],
    [`outcome_mapping = '[{"canonical_id": ""}]'`, 'outcomeMapping.0.canonicalId must not be empty'],
  ])('refuses what an import would: %s', async (change, message) => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.raw(`update ${suite.table('user_market_mappings')} set ${change}`);
    const error = await errorOf(exportMappings(suite.db, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'INVALID_ROW', message: expect.stringContaining(`"btts_ft"`) });
    expect(error.message).toContain(message);
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
    await importMappings(suite.db, [{ ...newMapping({ sportybetId: null }), isActive: true }], by);
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ sportybetId: null, isActive: true });
  });

  it('keeps what it leaves out, and clears what it gives as null', async () => {
    await createMapping(suite.db, newMapping({ priority: 5, lineKind: 'total' }), IN_SCHEMA);
    await deactivateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const before = await getMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const given = [{ canonicalId: 'btts_ft', name: 'Renamed', lineKind: null, bet9jaKey: null }];
    const { changed } = await importMappings(suite.db, given, by);
    expect(changed).toMatchObject([{ canonicalId: 'btts_ft', fields: ['name', 'bet9jaKey', 'lineKind'] }]);
    const { lineKind: _, ...kept } = before ?? {};
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toEqual({
      ...kept,
      name: 'Renamed',
      bet9jaKey: null,
      updatedAt: expect.any(Date),
    });
  });

  it('of a CSV with two columns changes one', async () => {
    await createMapping(suite.db, newMapping({ priority: 5 }), IN_SCHEMA);
    await deactivateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const before = await getMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const csv = 'canonicalId;name\r\nbtts_ft;Renamed\r\n';
    const { changed } = await importMappings(suite.db, parseMappings(csv, 'csv'), by);
    expect(changed).toMatchObject([{ fields: ['name'] }]);
    const after = await getMapping(suite.db, 'btts_ft', IN_SCHEMA);
    expect(after).toEqual({ ...before, name: 'Renamed', updatedAt: expect.any(Date) });
  });

  it('refuses a new mapping that lacks what it needs, and a change that takes the last id, naming each', async () => {
    await createMapping(suite.db, newMapping({ betpawaId: null, sportybetId: null }), IN_SCHEMA);
    const before = await suite.contents();
    const given = [
      { canonicalId: 'btts_ft', bet9jaKey: null },
      { canonicalId: 'new', betpawaId: '1' },
    ];
    for (const dryRun of [true, false]) {
      const error = await errorOf(importMappings(suite.db, given, { ...by, dryRun }));
      expect(error).toMatchObject({
        code: 'VALIDATION',
        issues: [
          { field: 'mappings[0].betpawaId' },
          { field: 'mappings[1].name' },
          { field: 'mappings[1].outcomeMapping' },
        ],
      });
    }
    expect(await suite.contents()).toEqual(before);
  });

  it('brings a deleted mapping back from its entry in the audit log, or from the row in it', async () => {
    await createMapping(suite.db, rich, IN_SCHEMA);
    const before = await getMapping(suite.db, 'awkward', IN_SCHEMA);
    for (const pick of [(entry: AuditEntry) => entry, (entry: AuditEntry) => entry.oldValue]) {
      await deleteMapping(suite.db, 'awkward', IN_SCHEMA);
      const { items } = await listAuditLog(suite.db, { action: 'DELETE', limit: 1 }, IN_SCHEMA);
      const file = JSON.stringify(items.map(pick));
      expect(await importMappings(suite.db, parseMappings(file), by)).toMatchObject({ created: ['awkward'] });
      const own = { id: expect.any(Number), createdAt: expect.any(Date), updatedAt: expect.any(Date) };
      expect(await getMapping(suite.db, 'awkward', IN_SCHEMA)).toEqual({ ...before, ...own, createdBy: 'ada' });
    }
  });

  it('takes the rows of the table and the mappings of a list, which change nothing', async () => {
    await fill();
    const rows = await suite.rows('user_market_mappings');
    const { items } = await listMappings(suite.db, {}, IN_SCHEMA);
    for (const given of [rows, { items, nextCursor: null }]) {
      const mappings = parseMappings(JSON.stringify(given));
      expect(await importMappings(suite.db, mappings, by)).toMatchObject({
        unchanged: ['z_first', 'awkward', 'S_OFF'],
      });
    }
  });

  it('does not choose between the two sides of a change, nor between two names of a field', async () => {
    const entry = { action: 'UPDATE', oldValue: { canonical_id: 'a' }, newValue: { canonical_id: 'a' } };
    const twice = { ...newMapping(), betpawa_id: '1' };
    const error = await errorOf(importMappings(suite.db, [entry, twice] as unknown as NewMapping[], by));
    expect(error).toMatchObject({ issues: [{ field: 'mappings[0].action' }, { field: 'mappings[1].betpawa_id' }] });
  });

  it('writes nothing in a dry run, which tells the same', async () => {
    await fill();
    const set = [newMapping({ canonicalId: 'z_first', name: 'Renamed' }), bet9jaMapping('S_NEW')];
    const before = await suite.contents();
    const told = await importMappings(suite.db, set, { ...by, dryRun: true });
    expect(await suite.contents()).toEqual(before);
    const { changeId, ...done } = await importMappings(suite.db, set, by);
    expect(told).toEqual({ ...done, applied: false });
    expect(changeId).toEqual(expect.any(String));
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
      const allowed = await importMappings(suite.db, set, { ...by, allowShared: true });
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
      { ...newMapping({ canonicalId: 'a', betpawaId: null, sportybetId: null, bet9jaKey: null }), sourceIds: null },
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
  it('takes columns in any order, and of an empty cell null where the field may be that', () => {
    const csv = '\uFEFFname,bet9jaKey,canonicalId,outcomeMapping,betpawaId\r\n"a ""b"", c",S_OU,ou,"[]",\r\n\r\n';
    expect(parseMappings(csv, 'csv')).toEqual([
      { name: 'a "b", c', bet9jaKey: 'S_OU', canonicalId: 'ou', outcomeMapping: [], betpawaId: null },
    ]);
    const empty = 'canonicalId,name,priority,isActive,outcomeMapping,lineKind,lineConventions\nou,,,,,,\n';
    expect(parseMappings(empty, 'csv')).toEqual([{ canonicalId: 'ou', lineKind: null, lineConventions: null }]);
  });

  it.each([
    [
      'semicolons, a byte order mark, TRUE and blank rows',
      '\uFEFFcanonicalId;isActive;priority\r\na;TRUE;-1\r\nb;FALSE;2\r\n;;\r\n',
    ],
    ['tabs, and line ends of a Mac', 'canonicalId\tisActive\tpriority\ra\tTrue\t-1\rb\tfalse\t2'],
    [
      'the columns of the table, as psql writes them',
      'id,canonical_id,is_active,priority,created_at\n7,a,t,-1,2026-01-01\n8,b,f,2,\n',
    ],
    ['quoted names', '"canonicalId","isActive","priority"\n"a","true","-1"\n"b","false","2"\n'],
  ])('takes %s', (_, csv) => {
    expect(parseMappings(csv, 'csv')).toEqual([
      { canonicalId: 'a', isActive: true, priority: -1 },
      { canonicalId: 'b', isActive: false, priority: 2 },
    ]);
  });

  it.each([
    ['csv', '', 'must start with a line of column names'],
    ['csv', 'canonicalId,colour\na,red\n', '"colour" is not a column'],
    ['csv', 'name,name\na,b\n', 'has the column name twice'],
    ['csv', 'canonicalId,canonical_id\na,b\n', 'has the column canonical_id twice'],
    ['csv', 'canonicalId,name\r\n"a\r\nb",c\r\n\r\nd\r\n', 'line 5: has 1 cells where the first line has 2'],
    ['csv', 'canonicalId,name\n\n"a\nb","c\n', 'line 3: has a quote that is never closed'],
    ['csv', 'canonicalId,name\na,b"c\n', 'line 2: has a quote inside a cell'],
    ['csv', 'canonicalId,name\na,\uD800\n', 'must not contain half of a surrogate pair'],
    ['csv', 'canonicalId,isActive\na,yes\n', 'line 2, isActive: must be true or false'],
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

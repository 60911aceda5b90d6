import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeServerFolder, startPostgres } from '../../dev/postgres-server.js';
import {
  createMapping,
  deactivateMapping,
  deleteMapping,
  getMapping,
  getUnmappedMarket,
  listAuditLog,
  recordUnmappedMarkets,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping, newMapping, outcomes } from '../support/builders.js';
import { type Ran, runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();
const PAYLOADS = ['sportybet', 'bet9ja', 'betpawa'].map(name => `examples/payloads/${name}.json`);

function run(args: readonly string[], input?: string): Promise<Ran> {
  return runCommand(args, { url: suite.url, input });
}

/** The answer to a command that is to succeed, in JSON. */
async function ask(args: readonly string[], input?: string): Promise<unknown> {
  const { code, out, err } = await run([...args, '--json'], input);
  expect({ code, err }).toMatchObject({ code: 0 });
  return JSON.parse(out);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: unknown): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, typeof content === 'string' ? content : JSON.stringify(content));
  return full;
}

describe('the command line', () => {
  it('--help tells every command, the database options and the exit codes', async () => {
    const { code, out } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const word of ['migrate', 'check', 'unmapped', 'audit', 'import', 'DATABASE_URL', '--schema', 'Exit codes']) {
      expect(out).toContain(word);
    }
  });

  it.each([
    ['migrate'],
    ['check'],
    ['stats'],
    ['unmapped', 'list'],
    ['unmapped', 'show'],
    ['unmapped', 'acknowledge'],
    ['unmapped', 'ignore'],
    ['unmapped', 'map'],
    ['mappings', 'list'],
    ['mappings', 'show'],
    ['mappings', 'create'],
    ['mappings', 'edit'],
    ['mappings', 'activate'],
    ['mappings', 'deactivate'],
    ['mappings', 'delete'],
    ['audit'],
    ['export'],
    ['import'],
    ['resolve'],
    ['replay'],
    ['compare'],
    ['coverage'],
    ['learn'],
    ['catalogue', 'list'],
    ['catalogue', 'diff'],
    ['catalogue', 'import'],
  ])('%s %s --help tells its options and those of every command', async (...words) => {
    const { code, out } = await runCommand([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: market-mapping ${words.join(' ')}`);
    expect(out).toContain('--database-url');
  });

  it('--version is that of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await runCommand(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  it.each([
    ['an unknown command', ['mend'], "unknown command 'mend'"],
    ['an unknown option', ['stats', '--fast'], "unknown option '--fast'"],
    ['a missing argument', ['mappings', 'show'], "missing required argument 'canonical-id'"],
    ['a source that is none', ['resolve', 'bet 365', '1'], 'must be the id of a bookmaker'],
    ['a source id without a source', ['mappings', 'edit', 'a', '--source-id', '29'], 'must be like msport=29'],
    [
      'a source that nothing reads',
      ['replay', '--source', 'quickbet', 'x.json'],
      'nothing reads payloads of "quickbet"',
    ],
    ['a sport that is none', ['replay', '--sport', 'chess', 'x.json'], 'must be one of football'],
    ['an entry that the catalogue lacks', ['catalogue', 'list', 'nothing'], 'the catalogue has no "nothing"'],
    ['a number that is none', ['audit', '--mapping-id', 'x'], 'must be a whole number'],
    ['a time that is none', ['audit', '--from', 'yesterday'], 'must be a time such as'],
    ['no database', ['stats'], 'give --database-url or --data-dir, or set DATABASE_URL'],
    ['a database URL that is none', ['stats', '--database-url', 'localhost'], 'must look like postgres://'],
  ])('%s ends with 2 and a line that tells', async (_, args, message) => {
    const { code, out, err } = await runCommand(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error USAGE: .*\n$/);
    expect(err).toContain(message);
  });

  it('tells a refusal in one line with its code, and ends with 3', async () => {
    const { code, out, err } = await run(['mappings', 'delete', 'nothing']);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toBe(
      'error MAPPING_NOT_FOUND: There is no mapping with canonical id "nothing": "mappings list" shows those there are.\n',
    );
  });

  it('tells missing tables with the command that makes them, and ends with 4', async () => {
    const { code, err } = await run(['stats', '--schema', 'nowhere']);
    expect(code).toBe(4);
    expect(err).toMatch(/^error SCHEMA_MISSING: .*run "market-mapping migrate" first\.\n$/);
  });

  it.each([
    ['nowhere', 'with the same --schema, run "market-mapping migrate" first.'],
    ['public', 'in schema "public": run "market-mapping migrate" first.'],
  ])('tells what is missing in schema %s in a whole sentence', async (schema, advice) => {
    const { url } = await databaseForThisTest({ empty: true });
    const { code, err } = await runCommand(['stats', '--schema', schema], { url });
    expect(code).toBe(4);
    expect(err).toMatch(
      /^error SCHEMA_MISSING: A table or column of market-mapping is missing in schema "\w+": [^:]*\n$/,
    );
    expect(err).toContain(advice);
    expect(err).not.toContain('runMigrations');
  });

  it('tells of an id with a colon in it in a whole sentence', async () => {
    const { err } = await run(['mappings', 'delete', 'half: time']);
    expect(err).toBe(
      'error MAPPING_NOT_FOUND: There is no mapping with canonical id "half: time": "mappings list" shows those there are.\n',
    );
  });

  it('tells a database that is away in one line without its password, and ends with 5', async () => {
    const { code, err } = await runCommand(['stats', '--database-url', 'postgres://ada:secret@127.0.0.1:1/odds']);
    expect(code).toBe(5);
    expect(err).toMatch(/^error DATABASE: .*ECONNREFUSED.*\n$/);
    expect(err).not.toContain('secret');
  });

  it('writes no colour where no terminal reads it', async () => {
    const { out } = await run(['check']);
    expect(out).toBe('The tables are what this release expects.\n');
  });

  it('fits tables to COLUMNS', async () => {
    await createMapping(suite.db, newMapping({ name: 'A name that is much too long for a narrow terminal' }));
    const { out } = await runCommand(['mappings', 'list'], { url: suite.url, env: { COLUMNS: '70' } });
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(70);
    expect(out).toContain('…');
  });
});

describe('migrate and check', () => {
  it('make the tables, in any schema', async () => {
    const { url } = await databaseForThisTest({ empty: true });
    const at = (args: readonly string[]) => runCommand([...args, '--schema', 'odds'], { url });
    const pending = await at(['check']);
    expect(pending.code).toBe(1);
    expect(pending.out).toContain('pending 001_create_market_mapping_tables');
    expect(await at(['migrate'])).toMatchObject({ code: 0, out: expect.stringContaining('applied 001_') });
    expect(await at(['migrate'])).toMatchObject({ code: 0, out: 'Nothing to do: the tables are up to date.\n' });
    expect(await at(['check'])).toMatchObject({ code: 0 });
  });

  it('--dry-run prints SQL that a DBA can run, and changes nothing', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const { code, out } = await runCommand(['migrate', '--dry-run'], { url });
    expect(code).toBe(0);
    expect(await runCommand(['check'], { url })).toMatchObject({ code: 1 });
    await db.raw(out);
    expect(await runCommand(['check'], { url })).toMatchObject({ code: 0 });
    expect(await runCommand(['migrate', '--dry-run'], { url })).toMatchObject({ code: 0, out: '' });
  });

  it('check tells what differs', async () => {
    const { db, url } = await databaseForThisTest();
    await db.raw('drop index idx_audit_log_action');
    const { code, out } = await runCommand(['check'], { url });
    expect(code).toBe(1);
    expect(out).toBe('differs mapping_audit_log: index idx_audit_log_action btree (action) is missing\n');
  });
});

describe('unmapped', () => {
  async function record(): Promise<void> {
    await recordUnmappedMarkets(suite.db, [
      { source: 'sportybet', externalMarketId: '29', marketName: 'GG/NG', occurrences: 9, sampleOutcomes: SAMPLE },
      { source: 'bet9ja', externalMarketId: 'S_OU@2.5', marketName: '\u001B[2Jcleared', occurrences: 2 },
      { source: 'bet9ja', externalMarketId: 'S_DC' },
    ]);
  }
  const SAMPLE = [
    { id: '74', name: 'Yes', odds: 1.7, active: true },
    { id: '76', name: 'No', odds: 2, active: true },
  ];

  it('list shows the most often seen first, page by page, and no control character of a name', async () => {
    await record();
    const { out, err } = await run(['unmapped', 'list', '--limit', '2']);
    expect(out.split('\n').map(line => line.trim().split(/ {2,}/).slice(0, 5))).toMatchObject([
      ['ID', 'SOURCE', 'MARKET', 'NAME', 'SEEN'],
      [expect.any(String), 'sportybet', '29', 'GG/NG', '9'],
      [expect.any(String), 'bet9ja', 'S_OU@2.5', '\uFFFD[2Jcleared', '2'],
      [''],
    ]);
    const cursor = /--cursor (\S+)/.exec(err)?.[1] ?? '';
    expect(await ask(['unmapped', 'list', '--cursor', cursor])).toMatchObject({
      items: [{ externalMarketId: 'S_DC' }],
      nextCursor: null,
    });
    expect(await ask(['unmapped', 'list', '--source', 'bet9ja', '--min-occurrences', '2'])).toMatchObject({
      items: [{ externalMarketId: 'S_OU@2.5' }],
    });
  });

  it('show tells one market; none is exit code 1', async () => {
    await record();
    expect(await ask(['unmapped', 'show', '1'])).toMatchObject({ id: 1 });
    expect(await run(['unmapped', 'show', '99'])).toMatchObject({
      code: 1,
      out: '',
      err: 'There is no unmapped market with id 99.\n',
    });
  });

  it('acknowledge and ignore set the status and keep notes', async () => {
    const id = await suite.logMarket({ source: 'betpawa', externalMarketId: '1' });
    await ask(['unmapped', 'acknowledge', String(id), '--notes', 'asked trading']);
    expect(await getUnmappedMarket(suite.db, id)).toMatchObject({ status: 'ACKNOWLEDGED', notes: 'asked trading' });
    expect(await run(['unmapped', 'ignore', String(id)])).toMatchObject({ code: 0, out: 'betpawa 1 is IGNORED\n' });
    expect(await getUnmappedMarket(suite.db, id)).toMatchObject({ status: 'IGNORED', notes: 'asked trading' });
  });

  it('map gives a market to a mapping there is', async () => {
    await createMapping(suite.db, newMapping({ sportybetId: null }));
    await record();
    const market = await findId('29');
    await ask(['unmapped', 'map', market, '--to', 'btts_ft', '--actor', 'ben', '--reason', 'same market']);
    expect(await getMapping(suite.db, 'btts_ft')).toMatchObject({ sportybetId: '29' });
    const { items } = await listAuditLog(suite.db, { limit: 1 });
    expect(items).toMatchObject([{ createdBy: 'ben', reason: 'same market' }]);
  });

  it('map --new takes the outcomes that were seen, whatever line they were seen with', async () => {
    const sampleOutcomes = [
      { id: '12', name: 'Over 2.5', odds: 1.8, active: true },
      { id: '13', name: 'Under 2.5', odds: 1.9, active: true },
    ];
    const sighting = { source: 'sportybet' as const, externalMarketId: '18', marketName: 'Over/Under', sampleOutcomes };
    const { discovered } = await recordUnmappedMarkets(suite.db, [sighting]);
    await ask(['unmapped', 'map', String(discovered[0]?.id), '--new', 'over_under_ft']);
    expect(await getMapping(suite.db, 'over_under_ft')).toMatchObject({
      name: 'Over/Under',
      sportybetId: '18',
      outcomeMapping: [
        { canonicalId: 'over', sportybetDesc: 'Over 2.5', ids: { sportybet: '12' } },
        { canonicalId: 'under', sportybetDesc: 'Under 2.5', ids: { sportybet: '13' } },
      ],
    });
  });

  it('map makes a mapping from the draft that show makes of the sample', async () => {
    await record();
    const market = await findId('29');
    const { out: draft } = await run(['unmapped', 'show', market, '--draft']);
    await ask(['unmapped', 'map', market, '--new', 'btts_ft', '--name', 'Both Teams To Score', '--file', '-'], draft);
    expect(await getMapping(suite.db, 'btts_ft')).toMatchObject({
      name: 'Both Teams To Score',
      sportybetId: '29',
      createdBy: userInfo().username,
      outcomeMapping: [
        { canonicalId: 'yes', sportybetDesc: 'Yes', ids: { sportybet: '74' } },
        { canonicalId: 'no', sportybetDesc: 'No', ids: { sportybet: '76' } },
      ],
    });
    expect(await getUnmappedMarket(suite.db, Number(market))).toMatchObject({ status: 'MAPPED' });
  });

  it('map --to applies the fields it is given, says how many sample outcomes match, and keeps open what does not', async () => {
    await createMapping(suite.db, newMapping({ sportybetId: null, outcomeMapping: [] }));
    await record();
    const market = await findId('29');
    const named = (canonicalId: string, sportybetDesc: string) => ({ canonicalId, sportybetDesc, position: 0 });
    const map = (...outcomes: object[]) =>
      run(
        ['unmapped', 'map', market, '--to', 'btts_ft', '--name', 'GG/NG', '--priority', '7', '--outcomes', '-'],
        JSON.stringify(outcomes),
      );
    const first = await map(named('yes', 'Yes'));
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('stays NEW: 1 of 2 sample outcomes match') });
    expect(first.out).toContain('no mapping knows: No;');
    expect(await getMapping(suite.db, 'btts_ft')).toMatchObject({ name: 'GG/NG', priority: 7, sportybetId: '29' });
    const second = await map(named('no', 'No'));
    expect(second.out).toContain('is mapped to btts_ft: 2 of 2 sample outcomes match');
    expect(await getUnmappedMarket(suite.db, Number(market))).toMatchObject({ status: 'MAPPED' });
  });

  it('map --new makes no mapping without outcomes, and says where their ids may be names of teams', async () => {
    const { discovered } = await recordUnmappedMarkets(suite.db, [
      { source: 'sportybet', externalMarketId: '1', marketName: 'Bare' },
      {
        source: 'sportybet',
        externalMarketId: '2',
        marketName: 'Winner',
        sampleOutcomes: [{ name: 'Arsenal' }, { name: 'Draw' }],
      },
    ]);
    const [bare, teams] = ['1', '2'].map(id => String(discovered.find(each => each.externalMarketId === id)?.id));
    const refused = await run(['unmapped', 'map', String(bare), '--new', 'bare']);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('give --outcomes') });
    expect(await getMapping(suite.db, 'bare')).toBeNull();
    const told = await run(['unmapped', 'map', String(teams), '--new', 'winner']);
    expect(told).toMatchObject({ code: 0, err: expect.stringMatching(/names of teams or players.*: arsenal$/m) });
  });

  it('map wants one target', async () => {
    expect(await run(['unmapped', 'map', '1'])).toMatchObject({ code: 2, err: expect.stringContaining('use --to') });
    const both = await run(['unmapped', 'map', '1', '--to', 'a', '--new', 'b']);
    expect(both.code).toBe(2);
  });

  async function findId(externalMarketId: string): Promise<string> {
    const rows = await suite.rows('unmapped_market_log');
    return String(rows.find(row => row.external_market_id === externalMarketId)?.id);
  }
});

describe('mappings', () => {
  it('create, show, edit, deactivate, activate, list and delete a mapping', async () => {
    const file9 = await file('outcomes.json', outcomes());
    const fields = ['--name', 'GG', '--betpawa-id', '3795', '--bet9ja-key', 'S_GGNG', '--priority', '-2'];
    await ask(['mappings', 'create', 'btts_ft', ...fields, '--outcomes', file9]);
    expect(await ask(['mappings', 'show', 'btts_ft'])).toMatchObject({ name: 'GG', priority: -2, isActive: true });
    const shown = await run(['mappings', 'show', 'btts_ft']);
    expect(shown.out).toMatch(/^yes +Yes +Yes +Y$/m);

    await ask(['mappings', 'edit', 'btts_ft', '--betpawa-id', '', '--sportybet-id', '29']);
    expect(await getMapping(suite.db, 'btts_ft')).toMatchObject({ betpawaId: null, sportybetId: '29', name: 'GG' });
    await ask(['mappings', 'deactivate', 'btts_ft']);
    expect(await ask(['mappings', 'list', '--inactive'])).toMatchObject({ items: [{ canonicalId: 'btts_ft' }] });
    expect(await ask(['mappings', 'list', '--active'])).toMatchObject({ items: [] });
    await ask(['mappings', 'activate', 'btts_ft']);
    expect(await run(['mappings', 'delete', 'btts_ft'])).toMatchObject({ code: 0, out: 'btts_ft deleted\n' });
    expect(await run(['mappings', 'show', 'btts_ft'])).toMatchObject({ code: 1 });
  });

  it('edit only what nobody has changed since', async () => {
    const { updatedAt } = await createMapping(suite.db, newMapping());
    await updateMapping(suite.db, 'btts_ft', { name: 'Changed' });
    const args = ['mappings', 'edit', 'btts_ft', '--name', 'Mine', '--expected-updated-at', updatedAt.toISOString()];
    expect(await run(args)).toMatchObject({ code: 3, err: expect.stringContaining('error STALE_MAPPING') });
  });

  it('refuse what the library refuses, naming the field', async () => {
    const args = ['mappings', 'create', 'x', '--name', 'X', '--betpawa-id', '1', '--outcomes', '-'];
    expect(await run(args, '[{"canonicalId":""}]')).toMatchObject({
      code: 3,
      err: expect.stringContaining('error VALIDATION: outcomeMapping[0].canonicalId: must not be empty'),
    });
    expect(await run(args, 'no JSON')).toMatchObject({
      code: 3,
      err: expect.stringContaining('error FILE: - is not JSON'),
    });
    const lost = await run(['mappings', 'create', '--file', path.join(folder, 'lost.json')]);
    expect(lost).toMatchObject({ code: 3, err: expect.stringContaining('ENOENT') });
    expect(await run(['mappings', 'edit', 'x'])).toMatchObject({ code: 2 });
  });
});

describe('audit', () => {
  it('tells who changed what and why, field by field', async () => {
    await createMapping(suite.db, newMapping(), { actor: 'ada' });
    const [yes, no] = outcomes();
    if (!yes || !no) throw new Error('a yes/no market has two outcomes');
    await updateMapping(
      suite.db,
      'btts_ft',
      { name: 'GG/NG', outcomeMapping: [no, { ...yes, betpawaName: 'Both' }] },
      { actor: 'ben', reason: 'renamed' },
    );
    const { code, out } = await run(['audit', 'btts_ft']);
    expect(code).toBe(0);
    expect(out.replaceAll(/^#\d+ \d\S+Z /gm, '')).toBe(
      [
        'UPDATE btts_ft by ben: renamed',
        '  name',
        '    - Both Teams To Score - Full Time',
        '    + GG/NG',
        '  outcome_mapping[yes].betpawa_name',
        '    - Yes',
        '    + Both',
        'CREATE btts_ft by ada',
        '',
      ].join('\n'),
    );
    expect(await ask(['audit', '--action', 'update'])).toMatchObject({
      items: [
        {
          action: 'UPDATE',
          changes: [{ field: 'name', before: 'Both Teams To Score - Full Time', after: 'GG/NG' }, {}],
        },
      ],
    });
    expect(await run(['audit', '--from', '2999-01-01'])).toMatchObject({ code: 0, out: '' });
  });
});

describe('export and import', () => {
  async function fill(): Promise<void> {
    await createMapping(suite.db, newMapping({ name: 'With "quotes", a comma\nand a line end' }));
    await createMapping(suite.db, bet9jaMapping('S_OFF'));
    await deactivateMapping(suite.db, 'S_OFF');
  }

  it.each(['json', 'csv'])('as %s through an empty database give the same bytes', async format => {
    await fill();
    const exported = path.join(folder, `set.${format}`);
    await ask(['export', '--output', exported]);
    const { url, db } = await databaseForThisTest({ empty: true });
    await runCommand(['migrate'], { url });
    const imported = await runCommand(['import', exported, '--reason', 'moved'], { url });
    expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('Done: 2 created, 0 changed') });
    const again = await runCommand(['export', '--format', format], { url });
    expect(again.out).toBe(await readFile(exported, 'utf8'));
    const { items } = await listAuditLog(db, { canonicalId: 'btts_ft' });
    expect(items).toMatchObject([{ action: 'CREATE', createdBy: userInfo().username, reason: 'moved' }]);
  });

  it('a dry run shows created, changed, unchanged and conflicting, and writes nothing', async () => {
    await fill();
    await createMapping(suite.db, bet9jaMapping('S_OU'));
    const set = [
      newMapping({ name: 'Renamed' }),
      { ...bet9jaMapping('S_OFF'), isActive: false },
      bet9jaMapping('S_NEW'),
      bet9jaMapping('S_OU', { canonicalId: 'twin' }),
    ];
    const before = await suite.contents();
    const exported = await file('plan.json', set);
    const { code, out } = await run(['import', exported, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'created     S_NEW',
        'created     twin',
        'changed     btts_ft',
        '  name: With "quotes", a comma and a line end -> Renamed',
        'conflicting twin with S_OU (bet9ja S_OU)',
        'Would be: 2 created, 1 changed, 1 unchanged, 1 conflicting; 1 others unaffected.',
        '',
      ].join('\n'),
    );
    const refused = await run(['import', exported]);
    expect(refused).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^error MAPPING_CONFLICT: .*--allow-shared/),
    });
    expect(await suite.contents()).toEqual(before);
    expect(await ask(['import', exported, '--allow-shared'])).toMatchObject({ applied: true });
  });

  it('is all or nothing where one of the mappings is bad', async () => {
    const set = JSON.stringify([bet9jaMapping('S_A'), bet9jaMapping('S_B', { name: '' })]);
    const { code, err } = await run(['import', '-'], set);
    expect(code).toBe(3);
    expect(err).toBe('error VALIDATION: mappings[1].name: must not be empty\n');
    expect(await getMapping(suite.db, 'S_A')).toBeNull();
  });

  it('tells the first of many faults, and how many more there are', async () => {
    const set = Array.from({ length: 1000 }, (_, index) => bet9jaMapping(`S_${index}`, { name: '' }));
    const { code, err } = await run(['import', '-'], JSON.stringify([...set, { ['x'.repeat(50_000)]: 1 }]));
    expect(code).toBe(3);
    expect(err).toContain('mappings[9].name: must not be empty; and 992 more');
    expect(err).not.toContain('mappings[10]');
    expect(err.length).toBeLessThan(1000);
    const long = await run(['import', '-'], JSON.stringify([{ ...newMapping(), ['x'.repeat(50_000)]: 1 }]));
    expect(long.err.length).toBeLessThan(500);
  });

  it('of a CSV with two columns changes one, and keeps what it leaves out', async () => {
    await createMapping(suite.db, newMapping({ priority: 5 }));
    const before = await deactivateMapping(suite.db, 'btts_ft');
    const { out } = await run(['import', '-', '--format', 'csv'], '\uFEFFcanonicalId;name\r\nbtts_ft;Renamed\r\n');
    expect(out).toContain('  name: Both Teams To Score - Full Time -> Renamed');
    expect(await getMapping(suite.db, 'btts_ft')).toEqual({
      ...before,
      name: 'Renamed',
      updatedAt: expect.any(Date),
    });
  });

  it('refuses a file in another encoding, whose names would come out as others', async () => {
    const latin1 = path.join(folder, 'latin1.csv');
    await writeFile(latin1, Buffer.from('canonicalId,name,betpawaId,outcomeMapping\na,Marqué,1,[]\n', 'latin1'));
    const { code, err } = await run(['import', latin1]);
    expect(code).toBe(3);
    expect(err).toMatch(/^error FILE: .* is not in UTF-8/);
  });

  it('brings a deleted mapping back from what audit prints', async () => {
    const { id: _, createdAt: __, updatedAt: ___, ...before } = await createMapping(suite.db, newMapping());
    await deleteMapping(suite.db, 'btts_ft');
    const { out } = await run(['audit', 'btts_ft', '--action', 'DELETE', '--json']);
    await ask(['import', '-'], out);
    expect(await getMapping(suite.db, 'btts_ft')).toMatchObject({ ...before, createdBy: userInfo().username });
  });
});

describe('what bookmakers put into names', () => {
  const HOSTILE =
    '=HYPERLINK("http://x")\u001B[2J\u001B]0;title\u0007\u009B31m\u202Egnp.exe\u2066\u200F\u061C\u2028\rx';
  const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

  async function fill(): Promise<{ market: number }> {
    const canonicalId = `id${HOSTILE}`;
    const [yes, no] = outcomes();
    if (!yes || !no) throw new Error('a yes/no market has two outcomes');
    const outcomeMapping = [{ ...yes, canonicalId, betpawaName: HOSTILE, ids: { sportybet: HOSTILE } }, no];
    const mapping = newMapping({ canonicalId, name: HOSTILE, sportybetId: '\u001B[2J', outcomeMapping });
    await createMapping(suite.db, mapping, { actor: HOSTILE, reason: HOSTILE });
    await updateMapping(suite.db, canonicalId, { name: `${HOSTILE} 2` }, { actor: HOSTILE, reason: HOSTILE });
    const sighting = { externalMarketId: HOSTILE, marketName: HOSTILE, sampleOutcomes: [{ name: HOSTILE }] };
    const { discovered } = await recordUnmappedMarkets(suite.db, [{ source: 'betpawa', ...sighting }]);
    return { market: discovered[0]?.id ?? 0 };
  }

  it('steers no terminal, whatever command or error shows it', async () => {
    const { market } = await fill();
    const canonicalId = `id${HOSTILE}`;
    const unknown = file('hostile.json', [{ canonicalId, [HOSTILE]: 1 }]);
    const renamed = file('renamed.json', [{ canonicalId, name: `${HOSTILE} 3` }]);
    const commands = [
      ['mappings', 'list'],
      ['mappings', 'show', canonicalId],
      ['mappings', 'edit', canonicalId, '--name', HOSTILE],
      ['mappings', 'deactivate', canonicalId],
      ['mappings', 'activate', canonicalId],
      ['mappings', 'show', HOSTILE],
      ['mappings', 'delete', HOSTILE],
      ['mappings', HOSTILE],
      ['resolve', 'betpawa', HOSTILE],
      ['resolve', HOSTILE, '1'],
      ['unmapped', 'list'],
      ['unmapped', 'show', String(market)],
      ['unmapped', 'show', String(market), '--draft'],
      ['unmapped', 'acknowledge', String(market), '--notes', HOSTILE],
      ['unmapped', 'map', String(market), '--to', HOSTILE],
      ['audit'],
      ['export'],
      ['export', '--format', 'csv'],
      ['import', await renamed, '--dry-run'],
      ['import', await unknown],
      ['import', HOSTILE],
      ['stats', '--schema', HOSTILE],
    ];
    for (const args of commands) {
      for (const given of [args, [...args, '--json']]) {
        const { code, out, err } = await run(given);
        expect(code, err).not.toBe(70);
        expect(`${out}${err}`.replaceAll('\n', ''), given.join(' ')).not.toMatch(STEERING);
        expect(out + err).not.toBe('');
      }
    }
  }, 180_000);

  it('comes through --json and through files of either format as it is', async () => {
    const { market } = await fill();
    expect(await ask(['unmapped', 'show', String(market)])).toMatchObject({ marketName: HOSTILE });
    const before = (await ask(['mappings', 'list'])) as { items: object[] };
    expect(before.items).toMatchObject([{ canonicalId: `id${HOSTILE}`, sportybetId: '\u001B[2J' }]);
    for (const format of ['json', 'csv']) {
      const { out } = await run(['export', '--format', format]);
      const again = await ask(['import', '-', '--format', format], out);
      expect(again).toMatchObject({ created: [], changed: [], unchanged: [`id${HOSTILE}`] });
    }
  });

  it('stands in no spreadsheet as a formula', async () => {
    await fill();
    const { out } = await run(['export', '--format', 'csv']);
    expect(out).toContain('=HYPERLINK');
    expect(out).not.toMatch(/(^|,)"?[=+@]/m);
  });
});

describe('the database URL', () => {
  it.each([
    'postgres://postgres@/postgres?host=FOLDER&port=PORT',
    'postgres:///postgres?host=FOLDER&port=PORT&user=postgres',
  ])('may name a socket: %s', async form => {
    const folder = await makeServerFolder('market-mapping-socket-');
    const server = await startPostgres({ unix_socket_directories: folder, listen_addresses: '127.0.0.1' });
    try {
      const url = form.replace('FOLDER', folder).replace('PORT', String(server.port));
      expect(await runCommand(['migrate'], { url })).toMatchObject({ code: 0, err: '' });
      expect(await runCommand(['check', '--database-url', url])).toMatchObject({ code: 0, err: '' });
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each(['localhost', 'mysql://localhost/odds', 'postgres://[nowhere/odds', 'ftp://x'])(
    'may not be %s',
    async url => {
      expect(await runCommand(['stats', '--database-url', url])).toMatchObject({
        code: 2,
        err: expect.stringContaining('must look like postgres://'),
      });
    },
  );
});

describe('resolve', () => {
  it('tells the mapping that answers, or ends with 1', async () => {
    await createMapping(suite.db, bet9jaMapping('S_OU'));
    expect(await ask(['resolve', 'bet9ja', 'S_OU@2.5_O'])).toMatchObject({ canonicalId: 'S_OU' });
    expect(await run(['resolve', 'bet9ja', 'S_OUA'])).toMatchObject({
      code: 1,
      out: '',
      err: 'No active mapping covers bet9ja S_OUA.\n',
    });
  });

  it('goes by the parameter and the sport of a market where they are given', async () => {
    const five = { bet9ja: { where: 'value=5' } };
    await createMapping(suite.db, { ...bet9jaMapping('S_1X2MIN'), lineConventions: five, sport: 'football' });
    const at = ['resolve', 'bet9ja', 'S_1X2MIN'];
    expect(await run([...at, '--parameter', '5', '--sport', 'football'])).toMatchObject({ code: 0 });
    expect(await run([...at, '--parameter', '15'])).toMatchObject({ code: 1 });
    expect(await run([...at, '--sport', 'tennis'])).toMatchObject({ code: 1 });
  });
});

describe('stats', () => {
  it('counts mappings and unmapped markets', async () => {
    await createMapping(suite.db, newMapping());
    await suite.logMarket({ source: 'betpawa', externalMarketId: '1' });
    expect(await ask(['stats'])).toMatchObject({
      mappings: { total: 1 },
      unmapped: { total: 1, byStatus: { NEW: 1 } },
    });
    expect((await run(['stats'])).out).toMatch(/^betpawa +1 +1$/m);
  });
});

describe('replay', () => {
  it('tells what of served payloads maps and what does not, and writes nothing', async () => {
    await createMapping(suite.db, newMapping());
    const [yes] = outcomes();
    if (!yes) throw new Error('a yes/no market has a first outcome');
    await createMapping(
      suite.db,
      newMapping({
        canonicalId: 'half',
        betpawaId: '4833',
        sportybetId: null,
        bet9jaKey: null,
        outcomeMapping: [{ ...yes, betpawaName: 'Odd' }],
      }),
    );
    const before = await suite.contents();
    const { counts, gaps, recorded } = (await ask(['replay', ...PAYLOADS])) as {
      counts: object[];
      gaps: object[];
      recorded: null;
    };
    expect(recorded).toBeNull();
    expect(counts).toEqual([
      { source: 'sportybet', markets: 8, mapped: 1, partial: 0, unmapped: 7, prices: 17, pricesMapped: 2 },
      { source: 'bet9ja', markets: 9, mapped: 1, partial: 0, unmapped: 8, prices: 22, pricesMapped: 2 },
      { source: 'betpawa', markets: 7, mapped: 1, partial: 1, unmapped: 5, prices: 17, pricesMapped: 3 },
    ]);
    expect(gaps).toContainEqual({
      source: 'betpawa',
      externalMarketId: '4833',
      marketName: 'Odd / Even - FT',
      reason: 'UNMATCHED_OUTCOMES',
      outcomes: ['Even'],
      times: 1,
    });
    expect(await suite.contents()).toEqual(before);
    expect(await run(['replay', '--strict', ...PAYLOADS])).toMatchObject({ code: 1 });
  });

  it('--record writes what a scraper would', async () => {
    const [first = ''] = PAYLOADS;
    const { err } = await run(['replay', '--record', first, first]);
    expect(err).toBe('16 sightings recorded, 6 new markets.\n');
    const rows = await suite.rows('unmapped_market_log');
    expect(rows.reduce((sum, row) => sum + Number(row.occurrence_count), 0)).toBe(16);
  });

  it('refuses a file that is nobody‘s event', async () => {
    const { code, err } = await run(['replay', '-'], '{"hello": 1}');
    expect(code).toBe(3);
    expect(err).toMatch(/^error FILE: - can't be read: expected a payload whose shape tells its bookmaker, .*\n$/);
  });
});

describe('compare', () => {
  const overUnder = (over: string, under: string) =>
    newMapping({
      canonicalId: 'over_under_ft',
      betpawaId: '5000',
      sportybetId: null,
      bet9jaKey: 'S_OU',
      outcomeMapping: [
        { canonicalId: 'over', betpawaName: over, sportybetDesc: null, bet9jaSuffix: 'O', position: 0 },
        { canonicalId: 'under', betpawaName: under, sportybetDesc: null, bet9jaSuffix: 'U', position: 1 },
      ],
    });

  it('tells how many prices agree, and of a fault which mapping it is in', async () => {
    await createMapping(suite.db, overUnder('Over', 'Under'));
    const before = await suite.contents();
    expect(await ask(['compare', ...PAYLOADS])).toEqual({ compared: 4, agreed: 4, faults: [] });
    expect(await run(['compare', '--strict', ...PAYLOADS])).toMatchObject({ code: 0 });
    expect(await suite.contents()).toEqual(before);

    await updateMapping(suite.db, 'over_under_ft', { outcomeMapping: overUnder('Under', 'Over').outcomeMapping });
    expect(await ask(['compare', ...PAYLOADS])).toMatchObject({
      compared: 4,
      agreed: 2,
      faults: [{ canonicalId: 'over_under_ft', kind: 'swapped-outcomes', sources: ['bet9ja', 'betpawa'] }],
    });
    const { code, out } = await run(['compare', '--strict', ...PAYLOADS]);
    expect(code).toBe(1);
    expect(out).toContain('4 prices compared, 2 agree; suspected mappings: 1');
    expect(out).toMatch(/^1\.5 +over +1\.27 bet9ja, 3\.4 betpawa/m);
  });

  it('says that one bookmaker alone compares with nobody', async () => {
    const { code, err } = await run(['compare', PAYLOADS[0] ?? '']);
    expect(code).toBe(0);
    expect(err).toContain('pass the same event from at least two');
  });
});

describe('how a line is read', () => {
  it('can be said of a mapping, and taken back', async () => {
    await createMapping(suite.db, newMapping());
    const conventions = await file('conventions.json', { bet9ja: { side: 'away' } });
    const edit = ['mappings', 'edit', 'btts_ft'];
    expect(await ask([...edit, '--line-kind', 'asian-handicap', '--line-conventions', conventions])).toMatchObject({
      lineKind: 'asian-handicap',
      lineConventions: { bet9ja: { side: 'away' } },
    });
    expect(await ask([...edit, '--line-kind', ''])).not.toHaveProperty('lineKind');
    const { code, err } = await run([...edit, '--line-kind', 'totals']);
    expect(code).toBe(3);
    expect(err).toContain('lineKind');
  });
});

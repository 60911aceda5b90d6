import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue.js';
import { createMapping, exportMappings, getMapping, listAuditLog, updateMapping } from '../../src/index.js';
import { runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';

const PAYLOADS = ['sportybet', 'bet9ja', 'betpawa', 'msport', 'betway', 'betika'].map(
  name => `examples/payloads/${name}.json`,
);

async function database() {
  const { db, url } = await databaseForThisTest();
  const run = (...args: string[]) => runCommand(args, { url });
  const ask = async (...args: string[]) => {
    const { code, out, err } = await run(...args, '--json');
    expect({ code, err }).toMatchObject({ code: 0 });
    return JSON.parse(out);
  };
  return { db, run, ask };
}

const ownTotals = { canonicalId: 'my_totals', name: 'My totals', sportybetId: '18', outcomeMapping: [] };

describe('catalogue', () => {
  it('list shows it without a database', async () => {
    const { code, out } = await runCommand(['catalogue', 'list', '--sport', 'tennis', '--source', 'betway', '--json']);
    expect(code).toBe(0);
    const entries: { sport: string; sourceIds: object }[] = JSON.parse(out);
    expect(entries.length).toBeGreaterThan(0);
    for (const { sport, sourceIds } of entries)
      expect({ sport, sourceIds }).toMatchObject({ sport: 'tennis', sourceIds: { betway: expect.any(String) } });
  });

  it('import makes a row of every entry, says who and why, and does nothing the second time', async () => {
    const { db, ask, run } = await database();
    expect(await ask('catalogue', 'import', '--dry-run')).toMatchObject({ applied: false, leftOut: [] });
    expect(await exportMappings(db)).toEqual([]);
    const { created, leftOut } = await ask('catalogue', 'import', '--actor', 'ada');
    expect(created.length).toBe(catalogue.length);
    expect(leftOut).toEqual([]);
    const { items } = await listAuditLog(db, { canonicalId: '1x2_ft' });
    expect(items).toMatchObject([{ action: 'CREATE', createdBy: 'ada', reason: 'catalogue import' }]);
    expect(await ask('catalogue', 'diff')).toEqual({ added: [], leftOut: [], differing: [] });
    expect(await run('catalogue', 'import')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 created, 0 changed'),
    });
  });

  it('import leaves out an id that another active row has, and tells it', async () => {
    const { db, ask } = await database();
    await createMapping(db, ownTotals);
    const { leftOut, created } = await ask('catalogue', 'import', 'over_under_ft', '1x2_ft');
    expect(leftOut).toEqual([
      { canonicalId: 'over_under_ft', source: 'sportybet', externalMarketId: '18', with: 'my_totals' },
    ]);
    expect(created).toEqual(expect.arrayContaining(['over_under_ft', '1x2_ft']));
    expect(await getMapping(db, 'over_under_ft')).toMatchObject({
      sportybetId: null,
      betpawaId: '5000',
      bet9jaKey: 'S_OU',
    });
  });

  it('never changes a row of the user, and diff shows where it differs', async () => {
    const { db, ask, run } = await database();
    await ask('catalogue', 'import', 'btts_ft');
    const own = await updateMapping(db, 'btts_ft', { betpawaId: null, name: 'GG', priority: 3 });
    await ask('catalogue', 'import');
    expect(await getMapping(db, 'btts_ft')).toEqual(own);
    const { differing } = await ask('catalogue', 'diff', 'btts_ft');
    expect(differing).toEqual([
      { canonicalId: 'btts_ft', differences: [{ field: 'betpawaId', before: null, after: '3795' }] },
    ]);
    expect((await run('catalogue', 'diff', 'btts_ft')).out).toBe(
      "differs btts_ft: yours -> the catalogue's\n  betpawaId: - -> 3795\n0 new, 1 differ, 0 ids taken by other rows.\n",
    );
  });
});

describe('coverage', () => {
  it('shows what the catalogue maps where the database has no mapping, and else what the database does', async () => {
    const { db, ask, run } = await database();
    const [sportybet = ''] = PAYLOADS;
    const mapped = async (...flags: string[]) => (await ask('coverage', sportybet, ...flags))[0].prices.mapped;
    expect(await mapped()).toBeGreaterThan(10);
    expect(await mapped('--no-catalogue')).toBe(0);
    await createMapping(db, ownTotals);
    expect(await mapped()).toBe(0);
    expect(await mapped('--catalogue')).toBeGreaterThan(10);
    const { out } = await run('coverage', sportybet);
    expect(out).toMatch(/^sportybet +prices +17 +0 +0\.0 % +0 +17 +0$/m);
    expect(out).toMatch(/^29 +GG\/NG +football +2 +no +no mapping has its id$/m);
  });
});

describe('replay and compare', () => {
  it('ask the catalogue where they are told to', async () => {
    const { run, ask } = await database();
    expect(await ask('compare', ...PAYLOADS)).toMatchObject({ compared: 0 });
    const { compared, agreed, faults } = await ask('compare', '--catalogue', ...PAYLOADS);
    expect(compared).toBeGreaterThan(100);
    expect({ agreed, faults }).toEqual({ agreed: compared, faults: [] });
    const files = PAYLOADS.filter(file => !file.includes('msport'));
    expect(await run('replay', '--strict', '--catalogue', ...files)).toMatchObject({ code: 0 });
    expect(await run('replay', '--strict', ...files)).toMatchObject({ code: 1 });
  });

  it('--strict does not take a payload without markets for one that maps', async () => {
    const { url } = await databaseForThisTest();
    const empty = JSON.stringify({ eventId: 'sr:match:1', homeTeamName: 'A', awayTeamName: 'B', markets: [] });
    const { code, err } = await runCommand(['replay', '--strict', '--source', 'sportybet', '-'], { url, input: empty });
    expect({ code, err }).toEqual({ code: 1, err: 'There is no market in what was read.\n' });
  });
});

describe('learn', () => {
  const outcome = (canonicalId: string, sportybetDesc: string, position: number) => ({
    canonicalId,
    betpawaName: null,
    sportybetDesc,
    bet9jaSuffix: null,
    position,
  });
  const btts = {
    canonicalId: 'btts_ft',
    name: 'GG/NG',
    sportybetId: '29',
    outcomeMapping: [outcome('yes', 'Yes', 0), outcome('no', 'No', 1), outcome('maybe', 'Maybe', 2)],
  };

  it('fills in ids of outcomes and of the bookmakers of one feed, as one change, and says what is left', async () => {
    const { db, ask, run } = await database();
    await createMapping(db, btts);
    const dry = await run('learn', ...PAYLOADS, '--dry-run');
    expect(dry.out).toContain('msport learns from sportybet: both serve one feed\n');
    expect(dry.out).toContain(
      '  outcomeMapping[yes].ids: - -> {"sportybet":"74","msport":"74","betway":"74","betika":"74"}\n',
    );
    expect(dry.out).toMatch(/^btts_ft +sportybet +not seen under these names.* maybe$/m);
    expect(await exportMappings(db)).toMatchObject([{ sourceIds: {} }]);
    await ask('learn', ...PAYLOADS, '--actor', 'ada');
    expect(await getMapping(db, 'btts_ft')).toMatchObject({
      sourceIds: { msport: '29', betway: '29', betika: '29' },
      outcomeMapping: [{ ids: { sportybet: '74', msport: '74' } }, { ids: { betika: '76' } }, {}],
    });
    const { items } = await listAuditLog(db, { action: 'UPDATE' });
    expect(items).toMatchObject([{ createdBy: 'ada', reason: 'learned from 6 payloads' }]);
  });

  it('learns of the bookmaker that is asked for alone', async () => {
    const { db, ask } = await database();
    await createMapping(db, btts);
    await ask('learn', ...PAYLOADS, '--source', 'betway', '--like', 'sportybet');
    expect(await getMapping(db, 'btts_ft')).toMatchObject({ sourceIds: { betway: '29' } });
    expect((await getMapping(db, 'btts_ft'))?.sourceIds).not.toHaveProperty('msport');
  });

  it.each([
    ['sportpesa', 'sportybet', 'sportpesa does not declare its feed, "uof"'],
    ['msport', 'betpawa', 'no feed is declared for it'],
    ['msport', 'msport', 'are the same bookmaker'],
  ])('refuses to learn %s from %s', async (source, like, message) => {
    const { run } = await database();
    const { code, err } = await run('learn', 'examples/payloads/sportpesa.json', '--source', source, '--like', like);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createMapping, getMapping, listUnmappedMarkets, recordUnmappedMarkets, type Source } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { type Ran, runCommand } from '../support/command.js';
import { databaseForThisTest } from '../support/databases.js';

let ask: (...args: string[]) => Promise<Ran>;
let state: () => Promise<Record<string, string>>;
let idOf: (source: Source) => Promise<string>;
let db: Awaited<ReturnType<typeof databaseForThisTest>>['db'];

beforeEach(async () => {
  const database = await databaseForThisTest();
  db = database.db;
  ask = (...args) => runCommand(args, { url: database.url });
  const list = async () => (await listUnmappedMarkets(db)).items;
  state = async () =>
    Object.fromEntries(
      (await list()).map(({ source, externalMarketId, status }) => [`${source} ${externalMarketId}`, status]),
    );
  idOf = async source => String((await list()).find(market => market.source === source)?.id);
  await createMapping(db, newMapping());
  await recordUnmappedMarkets(db, [
    { source: 'msport', externalMarketId: '29', marketName: 'GG/NG' },
    { source: 'betika', externalMarketId: '29', marketName: 'GG/NG' },
    { source: 'betway', externalMarketId: 'oe', marketName: 'Odd/Even' },
  ]);
});

describe('unmapped map', () => {
  const FILTER = [
    'unmapped',
    'map',
    '--all',
    '--status',
    'NEW,ACKNOWLEDGED',
    '--market-name',
    'GG/*',
    '--to',
    'btts_ft',
  ];

  it('adds all markets of a filter to a mapping, which one revert takes back', async () => {
    const { code, out } = await ask(...FILTER, '--expect', '2', '--reason', 'the same bet');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^unmapped market \d+ is mapped to btts_ft: .*\nunmapped market \d+ is mapped to btts_ft: .*\n/,
    );
    expect(await state()).toEqual({ 'msport 29': 'MAPPED', 'betika 29': 'MAPPED', 'betway oe': 'NEW' });
    expect((await getMapping(db, 'btts_ft'))?.sourceIds).toEqual({ msport: '29', betika: '29' });
    const [, changeId = ''] = /revert --change (\S+)\n$/.exec(out) ?? [];
    expect(await ask('revert', '--change', changeId)).toMatchObject({ code: 0 });
    expect(await state()).toEqual({ 'msport 29': 'NEW', 'betika 29': 'NEW', 'betway oe': 'NEW' });
    expect((await getMapping(db, 'btts_ft'))?.sourceIds).toEqual({});
  });

  it('takes several ids', async () => {
    const ids = [await idOf('betika'), await idOf('msport')];
    const { code, out } = await ask('unmapped', 'map', ...ids, '--to', 'btts_ft', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      canonicalId: 'btts_ft',
      markets: [{ status: 'MAPPED' }, { status: 'MAPPED' }],
      changeId: expect.any(String),
    });
  });

  it('without a number and a terminal says how many it would be, and what to run', async () => {
    const { code, err } = await ask(...FILTER);
    expect(code).toBe(2);
    expect(err).toContain(
      `it would be 2 markets. To do it, run: market-mapping unmapped map --all --status NEW,ACKNOWLEDGED --market-name 'GG/*' --to btts_ft --expect 2`,
    );
    expect(await state()).toMatchObject({ 'msport 29': 'NEW' });
  });

  it('does nothing where it is another number', async () => {
    expect(await ask(...FILTER, '--expect', '3')).toMatchObject({
      err: expect.stringMatching(/^error COUNT_MISMATCH/),
    });
    expect(await state()).toEqual({ 'msport 29': 'NEW', 'betika 29': 'NEW', 'betway oe': 'NEW' });
  });

  it.each([
    [['--all', '--to', 'btts_ft'], '--all without a filter'],
    [['--source', 'msport', '--to', 'btts_ft'], 'filters choose markets only with --all'],
    [['1', '--all', '--source', 'msport', '--to', 'btts_ft'], 'not both'],
    [['--all', '--source', 'msport', '--new', 'gg'], 'use --to'],
    [['1', '2', '--to', 'btts_ft', '--priority', '3'], 'mappings edit'],
    [['--to', 'btts_ft'], 'give ids of the log'],
  ])('%j is refused', async (args, said) => {
    expect(await ask('unmapped', 'map', ...args)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
    expect(await state()).toEqual({ 'msport 29': 'NEW', 'betika 29': 'NEW', 'betway oe': 'NEW' });
  });
});

describe('unmapped ignore and acknowledge', () => {
  it('take filters with --all and the number that it is to be', async () => {
    const ignored = await ask('unmapped', 'ignore', '--all', '--name', 'GG/NG', '--expect', '2');
    expect(ignored).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^2 unmapped markets are IGNORED, as change \S+\n$/),
    });
    expect(await state()).toEqual({ 'msport 29': 'IGNORED', 'betika 29': 'IGNORED', 'betway oe': 'NEW' });
    const asked = await ask('unmapped', 'acknowledge', '--all', '--source', 'betway');
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('it would be 1 markets') });
    expect(await state()).toMatchObject({ 'betway oe': 'NEW' });
  });

  it('take several ids, or one market as SOURCE ID', async () => {
    expect(await ask('unmapped', 'acknowledge', await idOf('msport'), await idOf('betway'))).toMatchObject({ code: 0 });
    expect(await ask('unmapped', 'ignore', 'betika', '29')).toMatchObject({ code: 0, out: 'betika 29 is IGNORED\n' });
    expect(await state()).toEqual({ 'msport 29': 'ACKNOWLEDGED', 'betika 29': 'IGNORED', 'betway oe': 'ACKNOWLEDGED' });
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMapping, recordUnmappedMarkets } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { type Ran, runCommand } from '../support/command.js';
import { IN_SCHEMA } from '../support/databases.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();
const run = (args: readonly string[], input = ''): Promise<Ran> => runCommand(args, { url: suite.url, input });

const PAYLOADS = fileURLToPath(new URL('../../examples/payloads/', import.meta.url));
const SPORTYBET = `${PAYLOADS}sportybet.json`;
const MSPORT = `${PAYLOADS}msport.json`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-preview-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: unknown): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, JSON.stringify(content));
  return full;
}

/** What the log keeps open where nobody says which of MSport's outcomes is which. */
const OPEN = { id: 1, missingOutcomes: [{ name: 'Yes' }, { name: 'No' }] };
/** The outcomes as MSport names them, too. */
const NAMED = newMapping().outcomeMapping.map(each => ({ ...each, names: { msport: each.sportybetDesc ?? '' } }));

beforeEach(async () => {
  await createMapping(suite.db, newMapping(), IN_SCHEMA);
  const sighting = { source: 'msport', externalMarketId: '29', marketName: 'GG/NG', occurrences: 7 };
  const sampleOutcomes = [{ name: 'Yes' }, { name: 'No' }];
  await recordUnmappedMarkets(suite.db, [{ ...sighting, sampleOutcomes }], IN_SCHEMA);
});

describe('unmapped suggest --files', () => {
  it('tells what prices of the same event say', async () => {
    const { code, out } = await run(['unmapped', 'suggest', '1', '--files', SPORTYBET, MSPORT]);
    expect(out).toContain('btts_ft');
    expect(out).toContain('A price of sportybet for the same event agrees.');
    expect(code).toBe(0);
  });

  it('says where the market is in none of the payloads, and goes by the log', async () => {
    const { code, out, err } = await run(['unmapped', 'suggest', '1', '--files', SPORTYBET]);
    expect(err).toContain('The market is in none of these payloads.');
    expect(out).toContain('btts_ft');
    expect(code).toBe(0);
  });
});

describe('mappings preview', () => {
  it('shows what a change would do, and writes nothing', async () => {
    const before = await suite.contents();
    const draft = await file('msport.json', {
      canonicalId: 'btts_ft',
      patch: { sourceIds: { msport: '29' }, outcomeMapping: NAMED },
    });
    const { code, out } = await run(['mappings', 'preview', draft, '--files', SPORTYBET, MSPORT]);
    expect(code).toBe(0);
    expect(out).toContain('btts_ft would be changed');
    expect(out).toContain('msport: - -> 29');
    expect(out).toContain('closes 1 rows of the log, seen 7 times');
    expect(out).toContain('msport 29 GG/NG');
    expect(out).toContain("prices: 1 of 1 agree with other bookmakers' of the same event");
    expect(await suite.contents()).toEqual(before);
  });

  it('ends with 1 where saving would be refused, and says by which mapping', async () => {
    const draft = await file('twin.json', newMapping({ canonicalId: 'twin', betpawaId: null, bet9jaKey: null }));
    const { code, out } = await run(['mappings', 'preview', draft]);
    expect(code).toBe(1);
    expect(out).toContain('twin would be created');
    expect(out).toContain('conflict with btts_ft: both would have sportybet 29');
  });

  it('takes a market of the log with what it is to be mapped to, from standard input, and answers in JSON', async () => {
    const draft = JSON.stringify({ unmappedId: 1, target: { to: 'btts_ft' } });
    const { code, out } = await run(['mappings', 'preview', '-', '--json'], draft);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      canonicalId: 'btts_ft',
      action: 'update',
      staysOpen: [OPEN],
      sightings: { closed: 0 },
    });
    const whole = JSON.stringify({ unmappedId: 1, target: { to: 'btts_ft', outcomes: NAMED } });
    const { out: closing } = await run(['mappings', 'preview', '-', '--json'], whole);
    expect(JSON.parse(closing)).toMatchObject({ staysOpen: [], sightings: { closed: 7 } });
  });

  it('refuses what is no draft', async () => {
    const { code, err } = await run(['mappings', 'preview', await file('list.json', 'btts_ft')]);
    expect(code).not.toBe(0);
    expect(err).toContain('must contain one JSON object');
  });
});

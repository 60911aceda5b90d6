import { execFileSync, spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  createMapping,
  getMapping,
  listAuditLog,
  listUnmappedMarkets,
  recordUnmappedMarkets,
  type UnmappedSighting,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { runCommand } from '../support/command.js';
import { IN_SCHEMA } from '../support/databases.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();

function hasTerminal(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

const START = '\u001B';
const READY = /q quit|any other key|empty goes back/;

/** Runs triage on a terminal of its own. Each key is pressed when the screen asks for one. */
async function press(
  keys: readonly string[],
  { columns = 80, env = {} } = {},
): Promise<{ shown: string; screens: string[]; code: number }> {
  const command = `stty rows 24 cols ${columns}; '${process.execPath}' dist/cli.js triage; code=$?; stty -a | grep -q ' icanon' && echo restored; echo exit $code`;
  const { COLUMNS: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...inherited, TERM: 'xterm', SHELL: '/bin/sh', DATABASE_URL: suite.url, ...env },
  });
  let shown = '';
  let seen = 0;
  const left = [...keys];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (!READY.test(shown.slice(seen))) return;
    const key = left.shift();
    if (key === undefined) return;
    seen = shown.length;
    // The prompt listens a moment after it has drawn itself.
    setTimeout(() => child.stdin.write(key), 100);
  });
  const code = await new Promise<number>(resolve => child.on('close', status => resolve(status ?? -1)));
  expect(left, shown).toEqual([]);
  return { shown, screens: shown.split('\u001B[H\u001B[2J'), code };
}

const yesNo = [
  { name: 'Yes', odds: 1.7 },
  { name: 'No', odds: 2.05 },
];

async function logged(...sightings: Partial<UnmappedSighting>[]): Promise<void> {
  const full = sightings.map((each, at) => ({
    source: 'msport',
    externalMarketId: String(29 + at),
    occurrences: 100 - at,
    sampleOutcomes: yesNo,
    ...each,
  }));
  await recordUnmappedMarkets(suite.db, full, IN_SCHEMA);
}

describe.skipIf(!hasTerminal())('triage at a terminal', { timeout: 60_000 }, () => {
  async function begin(): Promise<void> {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await logged({ marketName: 'Both Teams To Score' }, { marketName: 'Strange market', externalMarketId: '999' });
  }

  it('accepts, and undoes, by one key each, with what the audit log keeps', async () => {
    await begin();
    const { shown, screens } = await press(['\r', 'u', 'q']);
    expect(screens.find(screen => screen.includes('[1/2]') && screen.includes('btts_ft'))).toContain(
      'closes 1 row, 100 sightings',
    );
    expect(shown).toContain('msport 29 accepted as btts_ft');
    expect(shown).toMatch(/1 accepted, 0 ignored, 0 acknowledged, 0 skipped, 1 undone\r\nrestored\r\nexit 0/);
    expect(await suite.statuses()).toEqual({ 29: 'NEW', 999: 'NEW' });
    expect((await getMapping(suite.db, 'btts_ft', IN_SCHEMA))?.sourceIds).toEqual({});
    const { items } = await listAuditLog(suite.db, { canonicalId: 'btts_ft' }, IN_SCHEMA);
    expect(items.map(({ reason }) => reason)).toEqual(['undone in triage', 'triage', null]);
  });

  it('ignores, acknowledges and skips', async () => {
    await logged({}, {}, {});
    await press(['i', 'k', 's', 'q']);
    expect(await suite.statuses()).toEqual({ 29: 'IGNORED', 30: 'ACKNOWLEDGED', 31: 'NEW' });
  });

  it('creates a mapping from the draft, under the name that is given', async () => {
    await logged({ marketName: 'Will it rain', externalMarketId: '77' });
    await press(['d', '\u0015rain_ft\r', '\u0015Rain\r', 'q']);
    expect(await getMapping(suite.db, 'rain_ft', IN_SCHEMA)).toMatchObject({
      name: 'Rain',
      sourceIds: { msport: '77' },
    });
    expect(await suite.statuses()).toEqual({ 77: 'MAPPED' });
  });

  it('ends by Ctrl-C with 130, the terminal as it was, and nothing half done', async () => {
    await begin();
    const { shown } = await press(['\u0003']);
    expect(shown).toMatch(/restored\r\nexit 130\r\n$/);
    expect(shown.lastIndexOf('\u001B[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001B[?25l'));
    expect((await listUnmappedMarkets(suite.db, { status: 'NEW' }, IN_SCHEMA)).items).toHaveLength(2);
  });

  it('fits 60 columns, and has no colour with NO_COLOR', async () => {
    await begin();
    const { shown } = await press(['q'], { columns: 60, env: { NO_COLOR: '1' } });
    const bare = shown.replaceAll(new RegExp(`${START}\\[[?;\\d]*[A-Za-z]`, 'g'), '');
    expect(shown).not.toMatch(new RegExp(`${START}\\[\\d+m`));
    expect(Math.max(...bare.split(/\r?\n/).map(line => line.length))).toBeLessThan(60);
  });
});

it('says without a terminal what to use instead', async () => {
  const { code, err } = await runCommand(['triage'], { url: suite.url });
  expect(code).toBe(2);
  expect(err).toContain('"unmapped list" and "unmapped suggest ID"');
});

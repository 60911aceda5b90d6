import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
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
import { countWaiting, IN_SCHEMA } from '../support/databases.js';
import {
  hasTerminal,
  type Reaction,
  runTriage,
  type TerminalOptions,
  type TerminalRun,
} from '../support/pseudo-terminal.js';
import { MAPPINGS, SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();

/** Runs triage on a terminal of its own. Each key is pressed when the screen asks for one. */
async function press(
  keys: readonly Reaction[],
  options: Omit<TerminalOptions, 'react'> = {},
): Promise<TerminalRun & { bare: string[] }> {
  const left = [...keys];
  const run = await runTriage(suite.url, { ...options, react: () => left.shift() ?? null });
  expect(left, run.shown).toEqual([]);
  return { ...run, bare: run.screens.map(screen => stripVTControlCharacters(screen).replaceAll('\r', '')) };
}

const PAYLOADS = fileURLToPath(new URL('../../examples/payloads/', import.meta.url));
const [SPORTYBET, MSPORT] = [`${PAYLOADS}sportybet.json`, `${PAYLOADS}msport.json`];

const START = '\u001B';

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

  it.each([60, 80])('fits %i columns, and has no colour with NO_COLOR', async columns => {
    await begin();
    const { shown, bare } = await press(['q'], { columns, env: { NO_COLOR: '1' } });
    expect(shown).not.toMatch(new RegExp(`${START}\\[\\d+m`));
    expect(widest(bare)).toBeLessThan(columns);
  });

  it('is drawn anew when the terminal gets another size, and the next key does what it says then', async () => {
    await begin();
    const { bare, code } = await press([{ columns: 50 }, 's', 'q'], { columns: 120 });
    const screens = bare.filter(screen => screen.includes('q quit'));
    expect(screens).toHaveLength(3);
    expect(widest(screens.slice(0, 1))).toBeGreaterThan(50);
    expect(widest(screens.slice(1, 2))).toBeLessThan(50);
    expect(screens[2]).toContain('[2/2]');
    expect(code).toBe(0);
  });

  it('shows the markets of payloads, and by the prices of their event what is right', async () => {
    await begin();
    const { bare } = await press(['\r', 'q'], { columns: 120, args: ['--files', SPORTYBET, MSPORT] });
    const first = bare.find(screen => screen.includes('[1/2]') && screen.includes('q quit'));
    expect(first).toContain('Riverside FC - Harbour United');
    expect(first).toMatch(/in the payloads: Yes [\d.]+, No [\d.]+/);
    expect(first).toMatch(/SURE {2}btts_ft/);
    expect(first).toContain('A price of sportybet for the same event agrees.');
    expect(first).toContain('-> prices: 1 of 1 agree');
    expect((await getMapping(suite.db, 'btts_ft', IN_SCHEMA))?.sourceIds).toEqual({ msport: '29' });
  });

  it('is not sure of a mapping whose prices in the payloads differ', async () => {
    await begin();
    const other = path.join(await mkdtemp(path.join(tmpdir(), 'market-mapping-triage-')), 'sportybet.json');
    const served = await readFile(SPORTYBET, 'utf8');
    await writeFile(other, served.replace('"1.72"', '"4.50"').replace('"2.05"', '"1.18"'));
    const { bare } = await press(['q'], { columns: 120, args: ['--no-catalogue', '--files', other, MSPORT] });
    await rm(path.dirname(other), { recursive: true });
    const first = bare.find(screen => screen.includes('[1/2]') && screen.includes('q quit'));
    expect(first).toContain('btts_ft');
    expect(first).not.toContain('SURE');
    expect(first).toMatch(/Prices of sportybet for the same event differ/);
  });

  it('accepts all that it is sure of after asking, and takes all of them back by one key', async () => {
    await begin();
    await logged({ source: 'betika', externalMarketId: '29', marketName: 'BOTH TEAMS TO SCORE (GG/NG)' });
    const { bare } = await press(['A', 'n', 'A', 'y', 'u', 'q']);
    expect(bare.filter(screen => screen.includes('of 2 markets that are safe to accept unseen?'))).toHaveLength(2);
    expect(bare.some(screen => screen.includes('2 accepted'))).toBe(true);
    expect(bare.at(-1)).toContain('2 accepted, 0 ignored, 0 acknowledged, 0 skipped, 2 undone');
    const { items } = await listAuditLog(suite.db, { canonicalId: 'btts_ft' }, IN_SCHEMA);
    expect(items.map(({ reason }) => reason)).toEqual([
      'undone in triage',
      'undone in triage',
      'triage',
      'triage',
      null,
    ]);
    expect((await getMapping(suite.db, 'btts_ft', IN_SCHEMA))?.sourceIds).toEqual({});
    expect((await listUnmappedMarkets(suite.db, { status: 'NEW' }, IN_SCHEMA)).items).toHaveLength(3);
  });

  describe('in the middle of an act', () => {
    /** Holds the rows of the mappings, so that the act has to wait, and does something while it does. */
    async function whileWaiting(meanwhile: (press: (key: string) => void) => unknown): Promise<TerminalRun> {
      const trx = await suite.db.transaction();
      await trx.raw(`select 1 from ${suite.table(MAPPINGS)} for update`);
      let pressKey: (key: string) => void = () => {};
      let done: Promise<void> | undefined;
      const interfere = async () => {
        try {
          await expect.poll(() => countWaiting(suite.db), { timeout: 20_000 }).toBeGreaterThan(0);
          await meanwhile(pressKey);
        } finally {
          await trx.commit();
        }
      };
      const run = await runTriage(suite.url, {
        onStart: key => {
          pressKey = key;
        },
        react: () => {
          if (done !== undefined) return 'q';
          done = interfere();
          return '\r';
        },
      });
      await done;
      return run;
    }

    it('Ctrl-C ends it when the act is whole, with the terminal as it was', async () => {
      await begin();
      const { shown } = await whileWaiting(pressKey => pressKey('\u0003'));
      expect(shown).toMatch(/1 accepted, 0 ignored, 0 acknowledged, 0 skipped, 0 undone\r\nrestored\r\nexit 130\r\n$/);
      expect(await suite.statuses()).toEqual({ 29: 'MAPPED', 999: 'NEW' });
      expect((await getMapping(suite.db, 'btts_ft', IN_SCHEMA))?.sourceIds).toEqual({ msport: '29' });
    });

    it('a connection that is lost leaves nothing of it, and the terminal as it was', async () => {
      await begin();
      const { shown } = await whileWaiting(() =>
        suite.db.raw(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'`,
        ),
      );
      expect(shown).toMatch(/restored\r\nexit [1-9]\d*\r\n$/);
      expect(await suite.statuses()).toEqual({ 29: 'NEW', 999: 'NEW' });
      expect((await getMapping(suite.db, 'btts_ft', IN_SCHEMA))?.sourceIds).toEqual({});
      expect((await listAuditLog(suite.db, { canonicalId: 'btts_ft' }, IN_SCHEMA)).items).toHaveLength(1);
    });
  });
});

function widest(screens: readonly string[]): number {
  return Math.max(...screens.flatMap(screen => screen.split('\n').map(line => line.length)));
}

it('says without a terminal what to use instead', async () => {
  const { code, err } = await runCommand(['triage'], { url: suite.url });
  expect(code).toBe(2);
  expect(err).toContain('"unmapped list" and "unmapped suggest ID"');
});

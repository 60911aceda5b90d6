import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMapping, formatMappings, getMapping, listAuditLog, updateMapping } from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { type Ran, runCommand } from '../support/command.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();

function lint(...args: string[]): Promise<Ran> {
  return runCommand(['lint', ...args], { url: suite.url });
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-lint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => suite.db.raw('truncate market_mapping_dismissals restart identity'));

async function file(name: string, content: unknown): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, typeof content === 'string' ? content : JSON.stringify(content));
  return full;
}

/** Bet9ja's key without its sport: an error that a fix by hand mends. */
const WRONG_KEY = { canonicalId: 'wrong_key', betpawaId: null, sportybetId: null, bet9jaKey: 'GGNG' };
/** Two outcomes with one position: a safe fix. */
const SAME_POSITIONS = newMapping({
  outcomeMapping: newMapping().outcomeMapping.map(each => ({ ...each, position: 3 })),
});
/** One event of SportyBet in which the market of `newMapping()` has a third outcome. */
const PAYLOAD = {
  data: {
    eventId: 'sr:match:1',
    homeTeamName: 'Riverside FC',
    awayTeamName: 'Harbour United',
    sport: { id: 'sr:sport:1', name: 'Football' },
    markets: [
      {
        id: '29',
        name: 'GG/NG',
        desc: 'GG/NG',
        status: 0,
        outcomes: ['Yes', 'No', 'Only One'].map((desc, at) => ({
          id: `${74 + at * 2}`,
          desc,
          odds: '1.90',
          isActive: 1,
        })),
      },
    ],
  },
};

describe('lint of a file', () => {
  it('needs no database, tells each finding in a line, and ends with 1 if there is an error', async () => {
    const mappings = await file('mappings.json', [newMapping(WRONG_KEY), SAME_POSITIONS]);
    const { code, out, err } = await runCommand(['lint', '--mappings', mappings]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^error bet9ja-key-form: wrong_key at bet9ja: /);
    expect(lines).toContainEqual(expect.stringMatching(/^info duplicate-position: btts_ft: /));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}fix \(--fix\): /));
    expect(lines.at(-1)).toMatch(/^errors: 1, warnings: \d+, information: 3$/);
  });

  it('ends with 0 where nothing is an error, and --json has all there is to know', async () => {
    const mappings = await file('untidy.json', [SAME_POSITIONS]);
    const { code, out } = await runCommand(['lint', '--mappings', mappings, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      fixed: 0,
      dismissed: 0,
      findings: [
        {
          rule: 'duplicate-position',
          severity: 'info',
          mapping: 'btts_ft',
          source: null,
          message: expect.any(String),
          about: ['yes', 'no'],
          fingerprint: expect.any(String),
          fix: { isSafe: true, text: expect.any(String), patch: { outcomeMapping: expect.any(Array) } },
        },
      ],
    });
  });

  it('asks only the rules, the mapping and the severity that were given', async () => {
    const mappings = await file('several.json', [newMapping(WRONG_KEY), SAME_POSITIONS]);
    const rulesOf = async (...args: string[]) => {
      const { out } = await runCommand(['lint', '--mappings', mappings, '--json', ...args]);
      return [...new Set(JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule))];
    };
    expect(await rulesOf('--rule', 'duplicate-position')).toEqual(['duplicate-position']);
    expect(await rulesOf('--rule', 'duplicate-position', '--rule', 'bet9ja-key-form')).toEqual([
      'bet9ja-key-form',
      'duplicate-position',
    ]);
    expect(await rulesOf('--severity', 'error')).toEqual(['bet9ja-key-form']);
    expect(await rulesOf('--mapping', 'btts_ft')).not.toContain('bet9ja-key-form');
  });

  it('reads CSV, and compares with the payloads given', async () => {
    const mappings = await file('mappings.csv', formatMappings([newMapping()], 'csv'));
    const payload = await file('payload.json', PAYLOAD);
    const { code, out } = await runCommand(['lint', payload, '--mappings', mappings]);
    expect(code).toBe(0);
    expect(out).toContain('warning unmapped-outcome: btts_ft at sportybet: no mapping knows the outcome "Only One"');
  });

  it.each([
    [['--fix'], '--fix changes the database: give it without --mappings'],
    [['--dismiss', '--reason', 'x', '--mapping', 'x'], '--dismiss changes the database'],
    [['--restore'], '--restore changes the database'],
    [['--rule', 'no-such-rule'], 'It must be one of empty-outcomes, '],
  ])('refuses %j', async (args, message) => {
    const mappings = await file('refused.json', [newMapping()]);
    const { code, err } = await runCommand(['lint', '--mappings', mappings, ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('lint of the database', () => {
  it('--fix applies what changes no price, with the rule as reason, and tells what is left', async () => {
    await createMapping(suite.db, SAME_POSITIONS);
    await createMapping(suite.db, newMapping(WRONG_KEY));
    const { code, out } = await lint('--fix', '--actor', 'ada');
    expect(code).toBe(1);
    expect(out).toContain('fixed mappings: 2');
    expect(out).not.toContain('(--fix)');
    expect(out).toContain('error bet9ja-key-form: wrong_key');
    const mapping = await getMapping(suite.db, 'btts_ft');
    expect(mapping?.outcomeMapping.map(({ position }) => position)).toEqual([0, 1]);
    // Names at two bookmakers where it has no id: a fix each.
    expect((await listAuditLog(suite.db, { canonicalId: 'wrong_key', action: 'UPDATE' })).items).toHaveLength(2);
    const { items } = await listAuditLog(suite.db, { canonicalId: 'btts_ft', action: 'UPDATE' });
    expect(items).toMatchObject([{ createdBy: 'ada', reason: expect.stringMatching(/^lint: duplicate-position: /) }]);
    expect(await getMapping(suite.db, 'wrong_key')).toMatchObject({ bet9jaKey: 'GGNG' });
  });

  it('--dismiss leaves a finding out until its mapping changes; --all shows it; --restore takes it back', async () => {
    await createMapping(suite.db, newMapping(WRONG_KEY));
    const which = ['--rule', 'bet9ja-key-form', '--mapping', 'wrong_key'];
    const dismissed = await lint(...which, '--dismiss', '--reason', 'a test account', '--actor', 'ada');
    expect(dismissed).toMatchObject({ code: 0, out: expect.stringMatching(/^dismissed bet9ja-key-form: wrong_key: /) });

    const without = await lint('--severity', 'error');
    expect(without).toEqual({
      code: 0,
      out: 'errors: 0, warnings: 0, information: 0; 1 dismissed (--all shows them)\n',
      err: '',
    });
    const all = await lint('--severity', 'error', '--all');
    expect(all.code).toBe(0);
    expect(all.out).toMatch(
      /^error bet9ja-key-form: wrong_key at bet9ja: .*\n(.*\n)?\s+dismissed by ada: a test account\n/,
    );

    expect(await lint(...which, '--dismiss', '--reason', 'again')).toMatchObject({
      code: 1,
      out: 'nothing to be dismissed\n',
    });
    await updateMapping(suite.db, 'wrong_key', { name: 'Renamed' });
    expect(await lint('--severity', 'error')).toMatchObject({ code: 1 });

    await updateMapping(suite.db, 'wrong_key', { name: newMapping().name });
    expect(await lint('--severity', 'error')).toMatchObject({ code: 0 });
    expect(await lint(...which, '--restore')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^restored bet9ja-key-form/),
    });
    expect(await lint('--severity', 'error')).toMatchObject({ code: 1 });
  });

  it.each([
    [['--dismiss', '--mapping', 'x'], '--dismiss needs a --reason'],
    [['--dismiss', '--reason', 'x'], '--dismiss needs a --rule or a --mapping'],
    [['--fix', '--restore'], 'give one of --fix and --restore'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await lint(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveMapping } from '../../src/index.js';
import type { Ran } from '../support/command.js';
import { type Consumer, makeConsumer } from '../support/consumer.js';
import { databaseForThisTest } from '../support/databases.js';
import { codeBlocks } from '../support/documents.js';
import { meetMarkets, writeFiles } from '../support/service-in-use.js';

const BLOCKS = codeBlocks('sh');

/** Lines that can't be run here, and who runs them. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md, Try it: sh 1': 'CI itself is these commands on a clean clone',
  'README.md, Quick start: sh 1': 'it takes the package from a registry; release:check walks it with the packed one',
  'README.md, Quick start: sh 2': 'it maps what a running scraper met; release:check walks it with one',
  'docs/command-line.md, Completion: sh 1': 'each line is of another shell; test/cli/completion.test.ts runs bash',
  'docs/lint.md, Lint: sh 1': 'the mappings here have findings to fix; test/cli/lint.test.ts runs each line',
  'docs/lint.md, Dismissing findings: sh 1': 'it needs that very finding; test/cli/lint.test.ts dismisses one',
  'docs/moving.md, Backup, restore and moving: sh 1':
    'test/cli/check-fix.test.ts runs it where there is something to repair',
  'docs/moving.md, Backup and restore: sh 1':
    'test/cli/moving.test.ts follows it, between two servers of the version of pg_dump',
  'docs/moving.md, Backup and restore: sh 2': 'test/cli/moving.test.ts follows it, with what the first has dumped',
  'docs/production.md, Roles: sh 1': 'it only prints; test/integration/grant-statements.test.ts runs what it prints',
  'docs/page.md, For one person: sh 1': 'it serves until Ctrl+C; test/cli/page.test.ts starts and ends it',
};

/** npx takes its time: a second and more each line. */
const TIME_LIMIT_MS = 180_000;

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
});
afterAll(() => consumer.remove());

describe('the shell lines of the documents', () => {
  it.each(BLOCKS.filter(({ name }) => !(name in RUN_ELSEWHERE)).map(block => [block.name, block] as const))(
    '%s: run one after another, and map the market they show',
    async (_, { slug, code }) => {
      const { db, url } = await databaseForThisTest();
      await meetMarkets(db);
      await writeFiles(consumer, slug);
      const ran = await runLines(code, `${consumer.folder}/${slug}`, url);
      expect(ran.code, ran.err).toBe(0);
      const mapping = await resolveMapping(db, { source: 'sportybet', externalMarketId: '29' });
      expect(mapping).toMatchObject({ canonicalId: 'btts_ft', outcomeMapping: [{}, {}] });
    },
    TIME_LIMIT_MS,
  );

  it('what is run elsewhere is what there is', () => {
    expect(BLOCKS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(RUN_ELSEWHERE)));
  });

  it('CI runs what is there to try it', () => {
    const tried = BLOCKS.find(({ name }) => name === 'README.md, Try it: sh 1')?.code ?? '';
    const commands = tried.match(/\bnpm (ci|test|run [\w:]+)/g) ?? [];
    expect(commands).toContain('npm run example');
    const ci = readFileSync('.ci/run', 'utf8');
    for (const command of commands) expect(ci).toMatch(new RegExp(`^${command}\\b`, 'm'));
  });
});

/** Ended by the first line that fails, in a pipe too; npx takes the consumer's package or none. */
async function runLines(lines: string, cwd: string, url: string): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: url, npm_config_offline: 'true', npm_config_yes: 'false' };
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', lines], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS - 5_000,
    killSignal: 'SIGKILL',
  });
  const exited = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, out, err };
}

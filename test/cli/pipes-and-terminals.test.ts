import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMapping, type NewMapping } from '../../src/index.js';
import { bet9jaMapping, newMapping } from '../support/builders.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();
const COMMAND = `'${process.execPath}' dist/cli.js`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a script of the shell, as somebody at a prompt would; `script` is what makes it one at a terminal. */
async function shell(script: string, env: Record<string, string> = {}): Promise<{ out: string; err: string }> {
  const { COLUMNS: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const child = spawn('bash', ['-c', script], {
    env: { ...inherited, TERM: 'xterm', DATABASE_URL: suite.url, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err };
}

function manyMappings(count: number): NewMapping[] {
  return Array.from({ length: count }, (_, index) => bet9jaMapping(`S_${index}`));
}

describe('a reader that has seen enough', () => {
  /** Far more than a pipe holds, so that the command is still writing when nobody reads any more. */
  async function fill(): Promise<void> {
    await suite.db.raw(`
      insert into ${suite.table('user_market_mappings')} (canonical_id, name, betpawa_id, outcome_mapping)
      select 'm' || n, repeat('x', 200), n::text, '[]' from generate_series(1, 2000) n`);
    await suite.db.raw(`
      insert into ${suite.table('unmapped_market_log')} (source, external_market_id, market_name)
      select 'betpawa', n::text, repeat('x', 250) from generate_series(1, 500) n`);
  }

  it.each([
    ['unmapped list --limit 500', 'head -1', 'ID'],
    ['unmapped list --limit 500 --json', 'head -1', '{'],
    ['export', 'head -c 10', '['],
    ['export --format csv', 'head -1', 'canonicalId'],
    ['--help', 'true', ''],
  ])('ends "%s | %s" in silence, with 0', async (args, reader, begins) => {
    await fill();
    const { out, err } = await shell(`${COMMAND} ${args} | ${reader}; printf ' exit %s' "\${PIPESTATUS[0]}"`);
    expect(err).toBe('');
    expect(out.trimStart().startsWith(begins)).toBe(true);
    expect(out).toMatch(/ exit 0$/);
  });

  it('and does not read complaints either leaves the exit code as it is', async () => {
    const status = path.join(folder, 'status');
    await shell(`{ sleep 0.1; ${COMMAND} mend; echo $? > '${status}'; } 2>&1 | true`);
    expect(await readFile(status, 'utf8')).toBe('2\n');
  });
});

/** Only the `script` of util-linux runs a command on a terminal of its own and tells its exit code. */
const noTerminal = whyNoTerminal();

function whyNoTerminal(): string | null {
  try {
    const version = execFileSync('script', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return version.includes('util-linux') ? null : `script is not that of util-linux but ${version}`;
  } catch {
    return 'there is no script of util-linux';
  }
}

describe.skipIf(noTerminal !== null)(`on a terminal${noTerminal === null ? '' : ` (skipped: ${noTerminal})`}`, () => {
  /** What a terminal of so many columns gets to see. */
  async function onTerminal(commands: string, columns = 80, env: Record<string, string> = {}): Promise<string> {
    const { out } = await shell(`script -qec "stty cols ${columns}; $COMMANDS" /dev/null`, {
      ...env,
      COMMANDS: commands,
    });
    return out;
  }

  /** What is shown, without what moves the cursor. */
  function withoutSequences(text: string): string {
    const start = '\u001B';
    return text.replaceAll(new RegExp(`${start}(\\[\\d*[A-Za-z]|[78])`, 'g'), '');
  }

  async function fileOf(mappings: readonly NewMapping[]): Promise<string> {
    const file = path.join(folder, 'set.json');
    await writeFile(file, JSON.stringify(mappings));
    return file;
  }

  it('a long import shows how far it is, up to the end', async () => {
    const shown = await onTerminal(`${COMMAND} import ${await fileOf(manyMappings(120))} | tail -1`);
    const bars = [...shown.matchAll(/importing \[([#.]{30})\] (\d+)\/120/g)];
    expect(bars.length).toBeGreaterThan(1);
    const done = bars.map(([, , count]) => Number(count));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(bars.at(-1)?.[1]).toBe('#'.repeat(30));
    expect(withoutSequences(shown)).toContain('120/120\r\nDone: 120 created');
  });

  it('a short import shows none, nor one whose error output goes elsewhere', async () => {
    const short = await onTerminal(`${COMMAND} import ${await fileOf(manyMappings(20))}`);
    expect(short).toContain('Done: 20 created');
    expect(short).not.toContain('importing');
    const errors = path.join(folder, 'errors');
    const long = await onTerminal(`${COMMAND} import ${await fileOf(manyMappings(120))} 2> ${errors}`);
    expect(long).toContain('Done: 100 created');
    expect(long).not.toContain('importing');
    expect(await readFile(errors, 'utf8')).toBe('');
  });

  it('the bar fits a narrow terminal', async () => {
    const shown = await onTerminal(`${COMMAND} import ${await fileOf(manyMappings(60))} > /dev/null`, 40);
    const bars = withoutSequences(shown).match(/importing \[[#.]+\] \d+\/60/g) ?? [];
    expect(bars.at(-1)).toMatch(/^importing \[#+\] 60\/60$/);
    expect(Math.max(...bars.map(bar => bar.length))).toBe(39);
    expect(shown, 'a terminal that wraps goes on to').not.toContain('[?7l');
  });

  it('what stops an import stands on a line of its own', async () => {
    await suite.db.raw(`
      create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'no more'; end $$;
      create trigger refuse before insert on ${suite.table('user_market_mappings')}
      for each row when (new.canonical_id = 'S_570') execute function refuse()`);
    try {
      const shown = await onTerminal(`${COMMAND} import ${await fileOf(manyMappings(620))}; echo exit $?`, 80, {
        NO_COLOR: '1',
      });
      expect(withoutSequences(shown)).toMatch(/500\/620\r\nerror DATABASE: .*no more\r\nexit 5\r\n$/);
    } finally {
      await suite.db.raw(`drop trigger refuse on ${suite.table('user_market_mappings')}`);
    }
  });

  it('tables have colour and fit its width', async () => {
    await createMapping(suite.db, newMapping({ name: 'A name that is much too long for a narrow terminal' }));
    const start = '\u001B';
    const shown = await onTerminal(`${COMMAND} mappings list`, 72);
    expect(shown).toContain(`${start}[1m`);
    const bare = shown.replaceAll(new RegExp(`${start}\\[\\d+m`, 'g'), '');
    expect(bare).toContain('…');
    expect(Math.max(...bare.split('\r\n').map(line => line.length))).toBeLessThanOrEqual(72);

    expect(await onTerminal(`${COMMAND} mappings list`, 200, { NO_COLOR: '1' })).not.toContain(start);
    const given = await onTerminal(`${COMMAND} mappings list`, 200, { COLUMNS: '72', NO_COLOR: '1' });
    expect(given).toContain('…');
  });

  it('an error is red', async () => {
    expect(await onTerminal(`${COMMAND} mappings delete nothing`)).toContain(
      '\u001B[31merror\u001B[39m MAPPING_NOT_FOUND',
    );
  });
});

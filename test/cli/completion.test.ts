import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { SHELLS, type Shell, skipWithoutShell } from '../support/shells.js';

const run = promisify(execFile);
const NAMES = Object.keys(SHELLS) as Shell[];
const PARSE_ONLY: Readonly<Record<Shell, string>> = { bash: '-n', zsh: '-n', fish: '--no-execute' };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-completion-'));
  for (const shell of NAMES) {
    const { code, out } = await runCommand(['completion', shell]);
    expect(code).toBe(0);
    await writeFile(path.join(folder, shell), out);
  }
  await writeFile(path.join(folder, 'captured.json'), '[]');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(NAMES)('completion in %s', async shell => {
  const isSkipped = await skipWithoutShell(shell);
  const offered = (line: string) => SHELLS[shell](folder, `market-mapping ${line}`);

  it.skipIf(isSkipped)('offers the commands, and those of a group', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['migrate', 'check', 'mappings', 'prune', 'completion']));
    expect(await offered('mappings s')).toEqual(['show']);
    expect((await offered('prune ')).sort()).toEqual(['audit', 'unmapped']);
  });

  it.skipIf(isSkipped)('offers the options of a command and of all commands', async () => {
    const flags = await offered('mappings list --');
    expect(flags).toEqual(expect.arrayContaining(['--source', '--as-of', '--schema', '--json', '--help']));
    expect(flags).not.toContain('--older-than');
    expect((await offered('--dat')).sort()).toEqual(['--data-dir', '--database-url']);
  });

  it.skipIf(isSkipped)('offers the values of an option, also behind "="', async () => {
    expect((await offered('audit --origin ')).sort()).toEqual(['library', 'sql']);
    expect(await offered('audit --origin=s')).toEqual(['sql']);
    expect(await offered('unmapped list --source bet9')).toEqual(['bet9ja']);
    expect(await offered('completion z')).toEqual(['zsh']);
    expect(await offered('--database-url ')).toEqual([]);
  });

  it.skipIf(isSkipped)('does not take the value of an option for a command', async () => {
    expect(await offered('--schema mappings mappings sh')).toEqual(['show']);
    expect(await offered('--schema=mappings mappings sh')).toEqual(['show']);
  });

  it.skipIf(isSkipped)('offers files where a file is wanted, and nowhere else', async () => {
    expect(await offered('replay capt')).toEqual(['captured.json']);
    expect(await offered('export --output capt')).toEqual(['captured.json']);
    expect(await offered('mappings show capt')).toEqual([]);
  });

  it.skipIf(isSkipped)('is a script that it can parse', async () => {
    await run(shell, [PARSE_ONLY[shell], path.join(folder, shell)]);
  });
});

describe('completion', () => {
  it('has every command in each script', async () => {
    for (const shell of NAMES) {
      const { out } = await runCommand(['completion', shell]);
      for (const each of [' mappings list', ' prune audit', ' ignore-rules add', 'grants']) {
        expect(out, shell).toContain(each);
      }
    }
  });

  it('wants a shell that it knows', async () => {
    expect(await runCommand(['completion', 'tcsh'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('bash, zsh, fish'),
    });
  });
});

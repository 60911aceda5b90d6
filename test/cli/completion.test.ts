import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-completion-'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await runCommand(['completion', shell]);
    expect(code).toBe(0);
    await writeFile(path.join(folder, shell), out);
  }
  await writeFile(path.join(folder, 'captured.json'), '[]');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What bash offers for the last word of a line, which may be begun. */
async function offered(words: readonly string[]): Promise<string[]> {
  const script = `source ./bash; COMP_WORDS=(market-mapping "$@"); COMP_CWORD=$#; _market_mapping; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['--norc', '-c', script, 'bash', ...words], { cwd: folder });
  return stdout.split('\n').filter(line => line !== '');
}

async function isInstalled(shell: string): Promise<boolean> {
  return run(shell, ['--version']).then(
    () => true,
    () => false,
  );
}

describe('completion', () => {
  it('offers the commands, and those of a group', async () => {
    expect(await offered([''])).toEqual(
      expect.arrayContaining(['migrate', 'check', 'mappings', 'prune', 'completion']),
    );
    expect(await offered(['mappings', 's'])).toEqual(['show']);
    expect(await offered(['prune', ''])).toEqual(['unmapped', 'audit']);
  });

  it('offers the options of a command and of all commands', async () => {
    const flags = await offered(['mappings', 'list', '--']);
    expect(flags).toEqual(expect.arrayContaining(['--source', '--as-of', '--schema', '--json', '--help']));
    expect(flags).not.toContain('--older-than');
    expect(await offered(['--dat'])).toEqual(['--database-url', '--data-dir']);
  });

  it('offers the values of an option, also behind "="', async () => {
    expect(await offered(['audit', '--origin', ''])).toEqual(['library', 'sql']);
    expect(await offered(['audit', '--origin', '=', 's'])).toEqual(['sql']);
    expect(await offered(['unmapped', 'list', '--source', 'bet9'])).toEqual(['bet9ja']);
    expect(await offered(['completion', 'z'])).toEqual(['zsh']);
    expect(await offered(['--database-url', ''])).toEqual([]);
  });

  it('does not take the value of an option for a command', async () => {
    expect(await offered(['--schema', 'mappings', 'mappings', 'sh'])).toEqual(['show']);
  });

  it('offers files where a file is wanted, and nowhere else', async () => {
    expect(await offered(['replay', 'capt'])).toEqual(['captured.json']);
    expect(await offered(['export', '--output', 'capt'])).toEqual(['captured.json']);
    expect(await offered(['mappings', 'show', 'capt'])).toEqual([]);
  });

  it.each([
    ['bash', '-n'],
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ])('is a script that %s can parse', async (shell, flag) => {
    if (shell !== 'bash' && !(await isInstalled(shell))) return;
    await run(shell, [flag, path.join(folder, shell)]);
  });

  it('has every command in each script', async () => {
    for (const shell of ['zsh', 'fish']) {
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

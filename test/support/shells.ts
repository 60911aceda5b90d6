import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a shell offers for the end of a line, which may be a word that is begun. */
export type Offers = (folder: string, line: string) => Promise<string[]>;

/** How to ask each shell; `folder` has the script of the shell under its name, and is where it runs. */
export const SHELLS = { bash: offersOfBash, zsh: offersOfZsh, fish: offersOfFish } satisfies Record<string, Offers>;

export type Shell = keyof typeof SHELLS;

/** Whether to skip the tests of a shell that is not installed here; says so in a line. In CI all of them must be. */
export async function skipWithoutShell(shell: Shell): Promise<boolean> {
  const isInstalled = await run(shell, ['--version']).then(
    () => true,
    () => false,
  );
  if (process.env.CI || isInstalled) return false;
  console.log(`Skipped: ${shell} is not installed (on Debian: apt-get install ${shell}).`);
  return true;
}

/** As its completion calls the function: "--origin=s" is three words. */
async function offersOfBash(folder: string, line: string): Promise<string[]> {
  const script = `source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _market_mapping; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const words = line.split(/(?<==)|(?==)| /);
  const { stdout } = await run('bash', ['--norc', '-c', script, 'bash', ...words], { cwd: folder });
  return linesOf(stdout);
}

/** `complete -C` gives each with its description behind a tab, and behind "=" with the option before it. */
async function offersOfFish(folder: string, line: string): Promise<string[]> {
  const script = 'source ./fish; complete -C "$argv[1]"';
  const { stdout } = await run('fish', ['--no-config', '-c', script, line], { cwd: folder });
  return linesOf(stdout).map(each => each.replace(/\t.*$/, '').replace(/^--[\w-]+=/, ''));
}

/** A shell in a terminal of its own, which is sent the line and the key that lists what could follow. */
const ZSH = String.raw`zmodload zsh/zpty
zpty shell 'PS1= TERM=dumb zsh -f -i'
zpty -w shell 'unset zle_bracketed_paste; unsetopt prompt_cr prompt_sp beep; stty cols 300 rows 500; LISTMAX=1000
autoload -Uz compinit; compinit -D -u; eval "$(<./zsh)"; bindkey "^X" list-choices
zle-line-init() { print READ""Y }; zle -N zle-line-init'
zpty -r -m shell before '*READY*'
zpty -w -n shell "$1"$'\x18\x15'
zpty -w shell 'print DON""E'
zpty -r -m shell listed '*DONE*'
print -r -- "$listed"
`;

async function offersOfZsh(folder: string, line: string): Promise<string[]> {
  await writeFile(path.join(folder, 'list.zsh'), ZSH);
  const { stdout } = await run('zsh', ['-f', './list.zsh', line], { cwd: folder, timeout: 30_000 });
  const shown = linesOf(stdout.replaceAll('\r', '\n')).map(each => each.trim());
  const list = shown.filter(each => !each.startsWith('market-mapping') && !/DON""E|DONE|READY/.test(each));
  return list.flatMap(each => (each.includes(' -- ') ? each.replace(/ +-- .*$/, '') : each.split(/ {2,}/)));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(each => each.trim() !== '');
}

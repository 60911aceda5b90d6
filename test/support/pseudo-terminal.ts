import { execFileSync, spawn } from 'node:child_process';

/** Whether there is a program that gives a command a terminal of its own. */
export function hasTerminal(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** What a person does when a screen asks for something: keys; another width of the terminal; nothing, when they are done. */
export type Reaction = string | { readonly columns: number } | null;

export interface TerminalOptions {
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each screen that asks, and how many milliseconds it took from the key before. */
  readonly react: (screen: string, waitedMs: number) => Reaction;
  /** Gets what presses a key at any time, as while something is done. */
  readonly onStart?: (press: (key: string) => void) => void;
}

export interface TerminalRun {
  /** All that was written, escape sequences and all. */
  readonly shown: string;
  readonly screens: readonly string[];
  readonly code: number;
}

const CLEARED = '\u001B[H\u001B[2J';
const ASKING = /q quit|any other key|empty goes back|Any key goes back/;
/** The prompt listens a moment after it has drawn itself. */
const BEFORE_KEY_MS = 100;

/**
 * Runs `market-mapping triage` on a terminal of its own. What it shows ends with `restored` if the terminal is in its usual mode
 * afterwards, and with the exit code.
 */
export async function runTriage(
  url: string,
  { args = [], columns = 80, rows = 24, env = {}, react, onStart }: TerminalOptions,
): Promise<TerminalRun> {
  const words = args.map(arg => `'${arg}'`).join(' ');
  const command = `tty; stty rows ${rows} cols ${columns}; '${process.execPath}' dist/cli.js triage ${words}; code=$?; stty -a | grep -q ' icanon' && echo restored; echo exit $code`;
  const { COLUMNS: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...inherited, TERM: 'xterm', SHELL: '/bin/sh', DATABASE_URL: url, ...env },
  });
  let shown = '';
  let screenFrom = 0;
  let seen = 0;
  let pressedAt = performance.now();
  const press = (reaction: Reaction) => {
    if (reaction === null) return;
    pressedAt = performance.now();
    if (typeof reaction === 'string') child.stdin.write(reaction);
    else resize(shown, rows, reaction.columns);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    screenFrom = Math.max(0, shown.lastIndexOf(CLEARED));
    const unseen = shown.slice(seen);
    if (!ASKING.test(unseen)) return;
    seen = shown.length;
    const reaction = react(shown.slice(screenFrom), performance.now() - pressedAt);
    setTimeout(() => press(reaction), BEFORE_KEY_MS);
  });
  onStart?.(key => child.stdin.write(key));
  const code = await new Promise<number>(resolve => child.on('close', status => resolve(status ?? -1)));
  return { shown, screens: shown.split(CLEARED), code };
}

/** As a window does that somebody drags: the terminal has another size, and whoever runs in it is told. */
function resize(shown: string, rows: number, columns: number): void {
  const [device] = /\/dev\/pts\/\d+/.exec(shown) ?? [];
  if (device === undefined) throw new Error('the terminal did not say which device it is');
  execFileSync('stty', ['-F', device, 'rows', String(rows), 'cols', String(columns)]);
}

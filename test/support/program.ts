import { fork } from 'node:child_process';
import { text } from 'node:stream/consumers';
import ts from 'typescript';
import type { Consumer } from './consumer.js';

/** A Postgres in process takes half a minute to start where the machine is busy. */
export const PROGRAM_LIMIT_MS = 90_000;

/** How long a program goes on after its top level, for what it has set going to fail. */
const GRACE_MS = 100;

/** What a program did until it ended. */
export interface ProgramRun {
  /** Whether its top level came to its end. */
  readonly finished: boolean;
  /** The exit code, or the signal it ended by. */
  readonly ended: number | NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** What a program prints is printed in full, so that it can be compared. */
const RUNNER = `
  import { inspect } from 'node:util';

  Object.assign(inspect.defaultOptions, { depth: null, breakLength: Infinity });
  await import(process.argv[2]);
  process.send('finished');
`;

/**
 * Runs TypeScript as a module of the consumer's, in a process of its own and in the given folder. Unless it is to end by
 * itself it is told to by SIGTERM, as a service is: a pool that is left open would keep it for ever.
 */
export async function runProgram(
  consumer: Consumer,
  code: string,
  { folder, env, endsByItself }: { folder: string; env: Record<string, string>; endsByItself: boolean },
): Promise<ProgramRun> {
  const runner = await consumer.write(`${folder}/runner.mjs`, RUNNER);
  const program = await consumer.write(`${folder}/program.mjs`, inJavaScript(code));
  const child = fork(runner, [program], {
    cwd: `${consumer.folder}/${folder}`,
    env: { ...process.env, ...env },
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: PROGRAM_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  if (!child.stdout || !child.stderr) throw new Error('the process has no pipes');
  let finished = false;
  child.once('message', () => {
    finished = true;
    if (!endsByItself) setTimeout(() => child.kill('SIGTERM'), GRACE_MS);
  });
  const closed = new Promise<ProgramRun['ended']>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve(code ?? signal));
  });
  const [out, err, ended] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { finished, ended, out, err };
}

function inJavaScript(code: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** What a run of the command said, and its exit code. */
export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

export interface Surroundings {
  /** DATABASE_URL; none by default, whatever this process has. */
  url?: string;
  input?: string;
  env?: Record<string, string>;
}

/** Runs the built `market-mapping` as a process of its own. */
export async function runCommand(
  args: readonly string[],
  { url, input = '', env = {} }: Surroundings = {},
): Promise<Ran> {
  if (!existsSync('dist/cli.js'))
    throw new Error('the command is not built: npm run build, or npm test, which does it');
  const { DATABASE_URL: _, COLUMNS: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    env: { ...inherited, ...(url === undefined ? {} : { DATABASE_URL: url }), ...env },
  });
  const exited = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  // A command that does not read its input may have ended before it came.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, out, err };
}

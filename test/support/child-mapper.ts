import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { MarketMapperOptions } from '../../src/index.js';
import type { Command } from './mapper-process.js';
import { processFile } from './process-file.js';

/** A mapper in a process of its own. */
export interface ChildMapper {
  // biome-ignore lint/suspicious/noExplicitAny: each command has another answer
  ask(command: Command): Promise<any>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Resolves with the exit code when the process has ended by itself, and with what it said in its error output. */
  ended(): Promise<{ code: number | null; errors: string }>;
}

/** Starts one and waits until its mapper is there; killed with the test. */
export async function startChildMapper(url: string, options: MarketMapperOptions = {}): Promise<ChildMapper> {
  const child: ChildProcess = spawn(process.execPath, [await processFile('mapper-process')], {
    env: { ...process.env, DATABASE_URL: url, MAPPER_OPTIONS: JSON.stringify(options) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('the process has no pipes');
  let errors = '';
  stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  stdin.on('error', () => {});
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const readLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the process ended: ${errors}`);
    return value;
  };
  const first = await readLine();
  if (first !== 'ready') throw new Error(`the process said "${first}"`);
  return {
    ask: async command => {
      stdin.write(`${JSON.stringify(command)}\n`);
      return JSON.parse(await readLine());
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    ended: async () => {
      const [code] = await exited;
      return { code, errors };
    },
  };
}

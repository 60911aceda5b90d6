import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A consumer's project with the packed tarball in it, and the peers linked from ours. */
export interface Consumer {
  readonly folder: string;
  /** The files of the tarball. */
  readonly packed: readonly string[];
  /** Runs a file of the project with Node, or one of the given code, and returns what it wrote. */
  node(args: readonly string[], env?: Record<string, string>): Promise<string>;
  write(name: string, content: string): Promise<string>;
  remove(): Promise<void>;
}

export async function makeConsumer(): Promise<Consumer> {
  if (!existsSync('dist/index.js'))
    throw new Error('the package is not built: npm run build, or npm test, which does it');
  const folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-consumer-'));
  const modules = path.join(folder, 'node_modules');
  await mkdir(path.join(modules, '@electric-sql'), { recursive: true });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  const [{ filename, files }]: [{ filename: string; files: { path: string }[] }] = JSON.parse(stdout);
  await run('tar', ['-xzf', path.join(folder, filename), '-C', folder]);
  await symlink(path.join(folder, 'package'), path.join(modules, 'market-mapping'));
  await mkdir(path.join(modules, '.bin'));
  await symlink('../market-mapping/dist/cli.js', path.join(modules, '.bin/market-mapping'));
  // Found from the package's real folder, as an installed one finds what is hoisted beside it.
  for (const name of ['knex', 'pg', 'zod', '@electric-sql/pglite']) {
    await symlink(path.resolve('node_modules', name), path.join(modules, name));
  }
  return {
    folder,
    packed: files.map(file => file.path),
    node: async (args, env = {}) => {
      const options = { cwd: folder, env: { ...process.env, ...env } };
      return (await run(process.execPath, ['--no-warnings', ...args], options)).stdout;
    },
    write: async (name, content) => {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

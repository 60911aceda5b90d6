import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const built = new Map<string, Promise<string>>();

/**
 * A program of this folder as one file that plain Node runs, with the package as it is in `src/` now. Tests that start a dozen processes at
 * once would otherwise spend most of their time on compiling the same modules in each.
 */
export function processFile(name: string): Promise<string> {
  const known = built.get(name) ?? bundle(name);
  built.set(name, known);
  return known;
}

async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'test/support', `${name}.ts`)],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
  // Below the project, where it finds the packages. Other workers do the same at this moment.
  const folder = path.join(ROOT, 'node_modules/.cache/market-mapping-tests');
  const file = path.join(folder, `${name}.mjs`);
  const own = path.join(folder, `${name}-${process.pid}.mjs`);
  await mkdir(folder, { recursive: true });
  await writeFile(own, outputFiles[0]?.text ?? '');
  await rename(own, file);
  return file;
}

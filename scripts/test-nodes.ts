/**
 * Runs the package on the versions of Node it says it works with, beside the one that runs this:
 *
 *   npm run test:nodes         Node 22 and 24
 *   npm run test:nodes -- 26   another one
 *
 * Each comes from the npm package `node`, into a cache outside the repository. On each run the unit tests, the packed tarball in both module systems,
 * and on a server the mapper's tests and two files of the repository's. A version that can't be had is said to be skipped, loudly: it is
 * no fault of the package's.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fetchNode } from '../dev/fetch-postgres.js';

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24'];
const root = path.resolve(import.meta.dirname, '..');
/** What shows that a version of Node is no hindrance, and takes about a minute. */
const PROJECTS = ['unit', 'command', 'repository', 'integration'];
const FILES = [
  'test/unit',
  'test/package',
  'test/repository/create-mapping.test.ts',
  'test/repository/import-export.test.ts',
  'test/integration/mapper.test.ts',
];

let isClean = true;
for (const version of versions) {
  const start = performance.now();
  const bin = binaryOf(version);
  if (bin === null) continue;
  const found = execFileSync(path.join(bin, 'node'), ['--version'], { encoding: 'utf8' }).trim();
  const passed = runTests(bin);
  isClean &&= passed;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${passed ? 'ok    ' : 'FAILED'} Node ${found} (${seconds} s)`);
}
process.exitCode = isClean ? 0 : 1;

/** The folder of its binary, or null where it can't be had. */
function binaryOf(version: string): string | null {
  try {
    return fetchNode(version);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`SKIPPED NODE ${version} CAN'T BE HAD, so nothing was run on it: ${why}`);
    return null;
  }
}

function runTests(bin: string): boolean {
  const projects = PROJECTS.map(project => `--project=${project}`);
  // First on the path, so that what the tests start runs on it, too.
  const env = { ...process.env, NO_COLOR: '1', PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects, ...FILES];
  const { status, stdout, stderr } = spawnSync(path.join(bin, 'node'), args, {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    timeout: 600_000,
  });
  if (status === 0)
    console.log(
      stdout
        .split('\n')
        .filter(line => /^ *Tests? /.test(line))
        .join('\n'),
    );
  else console.error(`${stdout}${stderr}`);
  return status === 0;
}

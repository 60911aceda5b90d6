/** What a bundler makes of consumers who use little of the package, and much. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** A text that only this part of the package has; where it is in a bundle, the part is. */
const MARKS = {
  mapper: 'market-mapping:flushed',
  recorder: 'market_mapping_recorders',
  migrations: 'create constraint trigger',
  prices: 'swapped-outcomes',
  command: 'Exit codes:',
  zod: '"invalid_type"',
} as const;
type Part = keyof typeof MARKS;
const PARTS = Object.keys(MARKS) as Part[];

/** Consumers, and what must not be in their bundles. */
const CONSUMERS: readonly { what: string; code: (name: string) => string; lacks: readonly Part[] }[] = [
  {
    what: 'parseBet9jaKey',
    code: name => `export { parseBet9jaKey } from '${name}';`,
    lacks: ['mapper', 'recorder', 'migrations', 'prices', 'command', 'zod'],
  },
  {
    what: 'the payload readers',
    code: name => `export { parseBet9jaEvent, parseBetpawaEvent, parseSportybetEvent } from '${name}';`,
    lacks: ['mapper', 'recorder', 'migrations', 'prices', 'command', 'zod'],
  },
  {
    what: 'comparePrices and findPriceFaults',
    code: name => `export { comparePrices, findPriceFaults } from '${name}';`,
    lacks: ['mapper', 'recorder', 'migrations', 'command', 'zod'],
  },
  {
    what: 'resolveMapping',
    code: name => `export { resolveMapping } from '${name}';`,
    lacks: ['mapper', 'migrations', 'prices', 'command'],
  },
  {
    what: 'createMarketMapper',
    code: name => `export { createMarketMapper } from '${name}';`,
    lacks: ['migrations', 'prices', 'command'],
  },
  { what: 'everything', code: name => `export * from '${name}';`, lacks: ['command'] },
];

/** Bundles each consumer in the folder of a project that has the package; its faults are what it carries and does not use. */
export async function measureBundles(folder: string, name: string): Promise<{ lines: string[]; faults: string[] }> {
  const lines: string[] = [];
  const faults: string[] = [];
  // A mark that the code no longer has would make every bundle look clean: each must be met, the command's in the command.
  let met = readFileSync(path.join(folder, 'node_modules', name, 'dist/cli.js'), 'utf8');
  for (const { what, code, lacks } of CONSUMERS) {
    const whole = await bundle(folder, code(name), ['knex', 'pg']);
    const own = await bundle(folder, code(name), ['knex', 'pg', 'zod']);
    lines.push(`${what} ${kilobytes(whole)} (${kilobytes(own)} without zod)`);
    met += whole;
    const carried = lacks.filter(part => whole.includes(MARKS[part]));
    if (carried.length > 0) faults.push(`a bundle of ${what} carries ${carried.join(', ')}`);
  }
  for (const part of PARTS) if (!met.includes(MARKS[part])) faults.push(`nothing shows the mark of ${part}`);
  return { lines, faults };
}

async function bundle(folder: string, contents: string, external: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(file => file.text).join('');
}

function kilobytes(code: string): string {
  return `${(Buffer.byteLength(code) / 1024).toFixed(1)} kB`;
}

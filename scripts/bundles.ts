/** What bundlers make of consumers who use little of the package, and much: esbuild and webpack, with nothing marked external. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import webpack from 'webpack';

/** A text that only this part of the package has; where it is in a bundle, the part is. */
const MARKS = {
  mapper: 'market-mapping:flushed',
  recorder: 'market_mapping_recorders',
  migrations: 'deferrable initially deferred for each row',
  prices: 'swapped-outcomes',
  lint: 'bet9ja-suffix-form',
  catalogue: '28000229 28000230',
  command: 'Exit codes:',
  page: "form-action 'self'",
  zod: '"invalid_type"',
  // Its settings, which webpack keeps as soon as the bundle has any file that imports zod.
  'what zod loads': '__zod_globalConfig',
} as const;
type Part = keyof typeof MARKS;
const PARTS = Object.keys(MARKS) as Part[];
/** Loaded by `fromPool` and by the databases in memory, when they are called; never by a bundle. */
const LOADED_LATER = /(from|import|require\()\s*["'](knex|pg|pg-mem|@electric-sql\/pglite)\b/;

interface BundleConsumer {
  readonly what: string;
  readonly code: (name: string) => string;
  /** What must not be in the bundle. */
  readonly lacks: readonly Part[];
  readonly atMostKb?: number;
}

const READERS = [
  'parseBet9jaEvent',
  'parseBetpawaEvent',
  'parseSportybetEvent',
  'parseMsportEvent',
  'parseBetwayEvent',
  'parseBetikaEvent',
  'parseSportpesaEvent',
] as const;

const CONSUMERS: readonly BundleConsumer[] = [
  ...['parseBet9jaKey', ...READERS].map(
    (reader): BundleConsumer => ({
      what: reader,
      code: name => `export { ${reader} } from '${name}';`,
      lacks: [
        'mapper',
        'recorder',
        'migrations',
        'prices',
        'lint',
        'catalogue',
        'command',
        'page',
        'zod',
        'what zod loads',
      ],
      atMostKb: 10,
    }),
  ),
  {
    what: 'the payload readers',
    code: name => `export { ${READERS.join(', ')} } from '${name}';`,
    lacks: [
      'mapper',
      'recorder',
      'migrations',
      'prices',
      'lint',
      'catalogue',
      'command',
      'page',
      'zod',
      'what zod loads',
    ],
    atMostKb: 20,
  },
  {
    what: 'comparePrices and findPriceFaults',
    code: name => `export { comparePrices, findPriceFaults } from '${name}';`,
    lacks: ['mapper', 'recorder', 'migrations', 'lint', 'catalogue', 'command', 'page', 'zod'],
  },
  {
    what: 'resolveMapping',
    code: name => `export { resolveMapping } from '${name}';`,
    lacks: ['mapper', 'migrations', 'prices', 'lint', 'catalogue', 'command', 'page'],
  },
  {
    what: 'createMarketMapper',
    code: name => `export { createMarketMapper } from '${name}';`,
    lacks: ['migrations', 'prices', 'lint', 'catalogue', 'command', 'page'],
  },
  { what: 'everything', code: name => `export * from '${name}';`, lacks: ['catalogue', 'command', 'page'] },
  {
    what: 'the catalogue',
    code: name => `export { catalogue } from '${name}/catalogue';`,
    lacks: ['mapper', 'recorder', 'migrations', 'prices', 'lint', 'command', 'page', 'zod', 'what zod loads'],
    atMostKb: 120,
  },
];

const BUNDLERS = { esbuild: bundleByEsbuild, webpack: bundleByWebpack };

/** Bundles each consumer in the folder of a project that has the package; its faults are what it carries and does not use. */
export async function measureBundles(folder: string, name: string): Promise<{ lines: string[]; faults: string[] }> {
  const lines: string[] = [];
  const faults: string[] = [];
  // A mark that the code no longer has would make every bundle look clean: each must be met, those of the command and the page in the command.
  let met = textOf(folder, name, 'cli.js') + textOf(folder, name, 'page.js');
  for (const { what, code, lacks, atMostKb = Number.POSITIVE_INFINITY } of CONSUMERS) {
    const sizes: string[] = [];
    for (const [bundler, bundle] of Object.entries(BUNDLERS)) {
      const text = await bundle(folder, code(name));
      const size = Buffer.byteLength(text) / 1024;
      sizes.push(`${bundler} ${size.toFixed(1)} kB`);
      met += text;
      const carried = lacks.filter(part => text.includes(MARKS[part]));
      if (carried.length > 0) faults.push(`a bundle of ${what} by ${bundler} carries ${carried.join(', ')}`);
      if (size > atMostKb) faults.push(`a bundle of ${what} by ${bundler} is larger than ${atMostKb} kB`);
      if (LOADED_LATER.test(text))
        faults.push(`a bundle of ${what} by ${bundler} loads ${LOADED_LATER.exec(text)?.[2]}`);
    }
    lines.push(`${what}: ${sizes.join(', ')}`);
  }
  for (const part of PARTS) if (!met.includes(MARKS[part])) faults.push(`nothing shows the mark of ${part}`);
  return { lines, faults };
}

function textOf(folder: string, name: string, file: string): string {
  return readFileSync(path.join(folder, 'node_modules', name, 'dist', file), 'utf8');
}

async function bundleByEsbuild(folder: string, contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(file => file.text).join('');
}

async function bundleByWebpack(folder: string, contents: string): Promise<string> {
  const entry = path.join(folder, 'bundled-by-webpack.mjs');
  writeFileSync(entry, contents);
  const output = { path: folder, filename: 'bundled-by-webpack.cjs', library: { type: 'commonjs2' } };
  const compiler = webpack({ context: folder, mode: 'production', target: 'node20', devtool: false, entry, output });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  const told = [...errors, ...warnings].map(({ message }) => message);
  if (told.length > 0) throw new Error(told.slice(0, 5).join('\n'));
  return readFileSync(path.join(folder, output.filename), 'utf8');
}

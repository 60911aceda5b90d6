/**
 * Proves what would be published: packs the package as `npm publish` does, looks into the tarball, and uses it as a consumer.
 *
 *   npm run release:check               what CI runs
 *   npm run release:check -- --release  also that the changelog has a section for this version, and that package.json says where the
 *                                       project lives; before publishing
 *
 * It says what it found as it goes, and ends with 1 where anything is wrong.
 */
import { execFileSync, type StdioOptions } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { startPostgres } from '../dev/postgres-server.js';
import { releases } from '../migrations/index.js';
import { measureBundles } from './bundles.js';
import { createDatabase } from './database.js';
import { type Dialect, walkQuickStart } from './new-user.js';
import { type Addresses, findMissingAddresses } from './project-addresses.js';
import { PUBLISHED_FILES } from './published-files.js';

const { values: flags } = parseArgs({ options: { release: { type: 'boolean', default: false } } });
const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'market-mapping-release-'));
const faults: string[] = [];

/** What the package may need at run time; another one is a decision, not an accident. */
const DEPENDENCIES = ['zod'];
/** Above what it is with what is bundled (505): another bundled dependency or a captured payload would be noticed. */
const MAX_PACKED_KB = 650;
const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'docs/README.md',
  'dist/cli.js',
  'dist/third-party-licenses.txt',
];
/** Every way of resolving types that a consumer may have, each with libraries checked too. */
const RESOLUTIONS = [
  ['node16, ESM', 'mts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  ['node16, CJS', 'cts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  ['nodenext, ESM', 'mts', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  ['bundler', 'ts', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
] as const;
/** The oldest knex the package says it works with, the last of each minor, and the latest. */
const KNEX_VERSIONS = ['3.1.0', '3.2', 'latest'];

interface Manifest extends Addresses {
  name: string;
  version: string;
  sideEffects: boolean;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
  exports: Record<string, string | Record<'import' | 'require', { types: string; default: string }>>;
  typesVersions: { '*': Record<string, string[]> };
}

// What was started ends with this process, and only an exit tells it so.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const given = process.env.TEST_DATABASE_URL;
const server = given ? null : await startPostgres();
const serverUrl = given ?? server?.url() ?? '';
try {
  const tarball = pack();
  checkManifest();
  checkChangelog();
  if (flags.release) faults.push(...findMissingAddresses(readManifest()));
  await step('publint', () => runTool('publint', ['--strict', tarball]));
  await step('are the types wrong', () => runTool('attw', ['--quiet', tarball]));
  await step('API report', () => run(process.execPath, ['--import', 'tsx', 'scripts/api-report.ts', '--check'], root));
  await step('knip', () => runTool('knip', []));
  await step('both builds side by side', () => compareBuilds(serverUrl));
  const consumer = await install(tarball, serverUrl);
  await step('what a bundle carries', () => checkBundles(consumer));
  await step("a new user's way through the quick start", () => walk(tarball, serverUrl));
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(`fault: ${fault}`);
console.log(faults.length === 0 ? 'The package can be released.' : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Packs into the temporary folder and unpacks beside it. */
function pack(): string {
  run('npm', ['run', '--silent', 'build'], root);
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed]: { filename: string; size: number; unpackedSize: number; files: { path: string }[] }[] = JSON.parse(
    run('npm', args, root),
  );
  if (!packed) throw new Error('npm pack made nothing');
  const files = packed.files.map(file => file.path);
  console.log(`packed ${kilobytes(packed.size)}, unpacked ${kilobytes(packed.unpackedSize)}, ${files.length} files`);
  for (const file of REQUIRED) if (!files.includes(file)) faults.push(`${file} is not in the tarball`);
  for (const file of files) if (!PUBLISHED_FILES.test(file)) faults.push(`${file} does not belong in the tarball`);
  if (packed.size > MAX_PACKED_KB * 1024) faults.push(`the tarball is larger than ${MAX_PACKED_KB} kB`);
  const tarball = path.join(folder, packed.filename);
  run('tar', ['-xzf', tarball, '-C', folder], root);
  for (const file of files) {
    if (readFileSync(path.join(folder, 'package', file), 'utf8').includes(root)) faults.push(`${file} names ${root}`);
  }
  return tarball;
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package/package.json'), 'utf8'));
}

function checkManifest(): void {
  const { sideEffects, bin, dependencies, exports, typesVersions } = readManifest();
  const mustExist = (file: string, whose: string) => {
    if (!existsSync(path.join(folder, 'package', file))) faults.push(`${whose} names ${file}, which is not there`);
  };
  if (sideEffects !== false) faults.push('sideEffects is not false');
  for (const [name, file] of Object.entries(bin)) mustExist(file, `bin ${name}`);
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === 'string') mustExist(target, `export ${entry}`);
    else
      for (const { types, default: file } of Object.values(target))
        for (const each of [types, file]) mustExist(each, `export ${entry}`);
    const isTyped = typeof target === 'string' || entry === '.' || entry.slice(2) in typesVersions['*'];
    if (!isTyped) faults.push(`export ${entry} has no types for moduleResolution node10 (typesVersions)`);
  }
  for (const name of Object.keys(dependencies)) {
    if (!DEPENDENCIES.includes(name)) faults.push(`${name} is a new run-time dependency`);
  }
  const main = ['dist/index.js', 'dist/index.cjs'].map(file =>
    readFileSync(path.join(folder, 'package', file), 'utf8'),
  );
  if (main.some(code => /node_modules\/(commander|cli-|string-width)/.test(code)))
    faults.push('the main entry has what only the command needs');
}

/** Keep a Changelog: what is not released yet first, then each version; a release that migrates says so. */
function checkChangelog(): void {
  const { version } = readManifest();
  const changelog = readFileSync(path.join(folder, 'package/CHANGELOG.md'), 'utf8');
  const sections = [...changelog.matchAll(/^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$/gm)];
  const names = sections.map(([, name]) => name);
  if (!names.includes(version) && names[0] !== 'Unreleased') faults.push(`the changelog has no section for ${version}`);
  if (flags.release && names[0] !== version) faults.push(`the changelog does not begin with a section for ${version}`);
  for (const [, name, date] of sections) {
    if (name !== 'Unreleased' && date === undefined) faults.push(`the changelog's section ${name} has no date`);
  }
  for (const { migration } of releases) {
    if (!changelog.includes(`\`${migration.name}\``))
      faults.push(`the changelog does not name migration ${migration.name}`);
  }
}

/** A consumer's project from nothing: install, types in every resolution, both module systems, a database, the command. */
async function install(tarball: string, serverUrl: string): Promise<string> {
  const consumer = path.join(folder, 'consumer');
  execFileSync('mkdir', [consumer]);
  const { name, version, exports } = readManifest();
  writeFileSync(path.join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const npmInstall = (...packages: string[]) =>
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--silent', ...packages], consumer);
  for (const knex of KNEX_VERSIONS) {
    await step(`install with knex ${knex}`, () =>
      npmInstall(tarball, `knex@${knex}`, 'pg', '@types/pg', `@types/node@${devDependency('@types/node')}`),
    );
    const entries = Object.keys(exports).filter(entry => entry !== './package.json');
    // Those that need an optional peer dependency are tried by the tests, which have it.
    const plain = entries.filter(entry => entry !== './embedded').map(entry => name + entry.slice(1));
    // How types are found does not depend on knex; that they fit its types does.
    for (const [what, extension, module, moduleResolution] of knex === 'latest'
      ? RESOLUTIONS
      : RESOLUTIONS.slice(0, 1)) {
      await step(`types with knex ${knex}, ${what}`, () =>
        compile(consumer, plain, extension, module, moduleResolution),
      );
    }
    await step(`import and require with knex ${knex}`, () => {
      const code = (load: (entry: string) => string) =>
        plain.map(entry => `Object.keys(${load(entry)}).sort().join()`).join(', ');
      const esm = run(
        process.execPath,
        ['--input-type=module', '-e', `console.log([${code(each => `await import('${each}')`)}].join())`],
        consumer,
      );
      const cjs = run(
        process.execPath,
        ['--input-type=commonjs', '-e', `console.log([${code(each => `require('${each}')`)}].join())`],
        consumer,
      );
      if (!esm.includes('createMarketMapper') || esm !== cjs) throw new Error(`ESM gives ${esm} and CJS ${cjs}`);
    });
    await step(`migrate, map and record with knex ${knex}`, () => runJob(consumer, serverUrl));
    await step(`the command with knex ${knex}`, () => {
      const told = run('npx', ['--no-install', 'market-mapping', '--version'], consumer).trim();
      if (told !== version) throw new Error(`it says it is ${told}, not ${version}`);
    });
  }
  const sizes = [name, ...DEPENDENCIES].map(each => [each, sizeOf(path.join(consumer, 'node_modules', each))] as const);
  console.log(`installed: ${sizes.map(([each, bytes]) => `${each} ${kilobytes(bytes)}`).join(', ')}`);
  return consumer;
}

/** How fast each build is, for whoever reads it: a machine that does something else meanwhile is no fault of the package. */
function compareBuilds(serverUrl: string): void {
  const args = ['--import', 'tsx', 'bench/main.ts', '--only', 'builds'];
  const env = { DATABASE_URL: serverUrl, TSX_TSCONFIG_PATH: 'bench/tsconfig.json' };
  const lines = run(process.execPath, args, root, env)
    .split('\n')
    .filter(line => /^ +(what|\w+, CommonJS) /.test(line));
  for (const line of lines) console.log(`     ${line}`);
  for (const what of ['resolve', 'resolveMarket', 'recordUnmapped']) {
    if (!lines.some(line => line.includes(` ${what}, CommonJS `))) throw new Error(`${what} was not measured`);
  }
  // Sucrase wrote it so: a call with closures for each, and the build a fifth as fast.
  const files = readdirSync(path.join(folder, 'package/dist')).filter(file => file.endsWith('.cjs'));
  const code = files.map(file => readFileSync(path.join(folder, 'package/dist', file), 'utf8')).join('');
  if (/_optionalChain|_nullishCoalesce/.test(code)) throw new Error('the CommonJS build calls helpers for ?. and ??');
  if (/\bimport\(/.test(code)) throw new Error('the CommonJS build has an import(), which plain Jest refuses');
}

async function checkBundles(consumer: string): Promise<void> {
  const { lines, faults: carried } = await measureBundles(consumer, readManifest().name);
  for (const line of lines) console.log(`       ${line}`);
  if (carried.length > 0) throw new Error(carried.join('\n'));
}

/** In both dialects at once, since most of it is waiting: for npm, and for the scraper to flush. */
async function walk(tarball: string, serverUrl: string): Promise<void> {
  const { name } = readManifest();
  const dialects: Dialect[] = ['ESM TypeScript', 'CJS JavaScript'];
  const walks = dialects.map((dialect, index) => {
    const home = path.join(folder, `new-user-${index}`);
    return walkQuickStart({ dialect, folder: home, tarball, name, serverUrl, tsx: devDependency('tsx') });
  });
  // Each has a process running, which is to end whatever becomes of the other.
  const done = await Promise.allSettled(walks);
  done.forEach((result, index) => {
    if (result.status === 'rejected') throw result.reason;
    const steps = result.value.map(({ what, seconds }) => `${what} ${seconds.toFixed(1)}`);
    const total = result.value.reduce((sum, { seconds }) => sum + seconds, 0);
    console.log(`       ${dialects[index]}, ${total.toFixed(1)} s: ${steps.join(', ')}`);
  });
}

/** What a consumer does with a database, through the knex they have and through a `Pool`. */
async function runJob(consumer: string, serverUrl: string): Promise<void> {
  const database = await createDatabase(serverUrl);
  const file = path.join(consumer, 'job.mjs');
  writeFileSync(
    file,
    `import knex from 'knex';
import { createMapping, createMarketMapper, fromPool, getStats, runMigrations } from 'market-mapping';
import pg from 'pg';
const connection = process.env.DATABASE_URL;
const pool = new pg.Pool({ connectionString: connection });
for (const [schema, db] of [['a', knex({ client: 'pg', connection })], ['b', fromPool(pool)]]) {
  await runMigrations(db, { schema });
  await db.transaction(trx => createMapping(trx, { canonicalId: 'x', name: 'X', betpawaId: '1', outcomeMapping: [] }, { schema }));
  const mapper = await createMarketMapper(db, { schema });
  mapper.recordUnmapped({ source: 'betpawa', externalMarketId: '2' });
  await mapper.flush();
  const { unmapped } = await getStats(db, { schema });
  console.log(mapper.resolve('betpawa', '1').canonicalId, unmapped.total);
  await mapper.close();
  await db.destroy();
}
await pool.end();
`,
  );
  try {
    const out = run(process.execPath, [file], consumer, { DATABASE_URL: database.url });
    if (out !== 'x 1\nx 1\n') throw new Error(`it told ${out}`);
  } finally {
    await database.drop();
  }
}

function devDependency(name: string): string {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).devDependencies[name];
}

function compile(
  consumer: string,
  entries: readonly string[],
  extension: string,
  module: ts.ModuleKind,
  moduleResolution: ts.ModuleResolutionKind,
): void {
  const file = path.join(consumer, `use-${extension}.${extension}`);
  writeFileSync(
    file,
    `${entries.map((entry, at) => `import * as entry${at} from '${entry}';\nexport { entry${at} };`).join('\n')}
import { createMarketMapper, fromPool, type NewMapping, type Resolution } from '${entries[0]}';
import { newMappingSchema } from '${entries[0]}/schemas';
import pg from 'pg';
export const input: NewMapping = newMappingSchema.parse({});
export async function use(): Promise<Resolution['status']> {
  const mapper = await createMarketMapper(fromPool(new pg.Pool()));
  // @ts-expect-error: a source is a text
  mapper.resolve(365, '1');
  return mapper.resolveMarket({ source: 'bet9ja', externalMarketId: 'S_OU', marketName: null, parameter: null, outcomes: [] }).status;
}
`,
  );
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module,
    moduleResolution,
    types: ['node'],
    typeRoots: [path.join(consumer, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: false,
    esModuleInterop: true,
    skipLibCheck: false,
    noEmit: true,
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ file: where, messageText }) => {
    const at = where ? path.relative(consumer, where.fileName) : '';
    return `${at}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  if (found.length > 0) throw new Error(found.slice(0, 5).join('\n'));
}

async function step(what: string, work: () => unknown): Promise<void> {
  const start = performance.now();
  try {
    await work();
    console.log(`ok     ${what} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.log(`FAILED ${what}`);
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    faults.push([what, stdout, stderr, stdout || stderr ? '' : String(error)].filter(Boolean).join('\n'));
  }
}

function runTool(name: string, args: readonly string[]): string {
  return run(path.join(root, 'node_modules/.bin', name), args, root);
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): string {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio,
    env: { ...process.env, npm_config_dry_run: 'false', ...env },
  });
}

function sizeOf(file: string): number {
  if (!statSync(file).isDirectory()) return statSync(file).size;
  return readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} kB`;
}

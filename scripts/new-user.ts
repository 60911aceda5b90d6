/** Walks README's Quick start as a stranger does: from an empty folder, with the packed tarball, on a real Postgres. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ts from 'typescript';
import { createDatabase } from './database.js';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Longer than any step takes on a busy machine. */
const PATIENCE_MS = 60_000;
/** Keeps npx from fetching what should have been installed, npm from asking its registry for what it has, and this machine out of it. */
const NPM = {
  npm_config_yes: 'false',
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_loglevel: 'error',
};

/** How a reader writes it down. */
export type Dialect = 'ESM TypeScript' | 'CJS JavaScript';

export interface Walk {
  readonly dialect: Dialect;
  readonly folder: string;
  readonly tarball: string;
  /** What the README calls the package, which here comes from the tarball. */
  readonly name: string;
  readonly serverUrl: string;
  /** What a TypeScript reader runs it with. */
  readonly tsx: string;
}

export interface Step {
  readonly what: string;
  readonly seconds: number;
}

/** Does what the README says, in its own words where it has any; returns how long each step took, or throws at the first that fails. */
export async function walkQuickStart(walk: Walk): Promise<Step[]> {
  const { dialect, folder, tarball, name } = walk;
  const { scraper, mapping, prepare, map, remove } = readQuickStart(path.join(ROOT, 'README.md'));
  const isTypeScript = dialect === 'ESM TypeScript';
  const save = (file: string, code: string): string => {
    const saved = path.join(folder, isTypeScript ? `${file}.mts` : `${file}.cjs`);
    writeFileSync(saved, isTypeScript ? code : toCommonJs(code));
    return saved;
  };
  // tsx without the processes of `npx tsx`, which end with the signal of Ctrl-C, however well the scraper ended.
  const runner = isTypeScript ? ['node', '--import', 'tsx'] : ['node'];
  const steps: Step[] = [];
  const timed = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } catch (error) {
      throw new Error(`${dialect}, ${what}: ${error instanceof Error ? error.message : error}`);
    } finally {
      steps.push({ what, seconds: (performance.now() - start) / 1000 });
    }
  };

  mkdirSync(folder);
  const database = await createDatabase(walk.serverUrl);
  const shell = (line: string) => runLine(line, folder, database.url);
  let live: LiveScraper | undefined;
  try {
    await timed('install', async () => {
      await shell(lineWith(prepare, 'npm install').replace(name, `'${tarball}'`));
      if (isTypeScript) await shell(`npm install --no-save tsx@${walk.tsx} @types/node`);
    });
    await timed('write the scraper', async () => {
      await shell(lineWith(prepare, 'event.json'));
      const file = save('scraper', scraper);
      if (isTypeScript) typeCheck([file, save('mapping', mapping)], folder);
      live = new LiveScraper([...runner, file], folder, database.url);
    });
    const running = live;
    if (!running) throw new Error('the scraper did not start');
    const listed = lineWith(map, 'unmapped list');
    await timed('migrate, scrape, record', () => running.says('new: sportybet 29 '));
    await timed('list', async () => {
      const id = idOf(await shell(listed), '29');
      if (!lineWith(map, 'unmapped map').includes(` ${id} `)) throw new Error(`the README maps another than ${id}`);
    });
    await timed('map by the command', () => shell(lineWith(map, 'unmapped map')));
    await timed('the running scraper prices it', () => running.says('btts_ft  yes 1.7 true'));

    await timed('an event with more markets', () => {
      copyFileSync(path.join(ROOT, 'examples/payloads/sportybet.json'), path.join(folder, 'event.json'));
      return running.says('new: sportybet 18 ');
    });
    await timed('list and map another', async () => {
      const id = idOf(await shell(listed), '18');
      await shell(`npx ${name} unmapped map ${id} --new over_under_ft --reason 'walked'`);
    });
    await timed('the running scraper prices its lines', () => running.says('over_under_ft 1.5 over 1.28 true'));

    await timed('map in code', async () => {
      await shell(remove);
      await shell([...runner, save('mapping', mapping)].join(' '));
    });
    await timed('the running scraper prices that', () => running.saysAgain('btts_ft  yes '));
    await timed('end', () => running.interrupt());
    return steps;
  } finally {
    live?.kill();
    await database.drop();
  }
}

interface QuickStart {
  readonly scraper: string;
  readonly mapping: string;
  /** The lines of the shell before the scraper runs, and those that map what it met. */
  readonly prepare: readonly string[];
  readonly map: readonly string[];
  /** What removes the mapping that the command has made, before it is made in code. */
  readonly remove: string;
}

function readQuickStart(file: string): QuickStart {
  const section = /^## Quick start\n(.*?)^## /ms.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const blocks = (language: string) =>
    [...section.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code = '']) => code);
  const [scraper, mapping] = blocks('ts');
  const [prepare, map] = blocks('sh');
  const remove = /`(npx \S+ mappings delete \w+)`/.exec(section)?.[1];
  if (!scraper || !mapping || !prepare || !map || !remove)
    throw new Error(`${file} has no quick start of this kind any more`);
  return { scraper, mapping, prepare: prepare.trimEnd().split('\n'), map: map.trimEnd().split('\n'), remove };
}

function lineWith(lines: readonly string[], words: string): string {
  const line = lines.find(each => each.includes(words));
  if (line === undefined) throw new Error(`the README's quick start has no line with "${words}"`);
  return line;
}

/** As the README tells a reader: each `import` is a `require`, and what follows stands in an `async` function. */
function toCommonJs(code: string): string {
  const lines = code.split('\n');
  const start = lines.findIndex(line => line !== '' && !line.startsWith('import '));
  const required = lines.slice(0, start).map(line =>
    line.replace(/^import (.+) from (.+);$/, (_, what: string, from: string) => {
      return `const ${what.replaceAll(' as ', ': ')} = require(${from});`;
    }),
  );
  return [...required, '(async () => {', ...lines.slice(start), '})();', ''].join('\n');
}

/** As strict as `tsc --init` makes a new project, and stricter. */
function typeCheck(files: readonly string[], folder: string): void {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    typeRoots: [path.join(folder, 'node_modules/@types')],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const found = ts.getPreEmitDiagnostics(program);
  if (found.length > 0) throw new Error(ts.formatDiagnostics(found, ts.createCompilerHost({})));
}

function idOf(list: string, externalMarketId: string): string {
  const row = list.split('\n').map(line => line.trim().split(/ {2,}/));
  const id = row.find(([, source, market]) => source === 'sportybet' && market === externalMarketId)?.[0];
  if (id === undefined) throw new Error(`the list has no market ${externalMarketId}:\n${list}`);
  return id;
}

/** A scraper that runs until it is interrupted, and what it has said. */
class LiveScraper {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | NodeJS.Signals | null>;
  #said = '';
  #errors = '';

  constructor([command = '', ...args]: readonly string[], cwd: string, url: string) {
    // A group of its own, as a shell makes one for what it runs in the foreground: Ctrl-C reaches all of it.
    this.#process = spawn(command, args, { cwd, env: surroundings(url), detached: true });
    this.#process.stdout?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#ended = new Promise((resolve, reject) =>
      this.#process.once('error', reject).once('close', (code, signal) => resolve(code ?? signal)),
    );
    // A group of its own does not hear that this process is interrupted.
    process.once('exit', () => this.kill());
    // Who waits for it hears of it; nobody may.
    this.#ended.catch(() => {});
  }

  async says(text: string, from = 0): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (!this.#said.includes(text, from)) {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null)
        throw new Error(`the scraper ended by itself: ${this.#errors.slice(-2000)}`);
      if (performance.now() > until) throw new Error(`the scraper never says "${text}":\n${this.#said}${this.#errors}`);
      await sleep(10);
    }
  }

  saysAgain(text: string): Promise<void> {
    return this.says(text, this.#said.length);
  }

  /** Ctrl-C. */
  async interrupt(): Promise<void> {
    this.#signal('SIGINT');
    const code = await Promise.race([this.#ended, sleep(PATIENCE_MS, 'too late', { ref: false })]);
    if (code !== 0) throw new Error(`the scraper ended with ${code}: ${this.#errors}`);
    if (this.#errors !== '') throw new Error(`the scraper said ${this.#errors}`);
  }

  kill(): void {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#process.pid !== undefined) process.kill(-this.#process.pid, signal);
  }
}

/** What a stranger's shell has set: nothing of what runs us. */
function surroundings(url: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, TSX_TSCONFIG_PATH: __, ...inherited } = process.env;
  return { ...inherited, ...NPM, DATABASE_URL: url };
}

/** A line as typed at a prompt. */
function runLine(line: string, cwd: string, url: string): Promise<string> {
  const child = spawn('sh', ['-c', line], { cwd, env: surroundings(url) });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', code => {
      if (code === 0) resolve(out);
      else reject(new Error(`"${line}" ended with ${code}: ${out}${errors}`));
    });
  });
}

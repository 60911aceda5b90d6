import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type PostgresServer, startPostgres } from '../dev/postgres-server.js';
import { builds } from './builds.js';
import { type Context, openDatabase } from './context.js';
import { cycle } from './cycle.js';
import { growth } from './growth.js';
import { describeMachine } from './machine.js';
import { propagation } from './propagation.js';
import { readRealData } from './real-data.js';
import { record } from './record.js';
import { recorders } from './recorders.js';
import { isMet, printSection, type Section, toMarkdown } from './report.js';
import { resolve } from './resolve.js';
import { startUp } from './start-up.js';
import { update } from './update.js';

/**
 * `npm run bench`: everything, beside what people would use instead, on one server; it prints ratios and writes RESULTS.md.
 *
 * - `--quick`: a first look in under a minute; nothing is written.
 * - `--only resolve,record`: some of the parts; nothing is written.
 * - `--data FOLDER`: captured payloads and mappings (see real-data.ts).
 *
 * On a server of its own, or that of DATABASE_URL, in databases that it makes and drops.
 */
const parts: Readonly<Record<string, (context: Context) => Promise<Section>>> = {
  resolve,
  builds,
  record,
  cycle,
  update,
  growth,
  'start-up': startUp,
  propagation,
  recorders,
};

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, data: { type: 'string' } },
});
const chosen = flags.only?.split(',') ?? Object.keys(parts);
const unknown = chosen.filter(name => parts[name] === undefined);
if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);

const startedAt = performance.now();
const given = process.env.DATABASE_URL;
const server = given === undefined ? await startPostgres() : null;
const serverUrl = given ?? server?.url() ?? '';
let durableServer: Promise<PostgresServer> | undefined;
try {
  const context: Context = {
    isQuick: flags.quick,
    patience: flags.quick ? { rounds: 3, ms: 25 } : { rounds: 9, ms: 150 },
    data: readRealData(flags.data),
    database: async ({ waitsForDisk = false } = {}) => {
      if (!waitsForDisk || given !== undefined) return openDatabase(serverUrl);
      durableServer ??= startPostgres({ fsync: 'on', full_page_writes: 'on' });
      return openDatabase((await durableServer).url());
    },
  };
  const machine = await describeMachine(serverUrl);
  console.log([...machine, `Data: ${context.data.description}.`].join('\n'));
  const sections: Section[] = [];
  for (const name of chosen) {
    const section = await parts[name]?.(context);
    if (!section) continue;
    printSection(section);
    sections.push(section);
  }
  const missed = sections.flatMap(section => section.lines).filter(line => isMet(line) === false);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`\n${missed.length} targets missed; ${seconds} seconds`);
  if (!flags.quick && flags.only === undefined) {
    const head = [
      '# Results',
      '',
      'Written by `npm run bench`: medians of one run, all contenders on the same machine and server, taking turns. `ratio` is ours to theirs:',
      'of speeds where a target says "at least", of times (or counts) where it says "at most".',
      '',
      ...[...machine, `Data: ${context.data.description}.`, `It took ${seconds} seconds.`].map(line => `- ${line}`),
      '',
    ];
    const file = fileURLToPath(new URL('RESULTS.md', import.meta.url));
    writeFileSync(file, [...head, ...sections.map(toMarkdown)].join('\n'));
  }
} finally {
  await server?.stop();
  await (await durableServer)?.stop();
}

/**
 * Mutation testing by the unit tests: `npm run test:mutation -- prices`, or a few files of a room: `-- prices src/prices/differences.ts`.
 * Without a room, all of them, which takes hours. What a former run knows of unchanged code and tests is not tried again. The run of a
 * whole room writes its section of bench/MUTATION.md.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describeRoom, type MutationReport, scoreOf } from './mutation-report.js';
import { MUTATION_ROOMS } from './mutation-rooms.js';
import { replaceSection } from './replace-section.js';

const PAGE = path.resolve(import.meta.dirname, '../bench/MUTATION.md');

const [room, ...files] = process.argv.slice(2);
const rooms = room === undefined ? Object.keys(MUTATION_ROOMS) : [room];
for (const name of rooms) {
  const { mutate } = MUTATION_ROOMS[name] ?? unknownRoom(name);
  const file = `coverage/mutation/${name}.json`;
  const args = ['run', '--mutate', files.length > 0 ? files.join(',') : mutate, '--incrementalFile', file];
  const env = { ...process.env, MUTATION_ROOM: name };
  const { status } = spawnSync('npx', ['stryker', ...args], { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
  const report = JSON.parse(readFileSync(file, 'utf8')) as MutationReport;
  printScores(report);
  if (files.length === 0) replaceSection(PAGE, name, describeRoom(report, new Date().toISOString().slice(0, 10)));
}

function printScores({ files }: MutationReport): void {
  const all = Object.entries(files).map(([file, { mutants }]) => ({ file, mutants }));
  for (const { file, mutants } of [...all, { file: 'all of them', mutants: all.flatMap(each => each.mutants) }]) {
    const { noticed, of, score } = scoreOf(mutants);
    console.log(`${score.padStart(6)} ${String(noticed).padStart(5)} of ${of} ${file}`);
  }
}

function unknownRoom(name: string): never {
  console.error(`There is no room ${name}: ${Object.keys(MUTATION_ROOMS).join(', ')}`);
  process.exit(2);
}

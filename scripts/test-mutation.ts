/**
 * Mutation testing by the unit tests: `npm run test:mutation -- prices`, or a few files of a room: `-- prices src/prices/differences.ts`.
 * Without a room, all of them, which takes hours. What a former run knows of unchanged code and tests is not tried again.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MUTATION_ROOMS } from './mutation-rooms.js';

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

const [room, ...files] = process.argv.slice(2);
const rooms = room === undefined ? Object.keys(MUTATION_ROOMS) : [room];
for (const name of rooms) {
  const { mutate } = MUTATION_ROOMS[name] ?? unknownRoom(name);
  const report = `coverage/mutation/${name}.json`;
  const args = ['run', '--mutate', files.length > 0 ? files.join(',') : mutate, '--incrementalFile', report];
  const env = { ...process.env, MUTATION_ROOM: name };
  const { status } = spawnSync('npx', ['stryker', ...args], { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
  printScores(JSON.parse(readFileSync(report, 'utf8')) as Report);
}

/** As Stryker scores them: killed and timed out, of all that could be told. */
function printScores({ files }: Report): void {
  const all = Object.entries(files).map(([file, { mutants }]) => ({ file, mutants }));
  for (const { file, mutants } of [...all, { file: 'all of them', mutants: all.flatMap(each => each.mutants) }]) {
    const count = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
    const detected = count('Killed', 'Timeout');
    const valid = detected + count('Survived', 'NoCoverage');
    const score = valid === 0 ? '-' : ((100 * detected) / valid).toFixed(1);
    console.log(`${score.padStart(6)} ${String(detected).padStart(5)} of ${valid} ${file}`);
  }
}

function unknownRoom(name: string): never {
  console.error(`There is no room ${name}: ${Object.keys(MUTATION_ROOMS).join(', ')}`);
  process.exit(2);
}

/**
 * The suite on every Postgres and every Node that the package says it works with:
 *
 *   npm run test:matrix                              all of them
 *   npm run test:matrix -- --postgres 14,18 --node 20
 *   npm run test:matrix -- --quick                   the repository suite alone
 *   npm run test:matrix -- --docs                    and writes the table into docs/promises.md
 *
 * Postgres and Node come from npm into a cache outside the repository. On each pair runs the repository suite, and on
 * each Postgres the suite in another schema and the integration tests once, on the oldest Node. The report of a pair stays in fault-report/
 * until the pair runs again, so the table can be made in pieces.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fetchNode, fetchPostgres, NODE_VERSIONS, POSTGRES_VERSIONS } from '../dev/fetch-postgres.js';
import { replaceSection } from './replace-section.js';

const { values } = parseArgs({
  options: {
    postgres: { type: 'string', default: POSTGRES_VERSIONS.join() },
    node: { type: 'string', default: NODE_VERSIONS.join() },
    quick: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
  },
});
const root = path.resolve(import.meta.dirname, '..');
const report = path.join(root, 'fault-report');
mkdirSync(report, { recursive: true });

interface Cell {
  readonly postgres: string;
  readonly node: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const nodes = values.node.split(',');
const cells: Cell[] = [];
for (const postgres of values.postgres.split(',')) {
  for (const node of nodes) {
    const binaries = binariesOf(postgres, node);
    if (binaries === null) continue;
    const cell = runCell(postgres, node, binaries);
    cells.push(cell);
    console.log(`Postgres ${postgres}, Node ${node}: ${cell.passed} passed, ${cell.failed} failed (${cell.seconds} s)`);
  }
}
const table = toTable([...earlierCells(), ...cells]);
writeFileSync(path.join(report, 'matrix.md'), table);
if (values.docs) replaceSection(path.join(root, 'docs/promises.md'), 'versions', table);
console.log(`\n${table}`);
process.exitCode = cells.every(({ passed, failed }) => passed > 0 && failed === 0) ? 0 : 1;

/** What earlier runs have left, so that the table can be made in pieces. */
function earlierCells(): Cell[] {
  return readdirSync(report).flatMap(file => {
    const [, postgres, node] = /^matrix-(\d+)-(\d+)\.json$/.exec(file) ?? [];
    if (postgres === undefined || node === undefined) return [];
    if (cells.some(cell => cell.postgres === postgres && cell.node === node)) return [];
    return [{ postgres, node, ...readResults(path.join(report, file)), seconds: 0 }];
  });
}

interface Binaries {
  readonly postgres: string;
  readonly node: string;
}

/** Null where they can't be had: that is no fault of the package's, so it is said, and the pair stays "not run". */
function binariesOf(postgres: string, node: string): Binaries | null {
  try {
    return { postgres: fetchPostgres(postgres), node: fetchNode(node) };
  } catch (error) {
    console.error(`SKIPPED POSTGRES ${postgres} WITH NODE ${node} CAN'T BE HAD, so nothing was run on it`, error);
    return null;
  }
}

function runCell(postgres: string, node: string, binaries: Binaries): Cell {
  const isOldest = node === NODE_VERSIONS[0];
  const projects = ['repository', ...(isOldest && !values.quick ? ['repository-schema', 'integration'] : [])];
  const output = path.join(report, `matrix-${postgres}-${node}.json`);
  rmSync(output, { force: true });
  const args = projects.map(project => `--project=${project}`);
  const start = performance.now();
  spawnSync(
    path.join(binaries.node, 'node'),
    ['node_modules/vitest/vitest.mjs', 'run', ...args, '--reporter=json', `--outputFile=${output}`],
    {
      cwd: root,
      // First on the path, so that what the tests start runs on it, too.
      env: {
        ...process.env,
        POSTGRES_BINARIES: binaries.postgres,
        PATH: `${binaries.node}${path.delimiter}${process.env.PATH ?? ''}`,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  return { postgres, node, ...readResults(output), seconds };
}

interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function readResults(file: string): Pick<Cell, 'passed' | 'failed'> {
  try {
    const found: TestReport = JSON.parse(readFileSync(file, 'utf8'));
    for (const { name, message, assertionResults } of found.testResults) {
      if (message) console.error(`${name}: ${message}`);
      for (const { status, fullName, failureMessages } of assertionResults)
        if (status === 'failed') console.error(`${fullName}\n${failureMessages.join('\n')}`);
    }
    return { passed: found.numPassedTests, failed: Math.max(found.numFailedTests, found.numFailedTestSuites) };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

function toTable(found: readonly Cell[]): string {
  const rows = POSTGRES_VERSIONS.map(postgres => {
    const tests = NODE_VERSIONS.map(node => {
      const cell = found.find(each => each.postgres === postgres && each.node === node);
      return cell === undefined ? 'not run' : `${cell.passed} passed, ${cell.failed} failed`;
    });
    return `| ${[postgres, ...tests].join(' | ')} |`;
  });
  return [
    `| Postgres | ${NODE_VERSIONS.map(node => `Node ${node}`).join(' | ')} |`,
    `|---|${NODE_VERSIONS.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n');
}

/**
 * Breaks the library for real, and reports what came of it:
 *
 *   npm run test:faults                    everything, as often as docs/promises.md asks for
 *   npm run test:faults -- --quick         each fault a few times, always the same ones
 *   npm run test:faults -- failover        the files with that in their name
 *   npm run test:faults -- --docs          and writes the table into docs/promises.md
 *
 * The report is fault-report/promises.md. A promise for which no test has reported anything fails the run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROMISES, type PromiseId } from '../test/faults/promises.js';
import { type FaultReport, REPORT_FILE, REPORT_FOLDER } from '../test/faults/report-fault.js';
import { replaceSection } from './replace-section.js';

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    /** Adds to the report of the runs before, so that it can be made in pieces. */
    continue: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

/** How often, unless the environment says otherwise. */
const AMOUNTS: Readonly<Record<string, string>> = {
  FAILOVERS: '6',
  KILLING_MS: '25000',
  HELD_MS: '60000',
  NETWORK_FAULTS: '520',
  HOSTILE_CASES: '110000',
  MODEL_RUNS: '2000',
  SCHEDULED_LIVES: '2000',
  FAULT_SEED: String(Math.floor(Math.random() * 2 ** 31)),
};

/** The same each time, and minutes on two cores. */
const QUICK: Readonly<Record<string, string>> = {
  FAILOVERS: '1',
  HELD_MS: '10000',
  NETWORK_FAULTS: '120',
  HOSTILE_CASES: '8000',
  MODEL_RUNS: '150',
  SCHEDULED_LIVES: '500',
};

if (!values.continue) rmSync(REPORT_FILE, { force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project=faults', '--project=chaos', ...positionals],
  { env: { FAULT_REPORT: '1', ...(values.quick ? QUICK : AMOUNTS), ...process.env }, stdio: 'inherit' },
);

const reports: FaultReport[] = existsSync(REPORT_FILE)
  ? readFileSync(REPORT_FILE, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line))
  : [];
const table = toTable(reports);
mkdirSync(REPORT_FOLDER, { recursive: true });
writeFileSync(path.join(REPORT_FOLDER, 'promises.md'), table);
if (values.docs) replaceSection('docs/promises.md', 'faults', table);
console.log(`\n${table}`);
const missing = promiseIds().filter(id => !reports.some(({ promise }) => promise === id));
const isWhole = positionals.length === 0;
if (isWhole && missing.length > 0) console.error(`Nothing was reported for ${missing.join(', ')}`);
process.exitCode = status === 0 && (!isWhole || missing.length === 0) ? 0 : 1;

/** Those that are held by other runs are in tables of their own. */
function promiseIds(): PromiseId[] {
  return (Object.keys(PROMISES) as PromiseId[]).filter(
    id => !['versions', 'supply', 'poolers', 'parameters'].includes(id),
  );
}

/** Several runs of one test, or two tests of one promise and fault, are one row. */
function merged(found: readonly FaultReport[]): FaultReport[] {
  const rows = new Map<string, FaultReport>();
  for (const report of found) {
    const key = `${report.promise} ${report.fault}`;
    const before = rows.get(key);
    rows.set(key, before === undefined ? report : sumOf(before, report));
  }
  return [...rows.values()];
}

function sumOf(a: FaultReport, b: FaultReport): FaultReport {
  const checked = a.checked && b.checked ? ([a.checked[0] + b.checked[0], a.checked[1]] as const) : a.checked;
  return {
    ...a,
    injected: a.injected + b.injected,
    lost: a.lost + b.lost,
    twice: a.twice + b.twice,
    wholeAgainMs: a.wholeAgainMs == null ? null : Math.max(a.wholeAgainMs, b.wholeAgainMs ?? 0),
    ...(checked && { checked }),
  };
}

function toTable(found: readonly FaultReport[]): string {
  const rows = promiseIds().flatMap(id =>
    merged(found)
      .filter(({ promise }) => promise === id)
      .map(({ promise, fault, injected, lost, twice, wholeAgainMs, checked }) => {
        const time = wholeAgainMs == null ? '' : `${(wholeAgainMs / 1000).toFixed(1)} s`;
        const told = checked ? `${fault} (${checked[0].toLocaleString('en')} ${checked[1]})` : fault;
        return `| ${promise} | ${told} | ${injected.toLocaleString('en')} | ${lost} | ${twice} | ${time} |`;
      }),
  );
  return [
    '| promise | fault | times | lost | twice | whole again after, at most |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

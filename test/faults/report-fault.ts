import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PromiseId } from './promises.js';

/** What a test has done to break a promise, and what came of it. */
export interface FaultReport {
  readonly promise: PromiseId;
  /** What was done, in words. */
  readonly fault: string;
  /** How often it was done. */
  readonly injected: number;
  /** What was lost, and what was counted or stored twice. A test that finds any fails; it still says so. */
  readonly lost: number;
  readonly twice: number;
  /** The longest time from a fault until everything worked again, in milliseconds; null where there was nothing to wait for. */
  readonly wholeAgainMs?: number | null;
  /** What was held against what it should be, in words after how many there were. */
  readonly checked?: readonly [count: number, what: string];
}

export const REPORT_FOLDER = path.resolve(import.meta.dirname, '../../fault-report');
export const REPORT_FILE = path.join(REPORT_FOLDER, 'faults.jsonl');

/** Puts a line into the report of `npm run test:faults`, from which it makes the table of docs/promises.md; in other runs nothing. */
export function reportFault(report: FaultReport): void {
  if (!process.env.FAULT_REPORT) return;
  mkdirSync(REPORT_FOLDER, { recursive: true });
  appendFileSync(REPORT_FILE, `${JSON.stringify(report)}\n`);
}

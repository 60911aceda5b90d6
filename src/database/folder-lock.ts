import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../model/errors.js';

const LOCK_FILE = 'market-mapping.lock';
/** How often the holder touches its lock, and after how long without it a process of another machine counts as gone, in milliseconds. */
const BEAT_MS = 10_000;
const GONE_AFTER_MS = 60_000;
/** Only one process at a time takes a lock from a dead one, within this time, in milliseconds. */
const TAKEOVER_MS = 5_000;

/** Who holds a folder. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with the same number, where the system says when it began. */
  readonly startedAt: string | null;
}

/** The locks of this process, whichever copy of the package took them. */
const HELD = Symbol.for('market-mapping.folder-locks');

/**
 * Makes a folder this process's own until the returned function is called or the process ends, however it ends: two engines on one
 * folder overwrite each other's commits without a word. A lock that a dead process has left behind is taken over.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(realpathSync(folder), LOCK_FILE);
  const holder: Holder = { token: randomUUID(), pid: process.pid, host: hostname(), startedAt: startOf(process.pid) };
  while (!tryCreate(file, JSON.stringify(holder))) await assertStale(file);
  const beat = setInterval(() => touch(file), BEAT_MS).unref();
  heldHere().add(holder.token);
  const release = () => {
    clearInterval(beat);
    process.removeListener('exit', release);
    heldHere().delete(holder.token);
    if (readHolder(file)?.token === holder.token) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return release;
}

/** Removes the lock of a process that is gone; a DatabaseError where it is not. */
async function assertStale(file: string): Promise<void> {
  assertFree(file);
  const takeover = `${file}.takeover`;
  if (!tryCreate(takeover, '')) {
    if (ageOf(takeover) > TAKEOVER_MS) rmSync(takeover, { force: true });
    await sleep(20);
    return;
  }
  try {
    // Another process may have taken it over in the meantime, and lives.
    assertFree(file);
    rmSync(file, { force: true });
  } finally {
    rmSync(takeover, { force: true });
  }
}

function assertFree(file: string): void {
  const age = ageOf(file);
  if (age === Number.POSITIVE_INFINITY) return;
  const holder = readHolder(file);
  // It is being written at this moment, or was when its process died.
  const isHeld = holder === null ? age < TAKEOVER_MS : isAlive(holder, age);
  if (!isHeld) return;
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  throw new DatabaseError(
    `The folder ${path.dirname(file)} is open in ${who}, and only one process at a time may open it: close it there with ` +
      'db.destroy(), use another folder, or run a Postgres server that several processes can share.',
    null,
  );
}

function isAlive({ pid, host, startedAt, token }: Holder, age: number): boolean {
  if (host !== hostname()) return age < GONE_AFTER_MS;
  if (pid === process.pid) return heldHere().has(token);
  const now = startOf(pid);
  if (now !== null && startedAt !== null) return now === startedAt;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process began, as Linux tells it; null where it does not, or there is no such process. */
function startOf(pid: number): string | null {
  try {
    // The name of the program, in parentheses, may contain anything.
    const [, fields = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return fields.split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** The tokens of the locks. */
function heldHere(): Set<unknown> {
  const known: unknown = Reflect.get(globalThis, HELD);
  if (known instanceof Set) return known;
  const held = new Set();
  Reflect.set(globalThis, HELD, held);
  return held;
}

function tryCreate(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | null {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isHolder(holder) ? holder : null;
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  return 'token' in value && 'pid' in value && typeof value.pid === 'number' && 'host' in value && 'startedAt' in value;
}

/** How long ago a file was touched, in milliseconds; for ever where there is none. */
function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody has deleted the folder under the engine, which will say so itself.
  }
}

import { hostname } from 'node:os';
import { type QueryOptions, sqlStateOf } from '../database/query.js';
import { PACKAGE_VERSION } from '../model/package-version.js';
import type { Version } from './read-changes.js';
import { withDeadline } from './with-deadline.js';
import type { Presence } from './write-presence.js';

/** At least this long between two writes at the interval, in milliseconds, and up to a quarter more. */
const INTERVAL_MS = 60_000;
/** With one a minute, as many writes may be made at once, so that a change of the mappings need not wait for the next minute. */
const MAX_ALLOWED = 2;
/** A change is told within this time then, in milliseconds. */
const SOON_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** How long the start of a mapper may wait for its first write, and its end for one under way, in milliseconds. */
const PATIENCE_MS = 1_000;
/** After the database has refused it, in milliseconds: each attempt would be an error in the server's log. */
const REFUSED_MS = 3_600_000;
/** How many writes there are for each look for what dead mappers left behind. */
const WRITES_A_SWEEP = 10;

/** What of a mapper is told. */
export interface Told {
  /** The key of its recorder's row. */
  readonly id: string;
  readonly version: Version | null;
  /** How long ago the mappings were last known to be the database's, in milliseconds. */
  readonly checkedMs: number;
  readonly stats: object;
  /** Whether what was last asked of the database has failed: nothing more is asked of it then. */
  readonly isDatabaseAway: boolean;
}

/** What is sent to the database. */
export interface PresenceStatements {
  write(presence: Presence, options: QueryOptions): Promise<void>;
  /** Removes what dead mappers left behind. */
  forget(options: QueryOptions): Promise<void>;
}

/**
 * Tells the database once a minute which mapper this is and which mappings it holds, for people who look after many. Nothing waits
 * for it but the start of the mapper, for a moment, and whatever goes wrong with it is nobody else's concern.
 */
export class PresenceTeller {
  readonly #startedAt = performance.now();
  /** How many writes it may still make: it gains one a minute. */
  #allowed = MAX_ALLOWED;
  #allowedAt = this.#startedAt;
  #refusedUntil = Number.NEGATIVE_INFINITY;
  #isRefusalTold = false;
  #writes = 0;
  #maySweep = true;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #closing = new AbortController();
  readonly #bounds = { signal: this.#closing.signal, timeoutMs: STATEMENT_TIMEOUT_MS };

  constructor(
    private readonly statements: PresenceStatements,
    private readonly told: () => Told,
    private readonly onRefused: (error: unknown) => void,
  ) {}

  async start(): Promise<void> {
    await withDeadline(performance.now() + PATIENCE_MS, this.#write()).catch(() => {});
    this.#schedule();
  }

  /** The mappings have changed: that is told before the minute is over, but with no more writes than one a minute in the end. */
  tellSoon(): void {
    if (this.#isClosed || this.#soon !== undefined || this.#writes === 0 || this.#earn() < 1) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.#write().finally(() => this.#schedule());
    }, Math.random() * SOON_MS);
    this.#soon.unref();
  }

  /**
   * Ends the timers, and waits a moment for a write under way: it would put back the row that is about to be removed.
   *
   * @returns Whether the database knows of the mapper.
   */
  async close(): Promise<boolean> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    if (this.#writing) await withDeadline(performance.now() + PATIENCE_MS, this.#writing).catch(() => {});
    this.#closing.abort(new Error('the mapper is closed'));
    return this.#writes > 0;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => void this.#write().finally(() => this.#schedule()),
      INTERVAL_MS * (1 + Math.random() / 4),
    );
    this.#timer.unref();
  }

  #earn(): number {
    const now = performance.now();
    this.#allowed = Math.min(this.#allowed + (now - this.#allowedAt) / INTERVAL_MS, MAX_ALLOWED);
    this.#allowedAt = now;
    return this.#allowed;
  }

  /** One at a time; never rejects. */
  #write(): Promise<void> {
    this.#writing ??= this.#tell().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #tell(): Promise<void> {
    const now = performance.now();
    if (this.#isClosed || now < this.#refusedUntil) return;
    try {
      const { id, version, checkedMs, stats, isDatabaseAway } = this.told();
      if (isDatabaseAway) return;
      if (this.#earn() < 1) return;
      this.#allowed--;
      const self = { host: hostname(), pid: process.pid, packageVersion: PACKAGE_VERSION };
      const presence = { id, ...self, runningMs: now - this.#startedAt, checkedMs, version, stats };
      await this.statements.write(presence, this.#bounds);
      if (this.#writes++ % WRITES_A_SWEEP === 0 && this.#maySweep) await this.#sweep();
    } catch (error) {
      this.#note(error);
    }
  }

  /** A role that may not delete leaves it to those that may. */
  async #sweep(): Promise<void> {
    await this.statements.forget(this.#bounds).catch(error => {
      if (isRefusal(error)) this.#maySweep = false;
    });
  }

  /** What the database refuses it will refuse again: a role that may not write the table, or a table of an older release. */
  #note(error: unknown): void {
    if (!isRefusal(error)) return;
    this.#refusedUntil = performance.now() + REFUSED_MS;
    if (this.#isRefusalTold) return;
    this.#isRefusalTold = true;
    this.onRefused(error);
  }
}

/** Syntax errors and missing rights, tables or columns; a read-only server. */
function isRefusal(error: unknown): boolean {
  const state = sqlStateOf(error) ?? sqlStateOf(error instanceof Error ? error.cause : null) ?? '';
  return state.startsWith('42') || state === '25006';
}

import type { Db } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { DatabaseError } from '../model/errors.js';
import type { ActiveMapping, Source } from '../model/index.js';
import type { MappingIndex } from '../rules/mapping-index.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import type { Asked } from '../unmapped/sightings.js';
import type { AskedMappings } from './asked-mappings.js';
import { jitter } from './backoff.js';
import { LoadedMappings, type SnapshotInfo } from './loaded-mappings.js';
import { Outage } from './outage.js';
import { type Reading, readAll, readChanges, type Version } from './read-changes.js';
import type { TellRecovery, Warn } from './warning.js';
import { withDeadline } from './with-deadline.js';

/** A server that doesn't answer for so long has lost the connection, in milliseconds. */
const TIMEOUT_MS = 30_000;
/**
 * Between looks that notifications lead to, in milliseconds, and how many of them there are in a second at the most. With as many changes
 * as looks, one that was late would make all others late that follow: so the spacing is a little less than their number asks for.
 */
const SPACING_MS = 90;
const LOOKS_A_SECOND = 10;
/** After a slow one, as a load of everything may be, as long a pause as it took, but no longer than this. */
const MAX_PAUSE_MS = 1_000;
/**
 * How far apart looks through all mappings are at the interval, in milliseconds a mapping. The server takes 20 ms for 100,000 of them, which
 * makes a hundredth of its time at the most.
 */
const THOROUGH_MS = 0.02;

/**
 * Keeps the mappings in memory and changes the index at once, all that one moment of the database brought together; the last
 * good state stays whatever happens to the database. Only rows that changed are loaded, unless the journal does not reach back
 * so far. One look runs at a time; a change that is told meanwhile leads to one more.
 */
export class Snapshot implements AskedMappings {
  /** Patched where only some rows changed. */
  index: MappingIndex;
  /** The state of the database that the index holds; null where the database doesn't say. */
  version: Version | null = null;
  /** Whether the database tells of changes; where it does not, each look at the interval goes through all mappings. */
  isTold = true;
  /** The last moment whose mappings the index is known to hold; undefined before the first. */
  asked: Asked | undefined;
  /** How often the index was replaced or patched. */
  loads = 0;
  /** By the monotonic clock, in milliseconds. */
  #checkedAt = performance.now();
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #isNextThorough = false;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #soonAt = 0;
  /** When the last looks began that notifications led to. */
  readonly #lookedAt: number[] = [];
  #thoroughAt = performance.now();
  readonly #outage = new Outage(outageMs => this.recovered('REFRESH_FAILED', outageMs));
  #warnedOf = '';
  #toldConflicts: ReadonlySet<string> = new Set();
  #mayTrace = true;
  #isWarnedOfSecurity = false;
  readonly #mappings: LoadedMappings;
  #isClosed = false;
  readonly #closing = new AbortController();
  readonly #bounds = { signal: this.#closing.signal, timeoutMs: TIMEOUT_MS };

  constructor(
    private readonly db: Db,
    private readonly tables: Tables,
    base: readonly ActiveMapping[],
    private readonly refreshIntervalMs: number,
    private readonly warn: Warn,
    private readonly onRefreshed: () => void,
    private readonly recovered: TellRecovery,
    definitionFor: (source: Source) => RegisteredSource,
  ) {
    this.#mappings = new LoadedMappings(base, definitionFor);
    this.index = this.#mappings.index;
  }

  has(source: Source, externalMarketId: string): boolean {
    return this.index.resolve(source, externalMarketId) !== null;
  }

  get info(): SnapshotInfo {
    return this.#mappings.info;
  }

  /** Whether the last look has failed. */
  get isOut(): boolean {
    return this.#outage.isOut;
  }

  /** Whether rows are left out because they can't be read. */
  get isIncomplete(): boolean {
    return this.#mappings.faults.length > 0;
  }

  /** How long ago the database was last known to hold what the snapshot holds, in milliseconds. */
  get ageMs(): number {
    return performance.now() - this.#checkedAt;
  }

  /** Loads for the first time, then looks for changes at every interval. */
  async start(): Promise<void> {
    await this.#load();
    this.#schedule();
  }

  /** Looks for a change soon: at once, but no more often than at intervals. A failure is a warning, and tried again at the next one. */
  refreshSoon(): void {
    if (this.#isClosed || this.#soon !== undefined) return;
    const wait = this.#soonAt - performance.now();
    // What runs now may have read before the change; so it is looked again after it, not at once.
    if (wait <= 0 && this.#running === null) this.#lookNow();
    else {
      this.#soon = setTimeout(
        () => {
          this.#soon = undefined;
          this.#lookNow();
        },
        Math.max(wait, 1),
      );
      this.#soon.unref();
    }
  }

  /** Resolves when whatever had been committed before the call is in the snapshot; rejects where that can't be read. */
  refresh(): Promise<void> {
    return this.#request(true);
  }

  /** Waits for a look that is under way, so that none runs on afterwards, but gives it up after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    if (this.#running !== null) await withDeadline(performance.now() + timeoutMs, this.#running).catch(() => {});
    this.#closing.abort();
  }

  #lookNow(): void {
    const startedAt = performance.now();
    this.#lookedAt.push(startedAt);
    const oldest = this.#lookedAt.length < LOOKS_A_SECOND ? undefined : this.#lookedAt.shift();
    this.#soonAt = Math.max(startedAt + SPACING_MS, (oldest ?? Number.NEGATIVE_INFINITY) + 1_000);
    this.#request(false)
      .catch(() => {})
      .finally(() => {
        const endedAt = performance.now();
        const tookMs = endedAt - startedAt;
        if (tookMs > SPACING_MS) this.#soonAt = Math.max(this.#soonAt, endedAt + Math.min(tookMs, MAX_PAUSE_MS));
      });
  }

  #request(isThorough: boolean): Promise<void> {
    if (this.#isClosed)
      return Promise.reject(new DatabaseError('The mapper is closed: nothing is read any more.', null));
    if (this.#running === null) {
      this.#running = this.#look(isThorough).finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    // The look that runs may have read before the change that this call is about.
    this.#isNextThorough ||= isThorough;
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        const thorough = this.#isNextThorough;
        this.#next = null;
        this.#isNextThorough = false;
        return this.#request(thorough);
      });
    return this.#next;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      const isDue = performance.now() - this.#thoroughAt >= THOROUGH_MS * this.#mappings.size;
      this.#request(isDue || !this.isTold)
        .catch(() => {})
        .finally(() => this.#schedule());
    }, jitter(this.refreshIntervalMs));
    this.#timer.unref();
  }

  async #look(isThorough: boolean): Promise<void> {
    try {
      await this.#check(isThorough);
      this.#outage.recover();
    } catch (error) {
      if (!this.#isClosed && this.#outage.fail()) {
        this.warn('REFRESH_FAILED', 'the mappings could not be read; the last ones go on serving', error);
      }
      throw error;
    }
  }

  async #check(isThorough: boolean): Promise<void> {
    const startedAt = performance.now();
    const mayTrace = this.#mayTrace;
    const options = { ...this.#bounds, isThorough, mayTrace };
    const reading = await readChanges(this.db, this.tables, this.version, options);
    if (this.#isClosed) return;
    this.#noteTelling(reading);
    const { now, digest } = reading;
    const isSame = now?.version === this.version?.version && now?.number === this.version?.number;
    // Without its row nothing says whether anything changed.
    if (now === null && !isThorough) return this.#check(true);
    if (!isSame && (now === null || !reading.isTraced)) return this.#load();
    if (!isSame) {
      this.#mappings.patch(reading.rows);
      this.#noteFaults();
    }
    // What no trigger told: nothing says which rows they are.
    if (digest !== null && !this.#mappings.hasDigest(digest)) return this.#load();
    if (isThorough) this.#thoroughAt = startedAt;
    if (isThorough || reading.isTold) {
      this.#checkedAt = startedAt;
      this.asked = reading.asked;
    }
    if (isSame) return;
    this.version = now;
    this.loads++;
    this.onRefreshed();
  }

  /** Loads all mappings, with the version of exactly these. One that somebody deleted must not take the mappings with it. */
  async #load(): Promise<void> {
    const startedAt = performance.now();
    const reading = await readAll(this.db, this.tables, this.#bounds);
    if (this.#isClosed) return;
    this.#noteTelling(reading);
    this.#mayTrace = reading.mayTrace;
    this.#mappings.replace(reading.rows);
    this.index = this.#mappings.index;
    this.#noteFaults();
    this.#noteSecurity(reading);
    this.version = reading.now;
    this.asked = reading.asked;
    this.#checkedAt = startedAt;
    this.#thoroughAt = startedAt;
    this.loads++;
    this.onRefreshed();
  }

  #noteFaults(): void {
    const message = this.#mappings.faults.join('; ');
    if (message !== '' && message !== this.#warnedOf) {
      this.warn('INVALID_MAPPINGS', `left out, set them right by updateMapping: ${message}`);
    }
    this.#warnedOf = message;
    const { conflicts } = this.#mappings;
    const told = this.#toldConflicts;
    const unheard = conflicts.filter(conflict => !told.has(conflict));
    this.#toldConflicts = new Set(conflicts);
    if (unheard.length === 0) return;
    this.warn(
      'CONFLICTING_MAPPINGS',
      `only their age decides which of these active mappings answers for what both would claim: ${unheard.join('; ')}. Give one of ` +
        'each pair another priority, bind it by where or sport, or deactivate it',
    );
  }

  #noteTelling({ isTold }: Reading): void {
    if (this.isTold && !isTold) {
      this.warn(
        'TRIGGERS_MISSING',
        `the triggers that tell of changed mappings are missing or disabled in schema "${this.tables.schema}": changes show at the ` +
          'refresh interval only. Call runMigrations as the owner of the tables, which puts them back',
      );
    }
    this.isTold = isTold;
  }

  /** Row level security hides rows and says nothing: a mapper with none of them would look as if there were none. */
  #noteSecurity({ security, rows }: Reading): void {
    const isHiding = security === 'no policy' || (security === 'policies' && rows.length === 0);
    if (!isHiding || this.#isWarnedOfSecurity) return;
    this.#isWarnedOfSecurity = true;
    this.warn(
      'ROWS_HIDDEN',
      `row level security is active on ${this.tables.mappings}, and ${
        security === 'no policy' ? 'no policy lets this role read' : 'its policies let this role read none of'
      } the mappings: ${rows.length} are loaded. Create a policy for select, or give the role BYPASSRLS`,
    );
  }
}

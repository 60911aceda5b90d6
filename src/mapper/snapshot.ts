import type { Db } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { DatabaseError } from '../model/errors.js';
import type { ActiveMapping, Source } from '../model/index.js';
import type { IndexedMapping } from '../rules/index-entry.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { withoutSourcesOf } from '../rules/without-sources-of.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { jitter } from './backoff.js';
import { LoadedMapping } from './loaded-mapping.js';
import { Outage } from './outage.js';
import { type ChangedRow, type Digest, type Reading, readAll, readChanges, type Version } from './read-changes.js';
import type { Warn } from './warning.js';
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
/** At the interval, looking through all mappings may take one part in so many of the time. */
const THOROUGH_SHARE = 200;

/** What a snapshot was made of. */
export interface SnapshotInfo {
  readonly database: number;
  readonly base: number;
}

/**
 * Keeps the mappings in memory and changes the index at once, all that one moment of the database brought together; the last
 * good state stays whatever happens to the database. Only rows that changed are loaded, unless the journal does not reach back
 * so far. One look runs at a time; a change that is told meanwhile leads to one more.
 */
export class Snapshot {
  index: MappingIndex;
  /** The state of the database that the index holds; null where the database doesn't say. */
  version: Version | null = null;
  /** Whether the database tells of changes; where it does not, each look at the interval goes through all mappings. */
  isTold = true;
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
  #thoroughMs = 0;
  readonly #outage = new Outage();
  #warnedOf = '';
  #mayTrace = true;
  #isWarnedOfSecurity = false;
  /** By their ids, those that can't serve too. */
  #loaded = new Map<number, LoadedMapping>();
  #markSum = 0;
  readonly #faults = new Map<number, string>();
  readonly #base: ReadonlyMap<string, ActiveMapping>;
  /** Rows that have the canonical id of a base mapping, and the base mappings that serve beside all rows. */
  readonly #rowsOfBase = new Map<string, LoadedMapping>();
  readonly #servingBase = new Map<string, ActiveMapping>();
  #isClosed = false;
  readonly #closing = new AbortController();
  readonly #bounds = { signal: this.#closing.signal, timeoutMs: TIMEOUT_MS };

  constructor(
    private readonly db: Db,
    private readonly tables: Tables,
    private readonly base: readonly ActiveMapping[],
    private readonly refreshIntervalMs: number,
    private readonly warn: Warn,
    private readonly onRefreshed: () => void,
    private readonly definitionFor: (source: Source) => RegisteredSource,
  ) {
    this.index = new MappingIndex(base, base, definitionFor);
    this.#base = new Map(base.map(mapping => [mapping.canonicalId, mapping]));
    for (const mapping of base) this.#servingBase.set(mapping.canonicalId, mapping);
  }

  get info(): SnapshotInfo {
    return { database: this.#loaded.size - this.#faults.size, base: this.#servingBase.size };
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
      const isDue = performance.now() - this.#thoroughAt >= THOROUGH_SHARE * this.#thoroughMs;
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
    if (!isSame) this.#patch(reading.rows);
    // What no trigger told: nothing says which rows they are.
    if (digest !== null && !this.#hasDigest(digest)) return this.#load();
    if (isThorough) {
      this.#thoroughAt = performance.now();
      this.#thoroughMs = this.#thoroughAt - startedAt;
    }
    if (isThorough || reading.isTold) this.#checkedAt = startedAt;
    if (isSame) return;
    this.version = now;
    this.onRefreshed();
  }

  /** Loads all mappings, with the version of exactly these. One that somebody deleted must not take the mappings with it. */
  async #load(): Promise<void> {
    const startedAt = performance.now();
    const reading = await readAll(this.db, this.tables, this.#bounds);
    if (this.#isClosed) return;
    this.#noteTelling(reading);
    this.#mayTrace = reading.mayTrace;
    this.#replace(reading.rows);
    this.#noteSecurity(reading);
    this.version = reading.now;
    this.#checkedAt = startedAt;
    this.#thoroughAt = performance.now();
    this.onRefreshed();
  }

  #hasDigest({ count, sum }: Digest): boolean {
    return count === this.#loaded.size && sum === this.#markSum;
  }

  #replace(rows: readonly ChangedRow[]): void {
    const before = this.#loaded;
    this.#loaded = new Map();
    this.#faults.clear();
    this.#rowsOfBase.clear();
    this.#servingBase.clear();
    this.#markSum = 0;
    const serving: IndexedMapping[] = [];
    for (const { id, mark, row } of rows) {
      if (row === null) continue;
      const known = before.get(id);
      const mapping = known?.hasSameColumns(row) ? known : new LoadedMapping(row, mark);
      if (this.#add(mapping, mark)) serving.push(mapping);
    }
    for (const mapping of this.base) {
      const beside = besideRow(mapping, this.#rowsOfBase.get(mapping.canonicalId));
      if (beside === null) continue;
      this.#servingBase.set(mapping.canonicalId, beside);
      serving.push(beside);
    }
    this.index = new MappingIndex(serving, this.base, this.definitionFor);
    this.#noteFaults();
  }

  #patch(rows: readonly ChangedRow[]): void {
    const removed: IndexedMapping[] = [];
    const added: IndexedMapping[] = [];
    const canonicalIds = new Set<string>();
    for (const { id, mark, row } of rows) {
      const known = this.#loaded.get(id);
      if (known) {
        this.#remove(known);
        if (row !== null && known.hasSameColumns(row)) {
          this.#add(known, mark);
          continue;
        }
        canonicalIds.add(known.row.canonical_id);
        if (known.fault === null) removed.push(known);
      }
      if (row === null) continue;
      const mapping = new LoadedMapping(row, mark);
      canonicalIds.add(row.canonical_id);
      if (this.#add(mapping, mark)) added.push(mapping);
    }
    for (const canonicalId of canonicalIds) this.#patchBase(canonicalId, removed, added);
    this.index.patch(removed, added);
    this.#noteFaults();
  }

  #patchBase(canonicalId: string, removed: IndexedMapping[], added: IndexedMapping[]): void {
    const mapping = this.#base.get(canonicalId);
    if (mapping === undefined) return;
    const before = this.#servingBase.get(canonicalId);
    if (before !== undefined) removed.push(before);
    const beside = besideRow(mapping, this.#rowsOfBase.get(canonicalId));
    if (beside === null) this.#servingBase.delete(canonicalId);
    else {
      this.#servingBase.set(canonicalId, beside);
      added.push(beside);
    }
  }

  /** Takes a row into the books; false where it can't serve: a market unmapped shows, a market half mapped does not. */
  #add(mapping: LoadedMapping, mark: number): boolean {
    mapping.mark = mark;
    this.#markSum += mark;
    this.#loaded.set(mapping.id, mapping);
    const { row, fault, id } = mapping;
    if (fault !== null) {
      this.#faults.set(id, `"${row.canonical_id}" (id ${id}): ${fault}`);
      return false;
    }
    if (this.#base.has(row.canonical_id)) this.#rowsOfBase.set(row.canonical_id, mapping);
    return true;
  }

  #remove(mapping: LoadedMapping): void {
    this.#markSum -= mapping.mark;
    this.#loaded.delete(mapping.id);
    this.#faults.delete(mapping.id);
    const { canonical_id } = mapping.row;
    // Two rows may have changed their canonical ids with each other.
    if (this.#rowsOfBase.get(canonical_id) === mapping) this.#rowsOfBase.delete(canonical_id);
  }

  #noteFaults(): void {
    const message = [...this.#faults.values()].join('; ');
    if (message !== '' && message !== this.#warnedOf) {
      this.warn('INVALID_MAPPINGS', `left out, set them right by updateMapping: ${message}`);
    }
    this.#warnedOf = message;
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

/** What of a base mapping serves beside the row that has its canonical id: all of it where there is none. */
function besideRow(base: ActiveMapping, row: LoadedMapping | undefined): ActiveMapping | null {
  return row === undefined ? base : withoutSourcesOf(base, row);
}

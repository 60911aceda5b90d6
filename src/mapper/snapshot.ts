import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { DatabaseError } from '../model/errors.js';
import type { ActiveMapping } from '../model/index.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { jitter } from './backoff.js';
import { LoadedMapping, TEXT_COLUMNS, type TextRow } from './loaded-mapping.js';
import { Outage } from './outage.js';
import type { Warn } from './warning.js';
import { withDeadline } from './with-deadline.js';

/** If the server does not respond for this long, the connection counts as lost, in milliseconds. */
const TIMEOUT_MS = 30_000;

/**
 * Tells one state of the mappings from another. The count alone is not enough: a failover can lose the last changes, and later
 * ones bring it back to the same number.
 */
const VERSION = `version::text`;

/** What a snapshot was built from. */
export interface SnapshotInfo {
  readonly database: number;
  readonly base: number;
}

/**
 * Keeps the mappings in memory: loads them whole, swaps the new index for the old one at once, and keeps the last good one
 * whatever happens to the database. One load runs at a time; a change reported in the meantime causes one more.
 */
export class Snapshot {
  index: MappingIndex;
  info: SnapshotInfo;
  #version: string | null = null;
  /** By the monotonic clock, in milliseconds. */
  #checkedAt = performance.now();
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #outage = new Outage();
  #warnedOf = '';
  /** By id: a row that has not changed since the last load remains the same mapping. */
  #loaded: ReadonlyMap<number, LoadedMapping> = new Map();
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
  ) {
    this.index = new MappingIndex(base);
    this.info = { database: 0, base: base.length };
  }

  /** How long ago the snapshot was last known to match the database, in milliseconds. */
  get ageMs(): number {
    return performance.now() - this.#checkedAt;
  }

  /** Loads for the first time, then checks for changes at every interval. */
  async start(): Promise<void> {
    await this.#load();
    this.#schedule();
  }

  /** Checks for a change soon. A failure is a warning, and retried at the next interval. */
  refreshSoon(): void {
    if (!this.#isClosed) this.refresh().catch(() => {});
  }

  /** Resolves when everything committed before the call is in the snapshot; rejects if that can't be read. */
  refresh(): Promise<void> {
    if (this.#isClosed)
      return Promise.reject(new DatabaseError('The mapper is closed and reads nothing any more.', null));
    if (this.#running === null) {
      this.#running = this.#check().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    // The check in progress may have read before the change that this call is about.
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.refresh();
      });
    return this.#next;
  }

  /** Waits for a load in progress, so that none continues afterwards, but gives up after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#running !== null) await withDeadline(performance.now() + timeoutMs, this.#running).catch(() => {});
    this.#closing.abort();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.refresh()
        .catch(() => {})
        .finally(() => this.#schedule());
    }, jitter(this.refreshIntervalMs));
    this.#timer.unref();
  }

  async #check(): Promise<void> {
    try {
      const startedAt = performance.now();
      const { schema, changes } = this.tables;
      const sql = `select ${VERSION} as version from ${changes}`;
      const [row] = await query<{ version: string }>(this.db, schema, sql, [], this.#bounds);
      if (row === undefined || row.version !== this.#version) await this.#load();
      else this.#checkedAt = startedAt;
      this.#outage.recover();
    } catch (error) {
      if (!this.#isClosed && this.#outage.fail()) {
        this.warn('REFRESH_FAILED', 'the mappings could not be read; the last ones stay in use', error);
      }
      throw error;
    }
  }

  /**
   * One statement, so that the version belongs to exactly these rows. If somebody deletes the version, as a test suite does that
   * truncates all tables, the mappings must not disappear with it.
   */
  async #load(): Promise<void> {
    const startedAt = performance.now();
    const { schema, mappings, changes } = this.tables;
    const rows = await query<{ version: string | null } & (TextRow | { id: null })>(
      this.db,
      schema,
      `select (select ${VERSION} from ${changes}) as version, ${TEXT_COLUMNS}
       from (select 1) as one left join ${mappings} m on m.is_active`,
      [],
      this.#bounds,
    );
    if (this.#isClosed) return;
    const stored = this.#readable(rows.flatMap(row => (row.id === null ? [] : [row])));
    const replaced = new Set(stored.map(({ row }) => row.canonical_id));
    const base = this.base.filter(mapping => !replaced.has(mapping.canonicalId));
    this.index = new MappingIndex([...stored, ...base]);
    this.info = { database: stored.length, base: base.length };
    this.#version = rows[0]?.version ?? null;
    this.#checkedAt = startedAt;
    this.onRefreshed();
  }

  /** Leaves out rows broken by a manual edit: an unmapped market is noticed, a half-mapped one is not. */
  #readable(rows: readonly TextRow[]): LoadedMapping[] {
    const loaded = new Map<number, LoadedMapping>();
    const readable: LoadedMapping[] = [];
    const faults: string[] = [];
    for (const row of rows) {
      const known = this.#loaded.get(row.id);
      const mapping = known?.hasSameColumns(row) ? known : new LoadedMapping(row);
      loaded.set(row.id, mapping);
      if (mapping.fault === null) readable.push(mapping);
      else faults.push(`"${row.canonical_id}" (id ${row.id}): ${mapping.fault}`);
    }
    this.#loaded = loaded;
    const message = faults.join('; ');
    if (message !== '' && message !== this.#warnedOf) {
      this.warn('INVALID_MAPPINGS', `left out; correct them with updateMapping: ${message}`);
    }
    this.#warnedOf = message;
    return readable;
  }
}

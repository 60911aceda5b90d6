import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, isRefusalOfData, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { unmappedSightingSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { DatabaseError, isMarketMappingError, type MarketMappingError } from '../model/errors.js';
import type { Resolution, ScrapedMarket, Source, UnmappedMarket, UnmappedSighting } from '../model/index.js';
import type { RejectedSighting } from '../unmapped/record-unmapped-markets.js';
import { writeSightings } from '../unmapped/write-sightings.js';
import { backoffMs, jitter } from './backoff.js';
import { type Batch, emptyResult, type FlushResult, halve, merge, type Part, toParts, toSighting } from './batch.js';
import { Outage } from './outage.js';
import { isResolved, toSighting as toRecorded } from './recordable.js';
import { SightingBuffer, toSumAt } from './sighting-buffer.js';
import type { Warn } from './warning.js';
import { withDeadline } from './with-deadline.js';

/** Waits after a failure of the database, in milliseconds. */
const RETRY = { baseMs: 100, capMs: 30_000 };
/** Waits within a call of `flush`, which somebody is waiting for. */
const FLUSH_RETRY = { baseMs: 50, capMs: 1_000 };
const FLUSH_TIMEOUT_MS = 10_000;
/** If the server takes longer for one statement, the connection counts as lost. */
const ATTEMPT_TIMEOUT_MS = 30_000;
/** Enough markets to be worth a statement before the interval ends. */
const FLUSH_SIZE = 1_000;
const MAX_REJECTED = 100;
/** The rows of processes that were killed before they could remove theirs. */
const FORGET_RECORDERS_AFTER = '30 days';

export interface RecorderEvents {
  flushed(result: FlushResult): void;
  discovered(market: UnmappedMarket): void;
  /** A market that is not in memory yet is recorded. */
  recorded(source: Source): void;
}

/**
 * Adds up sightings in memory and writes them, one statement at a time. Whatever could not be written is kept, with the number
 * it was first sent with: if the response to a statement is lost, it is sent again and counts only once.
 */
export class Recorder {
  flushed = 0;
  dropped = 0;
  rejected = 0;
  retries = 0;
  readonly #id = randomUUID();
  #buffer = new SightingBuffer();
  readonly #closing = new AbortController();
  #batch: Batch | null = null;
  #writing: Promise<FlushResult> | null = null;
  /** Batches taken from the buffer, and how many of them are done. */
  #taken = 0;
  #done = 0;
  #lastNumber = 0;
  #failures = 0;
  readonly #outage = new Outage();
  #timer: NodeJS.Timeout | undefined;
  /** Whether the timer is set to fire at once. */
  #isFlushDue = false;
  #isFull = false;
  #isClosed = false;
  /** Rejected before they got into a batch. */
  #refused: RejectedSighting[] = [];

  constructor(
    private readonly db: Db,
    private readonly tables: Tables,
    private readonly flushIntervalMs: number,
    private readonly maxBuffered: number,
    private readonly warn: Warn,
    private readonly events: RecorderEvents,
  ) {}

  /** Distinct markets in memory. */
  get buffered(): number {
    return this.#buffer.size + (this.#batch ? this.#batch.taken.size - this.#batch.again : 0);
  }

  /** Sightings in memory. */
  get pending(): number {
    return this.#buffer.sightings + (this.#batch?.sightings ?? 0);
  }

  start(): void {
    this.#schedule(jitter(this.flushIntervalMs));
  }

  /** Counts a sighting; never throws, never waits. */
  record(market: UnmappedSighting | ScrapedMarket, resolution?: Resolution): void {
    if (isResolved(resolution)) return;
    if (!this.#isClosed && market?.source !== undefined && this.#buffer.increment(market)) return;
    let valid: UnmappedSighting;
    try {
      valid = validate(unmappedSightingSchema, toRecorded(market, resolution), 'sighting');
    } catch (error) {
      this.#reject(this.#refused, { sighting: market, error: toMarketMappingError(error) }, 1);
      return;
    }
    this.events.recorded(valid.source);
    // A market whose first sightings are being written, in an outage for hours, is a known one as well.
    const isNew = !this.#buffer.has(valid);
    const isAgain = isNew && this.#batch?.taken.has(valid) === true;
    if (this.#isClosed || (isNew && !isAgain && this.buffered >= this.maxBuffered)) this.#drop(valid);
    else {
      this.#buffer.add(valid);
      if (isAgain && this.#batch) this.#batch.again++;
    }
    this.#flushSoonIfLarge();
  }

  /**
   * Writes what was recorded before the call. While the database can't be written to, it retries for up to `timeoutMs`, then
   * reports what is pending, which is retried in the background.
   */
  async flush(timeoutMs = FLUSH_TIMEOUT_MS): Promise<FlushResult> {
    const result = emptyResult(this.#refused.splice(0));
    const until = performance.now() + timeoutMs;
    const target = this.#taken + (this.#buffer.size > 0 ? 1 : 0);
    for (let failures = 1; this.#done < target; failures++) {
      try {
        merge(result, await withDeadline(until, this.#write()));
      } catch (error) {
        result.error = toMarketMappingError(error);
      }
      if (result.error === null) {
        failures = 0;
        continue;
      }
      const wait = backoffMs(FLUSH_RETRY, failures);
      if (performance.now() + wait >= until || this.#closing.signal.aborted) break;
      await sleep(wait);
    }
    if (this.#done >= target) result.error = null;
    return { ...result, pending: this.pending };
  }

  /** Flushes and stops, within `timeoutMs` whatever the database does. What could not be written is lost, and reported. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const until = performance.now() + timeoutMs;
    const { pending, error } = await this.flush(timeoutMs * 0.8);
    if (pending > 0) {
      const message = `closed with ${pending} sightings of ${this.buffered} unmapped markets not written`;
      this.warn('NOT_WRITTEN', message, error);
    } else if (this.#lastNumber > 0 && this.retries === 0) {
      // A statement without a response may still be waiting to be read by the server. Leaving its number behind keeps it from counting.
      const { schema, recorders } = this.tables;
      const leave = query(
        this.db,
        schema,
        `delete from ${recorders} where id = $1::uuid or flushed_at < now() - interval '${FORGET_RECORDERS_AFTER}'`,
        [this.#id],
        { signal: this.#closing.signal },
      );
      // A row left behind does no harm; another recorder removes it after some weeks.
      await withDeadline(until, leave).catch(() => {});
    }
    this.#closing.abort(new Error('the mapper is closed'));
  }

  #drop({ occurrences = 1 }: UnmappedSighting): void {
    this.dropped += occurrences;
    if (this.#isFull) return;
    this.#isFull = true;
    const reason = this.#isClosed
      ? 'the mapper is closed'
      : `${this.maxBuffered} markets are waiting to be written (maxBuffered); only those are still counted`;
    this.warn('BUFFER_FULL', `sightings of further unmapped markets are dropped: ${reason}`);
  }

  #reject(list: RejectedSighting[], rejected: RejectedSighting, occurrences: number): void {
    const isFirst = this.rejected === 0;
    this.rejected += occurrences;
    if (list.length < MAX_REJECTED) list.push(rejected);
    if (isFirst)
      this.warn(
        'SIGHTING_REJECTED',
        'a sighting can not be recorded; further ones are only listed in `rejected`',
        rejected.error,
      );
  }

  /** Not in the caller's time, and only once however often it is requested. A write in progress checks by itself when it ends. */
  #flushSoonIfLarge(): void {
    if (this.#isFlushDue || this.#writing !== null || this.#failures > 0) return;
    if (this.#isLarge()) this.#schedule(0);
  }

  #isLarge(): boolean {
    return this.#buffer.size >= Math.min(FLUSH_SIZE, this.maxBuffered / 2);
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#isFlushDue = ms === 0;
    this.#timer = setTimeout(() => {
      this.#isFlushDue = false;
      if (this.#batch !== null || this.#buffer.size > 0) void this.#write();
      else this.#schedule(jitter(this.flushIntervalMs));
    }, ms);
    this.#timer.unref();
  }

  /** After a write, whoever requested it. */
  #scheduleNext(): void {
    if (this.#failures > 0) this.#schedule(backoffMs(RETRY, this.#failures));
    else this.#schedule(this.#isLarge() ? 0 : jitter(this.flushIntervalMs));
  }

  /** Writes the batch that is still to be written, or else the contents of the buffer. One at a time, shared by all callers. */
  #write(): Promise<FlushResult> {
    this.#writing ??= this.#writeBatch(this.#batch ?? this.#takeBatch()).finally(() => {
      this.#writing = null;
      this.#scheduleNext();
    });
    return this.#writing;
  }

  #takeBatch(): Batch {
    const taken = this.#buffer;
    this.#buffer = new SightingBuffer();
    const parts = toParts(taken.markets());
    const result = emptyResult(this.#refused.splice(0));
    this.#batch = { taken, parts, result, sightings: taken.sightings, again: 0 };
    this.#taken++;
    return this.#batch;
  }

  /** Reports what was written, even if an error prevents writing the rest; never throws. */
  async #writeBatch(batch: Batch): Promise<FlushResult> {
    let error: MarketMappingError | null = null;
    try {
      for (let part = batch.parts[0]; part; part = batch.parts[0])
        batch.parts.splice(0, 1, ...(await this.#writePart(batch, part)));
      this.#batch = null;
      this.#done++;
      this.#failures = 0;
      this.#outage.recover();
      this.#isFull = false;
    } catch (thrown) {
      error = toMarketMappingError(thrown);
      this.retries++;
      this.#failures++;
      if (!this.#isClosed && this.#outage.fail()) {
        this.warn('FLUSH_FAILED', 'unmapped markets could not be written; they are kept and will be retried', thrown);
      }
    }
    // Nothing was written, so what was rejected will be reported with the next write.
    if (error !== null && batch.result.recorded === 0) return { ...emptyResult([]), pending: this.pending, error };
    const result = { ...batch.result, pending: this.pending, error };
    batch.result = emptyResult([]);
    for (const market of result.discovered) this.events.discovered(market);
    this.events.flushed(result);
    return result;
  }

  /** Writes a part and returns what is left of it: nothing, or its halves if the database rejects a row in it. */
  async #writePart(batch: Batch, part: Part): Promise<Part[]> {
    part.number ??= ++this.#lastNumber;
    const occurrences = part.markets.reduce((sum, market) => sum + market.occurrences, 0);
    try {
      const now = performance.now();
      const sums = part.markets.map(market => toSumAt(now, market));
      const discovered = await writeSightings(this.db, this.tables, sums, {
        flush: { recorderId: this.#id, number: part.number },
        signal: this.#closing.signal,
        timeoutMs: ATTEMPT_TIMEOUT_MS,
      });
      batch.result.discovered.push(...discovered);
      batch.result.recorded += occurrences;
      this.flushed += occurrences;
    } catch (error) {
      if (!isRefusalOfData(error)) throw error;
      const [only, ...others] = part.markets;
      if (only && others.length > 0) return halve(part.markets);
      if (only) this.#reject(batch.result.rejected, { sighting: toSighting(only), error }, occurrences);
    }
    batch.sightings -= occurrences;
    for (const market of part.markets) {
      batch.taken.delete(market);
      if (this.#buffer.has(market)) batch.again--;
    }
    return [];
  }
}

function toMarketMappingError(error: unknown): MarketMappingError {
  if (isMarketMappingError(error)) return error;
  return new DatabaseError(error instanceof Error ? error.message : String(error), null, { cause: error });
}

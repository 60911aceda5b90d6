import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { describeThrown } from '../input/contain.js';
import { unmappedSightingSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { DatabaseError, isMarketMappingError, type MarketMappingError } from '../model/errors.js';
import type { Resolution, ScrapedMarket, Source, UnmappedMarket, UnmappedSighting } from '../model/index.js';
import type { RejectedSighting } from '../unmapped/record-unmapped-markets.js';
import type { AskedMappings } from './asked-mappings.js';
import { backoffMs, jitter } from './backoff.js';
import { append, type Batch, emptyResult, type FlushResult, merge, type Part, toParts, toSighting } from './batch.js';
import { BatchWriter, type PartOutcome } from './batch-writer.js';
import { HeldSightings } from './held-sightings.js';
import { Outage } from './outage.js';
import { isResolved, toSighting as toRecorded } from './recordable.js';
import { SightingBuffer } from './sighting-buffer.js';
import type { TellRecovery, Warn } from './warning.js';
import { withDeadline } from './with-deadline.js';

/** Waits after a failure of the database, in milliseconds. */
const RETRY = { baseMs: 100, capMs: 30_000 };
/** Waits within a call of `flush`, which somebody is waiting for. */
const FLUSH_RETRY = { baseMs: 50, capMs: 1_000 };
const FLUSH_TIMEOUT_MS = 10_000;
/** Enough new markets to be worth a statement before the interval ends. */
const FLUSH_SIZE = 1_000;
const MAX_REJECTED = 100;
/** Where more statements than this are refused, the search for the refused rows goes on in the next attempt. */
const MAX_REFUSALS = 64;

export interface RecorderEvents {
  flushed(result: FlushResult): void;
  discovered(market: UnmappedMarket): void;
  /** A market that is not in memory yet is recorded. */
  recorded(source: Source): void;
}

export interface RecorderSettings {
  /** How often markets that the log may not have yet are written, in milliseconds. */
  readonly flushIntervalMs: number;
  /** How often the counts of the others are, in milliseconds. */
  readonly countIntervalMs: number;
  /** The number of distinct markets that may wait. */
  readonly maxBuffered: number;
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
  #buffer = new SightingBuffer();
  readonly #held: HeldSightings;
  readonly #closing = new AbortController();
  readonly #writer: BatchWriter;
  #batch: Batch | null = null;
  #writing: Promise<FlushResult> | null = null;
  /** Batches taken from the buffer, and how many of them are done. */
  #taken = 0;
  #done = 0;
  #failures = 0;
  readonly #outage = new Outage(outageMs => this.recovered('FLUSH_FAILED', outageMs));
  #timer: NodeJS.Timeout | undefined;
  /** Whether the timer is set to fire at once. */
  #isFlushDue = false;
  /** Whether the next batch is to take everything, because somebody waits for it. */
  #isWholeDue = false;
  /** When the counts of markets that the log has are to be written, by the monotonic clock. */
  #countsDueAt: number;
  #isFull = false;
  #isClosed = false;
  /** Rejected before they got into a batch. */
  #refused: RejectedSighting[] = [];

  constructor(
    db: Db,
    tables: Tables,
    private readonly settings: RecorderSettings,
    private readonly warn: Warn,
    private readonly events: RecorderEvents,
    private readonly mappings: AskedMappings,
    private readonly recovered: TellRecovery,
  ) {
    this.#writer = new BatchWriter(db, tables, this.#closing.signal, warn);
    this.#held = new HeldSightings(warn);
    this.#countsDueAt = performance.now() + jitter(settings.countIntervalMs);
  }

  /** Distinct markets in memory. */
  get buffered(): number {
    return this.#buffer.size + this.#held.size + (this.#batch ? this.#batch.taken.size - this.#batch.again : 0);
  }

  /** Sightings in memory. */
  get pending(): number {
    return this.#buffer.sightings + this.#held.sightings + (this.#batch?.taken.sightings ?? 0);
  }

  /** Whether the last write has failed. */
  get isOut(): boolean {
    return this.#outage.isOut;
  }

  /** The key of its row in the recorders' table. */
  get id(): string {
    return this.#writer.id;
  }

  start(): void {
    this.#schedule(jitter(this.settings.flushIntervalMs));
  }

  /** Counts a sighting; never throws, never waits. */
  record(market: UnmappedSighting | ScrapedMarket, resolution?: Resolution): void {
    try {
      if (isResolved(resolution)) return;
      if (
        !this.#isClosed &&
        market?.source !== undefined &&
        this.#buffer.increment(market, resolution, this.mappings.asked)
      )
        return;
    } catch {
      // A getter that throws. The sighting is read with more care below.
    }
    try {
      this.#add(validate(unmappedSightingSchema, toRecorded(market, resolution), 'sighting'));
    } catch (error) {
      const known = isMarketMappingError(error) ? error : invalid('sighting', 'can not be read');
      this.#reject(this.#refused, { sighting: market, error: known }, 1);
    }
  }

  #add(valid: UnmappedSighting): void {
    this.events.recorded(valid.source);
    // A market whose first sightings are being written, in an outage for hours, is a known one as well.
    const isNew = !this.#buffer.has(valid);
    const isAgain = isNew && this.#batch?.taken.has(valid) === true;
    if (!this.#isClosed && isNew && this.#held.add(valid)) return;
    if (this.#isClosed || (isNew && !isAgain && this.buffered >= this.settings.maxBuffered)) this.#drop(valid);
    else {
      this.#buffer.add(valid, this.#writer.written.has(valid), this.mappings.asked);
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
    const isAnything = this.#buffer.size + this.#held.size > 0 || this.#writer.mayClose(this.mappings);
    const target = this.#taken + (isAnything ? 1 : 0);
    if (target > this.#taken) this.#isWholeDue = true;
    for (let failures = 1; this.#done < target; failures++) {
      const done = this.#done;
      try {
        merge(result, await withDeadline(until, this.#write()));
      } catch (error) {
        result.error = toMarketMappingError(error);
      }
      if (this.#done > done) {
        failures = 0;
        continue;
      }
      const wait = backoffMs(FLUSH_RETRY, failures);
      if (performance.now() + wait >= until || this.#closing.signal.aborted) break;
      await sleep(wait);
    }
    if (this.#done >= target) result.error = this.#held.error;
    return { ...result, pending: this.pending };
  }

  /**
   * Flushes and stops, within `timeoutMs` whatever the database does. What could not be written is lost, and reported.
   *
   * @param told Whether the database has its row even if it has written nothing; nothing writes that row any more then.
   */
  async close(timeoutMs: number, told: Promise<boolean>): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const until = performance.now() + timeoutMs;
    const { pending, error } = await this.flush(timeoutMs * 0.8);
    if (pending > 0) {
      const message = `closed with ${pending} sightings of ${this.buffered} unmapped markets not written`;
      this.warn('NOT_WRITTEN', message, error);
    } else if ((await told) || this.#writer.hasWritten) {
      // A statement without a response may still be waiting to be read by the server. Leaving its number behind keeps it from counting.
      await withDeadline(until, this.#writer.leave({ keepNumber: this.retries > 0 })).catch(() => {});
    }
    this.#closing.abort(new Error('the mapper is closed'));
  }

  #drop({ occurrences = 1 }: UnmappedSighting): void {
    this.dropped += occurrences;
    if (this.#isFull) return;
    this.#isFull = true;
    const reason = this.#isClosed
      ? 'the mapper is closed'
      : `${this.settings.maxBuffered} markets are waiting to be written (maxBuffered); only those are still counted`;
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
    return this.#buffer.fresh >= FLUSH_SIZE || this.#isHalfFull();
  }

  #isHalfFull(): boolean {
    return this.#buffer.size >= this.settings.maxBuffered / 2;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#isFlushDue = ms === 0;
    this.#timer = setTimeout(() => {
      this.#isFlushDue = false;
      if (this.#isAnythingDue()) void this.#write();
      else this.#schedule(jitter(this.settings.flushIntervalMs));
    }, ms);
    this.#timer.unref();
  }

  #isAnythingDue(): boolean {
    if (this.#batch !== null || this.#buffer.fresh > 0 || this.#held.isDue) return true;
    if (this.#writer.mayClose(this.mappings)) return true;
    return this.#buffer.size > 0 && this.#areCountsDue();
  }

  #areCountsDue(): boolean {
    return this.#isWholeDue || this.#isHalfFull() || performance.now() >= this.#countsDueAt;
  }

  /** After a write, whoever requested it. */
  #scheduleNext(): void {
    if (this.#failures > 0) this.#schedule(backoffMs(RETRY, this.#failures));
    else this.#schedule(this.#isLarge() ? 0 : jitter(this.settings.flushIntervalMs));
  }

  /** Writes the batch that is still to be written, or else what is due of the buffer. One at a time, shared by all callers. */
  #write(): Promise<FlushResult> {
    this.#writing ??= this.#writeBatch(this.#batch ?? this.#takeBatch()).finally(() => {
      this.#writing = null;
      this.#scheduleNext();
    });
    return this.#writing;
  }

  #takeBatch(): Batch {
    const taken = this.#takeBuffer();
    const parts = toParts(taken.markets());
    if (this.#isWholeDue || this.#held.isDue) {
      // In parts of their own, after the others: what was refused once must not hold up what was not.
      const held = this.#held.takeAll();
      append(parts, toParts(held));
      for (const market of held) taken.put(market);
    }
    this.#isWholeDue = false;
    const result = emptyResult(this.#refused.splice(0));
    this.#batch = { taken, parts, result, again: 0 };
    this.#taken++;
    return this.#batch;
  }

  #takeBuffer(): SightingBuffer {
    if (!this.#areCountsDue()) return this.#buffer.takeFresh();
    const taken = this.#buffer;
    this.#buffer = new SightingBuffer();
    this.#countsDueAt = performance.now() + jitter(this.settings.countIntervalMs);
    return taken;
  }

  /** Reports what was written, even if an error prevents writing the rest; never throws. */
  async #writeBatch(batch: Batch): Promise<FlushResult> {
    let error: MarketMappingError | null = null;
    try {
      await this.#writeParts(batch);
      await this.#writer.closeResolved(this.mappings);
      this.#batch = null;
      this.#done++;
      this.#failures = 0;
      this.#outage.recover();
      this.#held.recover();
      this.#isFull = false;
      error = this.#held.error;
    } catch (thrown) {
      error = toMarketMappingError(thrown);
      this.retries++;
      this.#failures++;
      if (!this.#isClosed && this.#outage.fail()) {
        this.warn('FLUSH_FAILED', 'unmapped markets could not be written; they are kept and will be retried', thrown);
      }
    }
    // Nothing was written, so what was rejected will be reported with the next write.
    if (this.#batch !== null && batch.result.recorded === 0) {
      return { ...emptyResult([]), pending: this.pending, error };
    }
    const result = { ...batch.result, pending: this.pending, error };
    batch.result = emptyResult([]);
    for (const market of result.discovered) this.events.discovered(market);
    this.events.flushed(result);
    return result;
  }

  /** What is left of the parts stays in the batch where one throws, or where too much was refused for one attempt. */
  async #writeParts(batch: Batch): Promise<void> {
    let refusals = 0;
    for (let part = batch.parts[0]; part; part = batch.parts[0]) {
      const outcome = await this.#writer.write(part);
      if (outcome.kind === 'again') batch.parts.splice(0, 1, ...outcome.parts);
      else {
        batch.parts.shift();
        this.#settle(batch, part, outcome);
      }
      if (outcome.kind !== 'written' && ++refusals >= MAX_REFUSALS && batch.parts.length > 0) throw outcome.error;
    }
  }

  #settle(batch: Batch, part: Part, outcome: Exclude<PartOutcome, { kind: 'again' }>): void {
    for (const market of part.markets) {
      batch.taken.take(market);
      if (this.#buffer.has(market)) batch.again--;
      if (outcome.kind === 'rejected') {
        this.#reject(batch.result.rejected, { sighting: toSighting(market), error: outcome.error }, market.occurrences);
      } else if (outcome.kind === 'held') {
        // Its next sightings are counted where it is held.
        const seenSince = this.#buffer.take(market);
        this.#held.hold(market, outcome.error);
        if (seenSince) this.#held.hold(seenSince, outcome.error);
      } else {
        batch.result.recorded += market.occurrences;
        this.flushed += market.occurrences;
        this.#writer.written.add(market);
      }
    }
    if (outcome.kind === 'written') append(batch.result.discovered, outcome.discovered);
  }
}

function toMarketMappingError(error: unknown): MarketMappingError {
  if (isMarketMappingError(error)) return error;
  return new DatabaseError(describeThrown(error), null, { cause: error });
}

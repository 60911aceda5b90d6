import { randomUUID } from 'node:crypto';
import { isRefusalOfData, isRefusalOfText } from '../database/known-errors.js';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import type { MarketMappingError } from '../model/errors.js';
import type { UnmappedMarket } from '../model/index.js';
import { FlushNumberError } from '../unmapped/flush-number.js';
import { settleWritten } from '../unmapped/settle-written.js';
import { writeSightings } from '../unmapped/write-sightings.js';
import type { AskedMappings } from './asked-mappings.js';
import { halve, type Part } from './batch.js';
import { FORGET_NUMBER_AFTER_DAYS } from './forget-mappers.js';
import { hasHints } from './hints.js';
import { toSumAt } from './sighting-buffer.js';
import type { Warn } from './warning.js';
import { WrittenMarkets } from './written-markets.js';

/** If the server takes longer for one statement, the connection counts as lost. */
const ATTEMPT_TIMEOUT_MS = 30_000;
const DAY_MS = 86_400_000;

/** What became of a part. */
export type PartOutcome =
  | { readonly kind: 'written'; readonly discovered: readonly UnmappedMarket[] }
  /** Some row was refused, or the number was taken: these are to be written instead. */
  | { readonly kind: 'again'; readonly parts: readonly Part[]; readonly error: MarketMappingError }
  /** Its only market can never be written, or can't be for now. */
  | { readonly kind: 'rejected' | 'held'; readonly error: MarketMappingError };

/** Writes the parts of batches, each under a number of its own, and finds the markets that the database refuses. */
export class BatchWriter {
  /** What of it the log has. */
  readonly written = new WrittenMarkets();
  #id = randomUUID();
  #lastNumber = 0;
  /** The highest number that the database has acknowledged. */
  #acknowledged = 0;
  #acknowledgedAt = 0;
  /** The load of the mappings that was last held against what was written. */
  #load = 0;

  constructor(
    private readonly db: Db,
    private readonly tables: Tables,
    private readonly signal: AbortSignal,
    private readonly warn: Warn,
  ) {}

  /** Throws where the database could not be reached or is in no state to be written to; the part is to be written again then. */
  async write(part: Part): Promise<PartOutcome> {
    part.number ??= ++this.#lastNumber;
    try {
      const now = performance.now();
      const sums = part.markets.map(market => toSumAt(now, market, part.hints));
      const discovered = await writeSightings(this.db, this.tables, sums, {
        flush: { recorderId: this.#id, number: part.number, onStored: stored => this.#warnIfLost(stored) },
        signal: this.signal,
        timeoutMs: ATTEMPT_TIMEOUT_MS,
      });
      this.#acknowledged = part.number;
      this.#acknowledgedAt = performance.now();
      return { kind: 'written', discovered };
    } catch (error) {
      if (error instanceof FlushNumberError) return this.#underNewId(part, error);
      if (!isRefusalOfData(error)) throw error;
      return afterRefusal(part, error);
    }
  }

  /** Whether the mappings have changed since they were last held against what was written. */
  mayClose({ loads }: AskedMappings): boolean {
    return loads !== this.#load && this.written.size > 0;
  }

  /**
   * Closes what it wrote open and the mappings have by now. Those in question are forgotten first: should the database be away just now,
   * the next sighting of any of them is new again, and looked at when it is written.
   */
  async closeResolved(mappings: AskedMappings): Promise<void> {
    if (!this.mayClose(mappings)) return;
    this.#load = mappings.loads;
    const resolved = this.written.takeWhere((source, id) => mappings.has(source, id));
    const options = { signal: this.signal, timeoutMs: ATTEMPT_TIMEOUT_MS };
    await settleWritten(this.db, this.tables, resolved, options);
  }

  /** The key of its row in the recorders' table; another one where somebody else wrote that row. */
  get id(): string {
    return this.#id;
  }

  get hasWritten(): boolean {
    return this.#lastNumber > 0;
  }

  /** Removes its row, or where its number has to stay, only what makes it a running mapper's. A row left behind does no harm. */
  async leave({ keepNumber }: { keepNumber: boolean }): Promise<void> {
    const { schema, recorders } = this.tables;
    const sql = keepNumber
      ? `update ${recorders} set seen_at = null where id = $1::uuid`
      : `delete from ${recorders} where id = $1::uuid`;
    await query(this.db, schema, sql, [this.#id], { signal: this.signal });
  }

  /** What a failover to an asynchronous standby or a restore has lost can't be written again, but who keeps the counts must hear of it. */
  #warnIfLost(stored: number | null): void {
    const number = Number(stored ?? 0);
    // A row without a number was forgotten after a month without a flush, or never replicated.
    if (number >= this.#acknowledged || (number === 0 && this.#isForgotten())) return;
    const lost = this.#acknowledged - number;
    this.written.clear();
    this.#acknowledged = number;
    this.warn(
      'WRITES_LOST',
      `the database no longer has up to ${lost} writes that it had acknowledged, as after a failover to a standby that lagged behind`,
    );
  }

  #isForgotten(): boolean {
    return performance.now() - this.#acknowledgedAt > (FORGET_NUMBER_AFTER_DAYS - 1) * DAY_MS;
  }

  #underNewId(part: Part, error: FlushNumberError): PartOutcome {
    this.warn(
      'FLUSH_NUMBER_TAKEN',
      'somebody else wrote under the id of this recorder; it goes on under another',
      error,
    );
    this.#id = randomUUID();
    this.#lastNumber = 0;
    this.#acknowledged = 0;
    return { kind: 'again', parts: [{ ...part, number: null }], error };
  }
}

/**
 * What was refused may be one row of thousands, and of that row only the name or the sample. Halves find the row. Where the encoding
 * of the database lacks a character, what has such characters is told without asking.
 */
function afterRefusal(part: Part, error: MarketMappingError): PartOutcome {
  const [only, ...others] = part.markets;
  if (isRefusalOfText(error)) {
    if (part.hints === 'all') return { kind: 'again', parts: [{ ...part, hints: 'ascii', number: null }], error };
    return others.length > 0 ? { kind: 'again', parts: halve(part), error } : { kind: 'rejected', error };
  }
  if (others.length > 0) return { kind: 'again', parts: halve(part), error };
  const isBare = part.hints === 'none' || only === undefined || !hasHints(only);
  return isBare ? { kind: 'held', error } : { kind: 'again', parts: [{ ...part, hints: 'none', number: null }], error };
}

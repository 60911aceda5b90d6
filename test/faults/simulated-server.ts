import type { query } from '../../src/database/query.js';
import { DatabaseError } from '../../src/model/errors.js';
import { FlushNumberError } from '../../src/unmapped/flush-number.js';
import type { SightingSum } from '../../src/unmapped/sightings.js';
import type { writeSightings } from '../../src/unmapped/write-sightings.js';

type WriteOptions = NonNullable<Parameters<typeof writeSightings>[3]>;
type QueryArguments = Parameters<typeof query>;

/** How long a server lets a statement wait, and a client for its answer, in milliseconds. */
const LATEST_MS = 10_000;
/** How likely each fate of a statement is, where it does not fare well. */
const FATES = ['unsent', 'unanswered', 'late', 'silent'] as const;

/**
 * What recorders need of a database, in memory: counts, and the number of each recorder's last flush. When a statement runs, whether it is
 * answered, and whether one that its client has given up on runs after all, is up to a seed.
 */
export class SimulatedServer {
  readonly counts = new Map<string, number>();
  readonly #lastFlush = new Map<string, number>();
  /** How many statements of a hundred fail in some way. */
  failing = 0;
  /** Of a market that it refuses for now. */
  refused: string | null = null;
  statements = 0;

  constructor(private readonly random: () => number) {}

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async write(sums: readonly SightingSum[], { flush, signal, timeoutMs = LATEST_MS }: WriteOptions): Promise<void> {
    if (!flush) throw new Error('a recorder numbers its flushes');
    this.statements++;
    const holdsRefused = () => sums.some(sum => sum.externalMarketId === this.refused);
    const wasRefused = holdsRefused();
    const run = () => {
      const stored = this.#lastFlush.get(flush.recorderId) ?? null;
      // Of a number that is taken, nothing is written that could be refused.
      if (stored !== null && stored >= flush.number) return stored;
      // What is refused stays so for as long as a statement may be on its way.
      if (wasRefused || holdsRefused()) throw failure('23514', 'a check of somebody has refused it');
      this.#lastFlush.set(flush.recorderId, flush.number);
      for (const { externalMarketId, occurrences } of sums)
        this.counts.set(externalMarketId, (this.counts.get(externalMarketId) ?? 0) + occurrences);
      return stored;
    };
    const stored = await this.#carry(run, signal, timeoutMs);
    flush.onStored?.(stored);
    if (stored !== null && stored > flush.number) throw new FlushNumberError(flush, String(stored));
  }

  /** What a recorder says when it leaves. */
  async leave([, , sql, bindings, { signal } = {}]: QueryArguments): Promise<never[]> {
    await this.#carry(
      () => {
        if (sql.startsWith('delete')) this.#lastFlush.delete(String(bindings?.[0]));
        return null;
      },
      signal,
      LATEST_MS,
    );
    return [];
  }

  async #carry<T>(run: () => T, signal: AbortSignal | undefined, timeoutMs: number): Promise<T> {
    const fate = this.random() * 100 < this.failing ? this.#drawn(FATES) : 'well';
    if (fate !== 'silent') await wait(this.random() * 50, signal);
    if (fate === 'unsent') throw failure(null, 'the connection was refused');
    if (fate === 'late') {
      // The server reads it from its socket some time, and nobody is there to hear what comes of it.
      setTimeout(() => attempt(run), this.random() * LATEST_MS);
      throw failure(null, 'the connection was lost');
    }
    if (fate === 'silent') {
      if (this.random() < 0.5) setTimeout(() => attempt(run), this.random() * LATEST_MS);
      await wait(timeoutMs, signal);
      throw failure(null, 'no answer in time');
    }
    const answer = run();
    await wait(this.random() * 50, signal);
    if (fate === 'unanswered') throw failure(null, 'the connection was lost before the answer came');
    return answer;
  }

  #drawn<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }
}

function attempt(run: () => unknown): void {
  try {
    run();
  } catch {
    // It was refused.
  }
}

function failure(sqlState: string | null, message: string): DatabaseError {
  return new DatabaseError(message, sqlState);
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(failure(null, 'given up'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}

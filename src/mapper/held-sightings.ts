import type { MarketMappingError } from '../model/errors.js';
import type { UnmappedSighting } from '../model/index.js';
import { backoffMs } from './backoff.js';
import { type BufferedMarket, SightingBuffer } from './sighting-buffer.js';
import type { Warn } from './warning.js';

/** Waits before refused markets are tried again, in milliseconds: who made the constraint or trigger may need hours to see it. */
const RETRY = { baseMs: 5_000, capMs: 300_000 };

/**
 * Markets whose row the database refuses, by a constraint or a trigger that is not ours. They are counted on, and tried again now and
 * then: what stands in their way is a state of the database, which may change. `maxBuffered` bounds them with all others.
 */
export class HeldSightings {
  /** Why the last of them was refused, or null while there are none. */
  error: MarketMappingError | null = null;
  #markets = new SightingBuffer();
  #dueAt = Number.POSITIVE_INFINITY;
  #attempts = 0;
  #isTold = false;

  constructor(private readonly warn: Warn) {}

  get size(): number {
    return this.#markets.size;
  }

  get sightings(): number {
    return this.#markets.sightings;
  }

  /** Whether it is time to try them again. */
  get isDue(): boolean {
    return this.size > 0 && performance.now() >= this.#dueAt;
  }

  /** Counts a sighting of a market that is held; false for any other. */
  add(sighting: UnmappedSighting): boolean {
    if (this.size === 0 || !this.#markets.has(sighting)) return false;
    this.#markets.add(sighting);
    return true;
  }

  hold(market: BufferedMarket, error: MarketMappingError): void {
    if (this.size === 0) {
      this.#attempts++;
      this.#dueAt = performance.now() + backoffMs(RETRY, this.#attempts);
    }
    this.#markets.put(market);
    this.error = error;
    if (this.#isTold) return;
    this.#isTold = true;
    const which = `${market.source} ${JSON.stringify(market.externalMarketId)}`;
    this.warn(
      'SIGHTING_REFUSED',
      `the database refuses a row of the log (${which}); it is kept and tried again, and further ones are counted in \`pending\``,
      error,
    );
  }

  /** Where none is held any more, the next refusal is another matter, told again. */
  recover(): void {
    if (this.size > 0) return;
    this.#attempts = 0;
    this.#isTold = false;
  }

  takeAll(): BufferedMarket[] {
    const taken = this.#markets.markets();
    this.#markets = new SightingBuffer();
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.error = null;
    return taken;
  }
}

/** What forgets all it holds when it is told to. */
export interface Forgetful {
  forget(): void;
}

/**
 * How much many small caches may hold together, in bytes. What scrapers meet repeats itself: when the budget is used up, all of
 * them forget, and find again what is asked for again.
 */
export class CacheBudget {
  #used = 0;
  readonly #holders = new Set<Forgetful>();

  constructor(private readonly bytes: number) {}

  /** Whether a cache may hold so many bytes more. What is large by itself is not worth the place. */
  take(holder: Forgetful, bytes: number): boolean {
    if (bytes > this.bytes / 1_000) return false;
    if (this.#used + bytes > this.bytes) {
      for (const each of this.#holders) each.forget();
      this.#holders.clear();
      this.#used = 0;
    }
    this.#holders.add(holder);
    this.#used += bytes;
    return true;
  }

  /** Lets go of a cache that is not used any more. What it held counts until all forget. */
  release(holder: Forgetful): void {
    this.#holders.delete(holder);
  }
}

/** About what an entry of a Map and what is found there take, beside the text of the key. */
const ENTRY_BYTES = 200;

/** About what a key and what is kept under it take, in bytes. */
export function sizeOf(...keys: readonly (string | null)[]): number {
  let bytes = ENTRY_BYTES;
  for (const key of keys) bytes += 2 * (key?.length ?? 0);
  return bytes;
}

/** A cache that can be emptied. */
export interface Forgetful {
  forget(): void;
}

/**
 * How much many small caches may hold together, in bytes. When the budget is used up, all of them are emptied. Scrapers meet the
 * same things again and again, so they soon hold what is needed.
 */
export class CacheBudget {
  #used = 0;
  readonly #holders = new Set<Forgetful>();

  constructor(private readonly bytes: number) {}

  /** Whether a cache may hold this many more bytes. Something very large is not worth the space. */
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

  /** Releases a cache that is no longer used. What it held counts until all caches are emptied. */
  release(holder: Forgetful): void {
    this.#holders.delete(holder);
  }
}

/** About how many bytes an entry of a Map and its value take, apart from the text of the key. */
const ENTRY_BYTES = 200;

/** About how many bytes a key and its value take. */
export function sizeOf(...keys: readonly (string | null)[]): number {
  let bytes = ENTRY_BYTES;
  for (const key of keys) bytes += 2 * (key?.length ?? 0);
  return bytes;
}

import { marketKey, sourceIdsOf } from '../../model/index.js';
import { type LintableMapping, type LintedMapping, toLintedMapping } from './linted-mapping.js';
import { betKeysOf, canBeOneBet } from './one-bet.js';

/** Which mappings may be in each other's way: those that have an id in common, and those that may be one bet. */
export class NeighbourIndex<T extends LintableMapping> {
  readonly #byKey = new Map<string, Map<T, LintedMapping>>();

  add(mapping: T): void {
    const linted = toLintedMapping(mapping, 0);
    for (const key of keysOf(linted)) {
      const known = this.#byKey.get(key) ?? new Map<T, LintedMapping>();
      this.#byKey.set(key, known.set(mapping, linted));
    }
  }

  /** Takes out what was added; anything else was not in. */
  remove(mapping: T): void {
    for (const key of keysOf(toLintedMapping(mapping, 0))) {
      const known = this.#byKey.get(key);
      known?.delete(mapping);
      if (known?.size === 0) this.#byKey.delete(key);
    }
  }

  /** What may be in the way of a mapping, which need not be in the index; without a mapping of its canonical id. */
  of(mapping: LintableMapping): T[] {
    const own = toLintedMapping(mapping, 0);
    const found = new Set<T>();
    for (const key of idKeysOf(own)) for (const other of this.#byKey.get(key)?.keys() ?? []) found.add(other);
    for (const key of betKeysOf(own)) {
      for (const [other, linted] of this.#byKey.get(key) ?? []) if (canBeOneBet(own, linted)) found.add(other);
    }
    return [...found].filter(({ canonicalId }) => canonicalId !== own.canonicalId);
  }
}

function keysOf(mapping: LintedMapping): string[] {
  return [...idKeysOf(mapping), ...betKeysOf(mapping)];
}

function idKeysOf(mapping: LintedMapping): string[] {
  return sourceIdsOf(mapping).map(({ source, id }) => `id ${marketKey(source, id)}`);
}

import type { ActiveMapping } from '../model/index.js';
import type { IndexEntry, IndexedMapping } from './index-entry.js';

/** The mappings that have one id of a source, by precedence. */
export class IndexSlot {
  #entries: IndexEntry[] = [];
  /** The mapping that comes first, once it was asked for: a plain field, which the hot path reads. */
  first: ActiveMapping | null = null;

  get entries(): readonly IndexEntry[] {
    return this.#entries;
  }

  /** The mapping that comes first, where `first` does not know it yet. */
  findFirst(): ActiveMapping | null {
    this.first = this.#entries[0]?.mapping ?? null;
    return this.first;
  }

  /** Adds an entry after the others. */
  add(entry: IndexEntry): void {
    this.#entries.push(entry);
  }

  /** Removes the entries of some mappings, and returns them. */
  removeAll(mappings: ReadonlySet<IndexedMapping>): IndexEntry[] {
    const removed = this.#entries.filter(entry => mappings.has(entry.given));
    this.#entries = this.#entries.filter(entry => !mappings.has(entry.given));
    return removed;
  }

  /** Sorts the entries again after a change. */
  settle(compare: (a: IndexedMapping, b: IndexedMapping) => number): void {
    this.#entries.sort((a, b) => compare(a.given, b.given));
    this.first = null;
  }
}

import type { ActiveMapping } from '../model/index.js';
import type { IndexEntry, IndexedMapping } from './index-entry.js';

/** The mappings that have one id of a source, by precedence. */
export class IndexSlot {
  #entries: IndexEntry[] = [];
  #first: ActiveMapping | undefined;

  get entries(): readonly IndexEntry[] {
    return this.#entries;
  }

  /** The mapping that comes first. */
  get mapping(): ActiveMapping | null {
    this.#first ??= this.#entries[0]?.mapping;
    return this.#first ?? null;
  }

  /** Adds one behind the others. */
  add(entry: IndexEntry): void {
    this.#entries.push(entry);
  }

  /** Takes out the entries of some mappings, and returns them. */
  removeAll(mappings: ReadonlySet<IndexedMapping>): IndexEntry[] {
    const removed = this.#entries.filter(entry => mappings.has(entry.given));
    this.#entries = this.#entries.filter(entry => !mappings.has(entry.given));
    return removed;
  }

  /** Puts them in order, after a change. */
  settle(compare: (a: IndexedMapping, b: IndexedMapping) => number): void {
    this.#entries.sort((a, b) => compare(a.given, b.given));
    this.#first = undefined;
  }
}

import { sharedIds } from '../rules/conflicts.js';
import type { IndexEntry, IndexedMapping } from '../rules/index-entry.js';
import type { MappingIndex } from '../rules/mapping-index.js';

/** What is told names that many pairs; a database with more of them has one fault, not many. */
const MAX_PAIRS = 20;
/** Where many mappings share one id, as bound ones do, each being compared with each would hold up the scraper. */
const MAX_OF_ONE_ID = 40;
const MAX_COMPARED = 10_000;

/** Rows that answer for one id on equal terms, so that only their age decides between them; kept up to date as rows change. */
export class LoadedConflicts {
  /** By the ids of the two rows. */
  readonly #pairs = new Map<string, { readonly ids: readonly number[]; readonly message: string }>();
  #compared = 0;

  /** Each pair, with an id that both have. */
  get messages(): readonly string[] {
    return [...this.#pairs.values()].map(({ message }) => message);
  }

  /** Looks through all that an index has. */
  replace(index: MappingIndex): void {
    this.#pairs.clear();
    this.#compared = 0;
    for (const entries of index.shared()) this.#compareAll(entries);
  }

  /** Looks only where mappings were added. */
  patch(index: MappingIndex, removed: readonly IndexedMapping[], added: readonly IndexedMapping[]): void {
    const gone = new Set(removed.map(({ id }) => id));
    for (const [key, { ids }] of this.#pairs) if (ids.some(id => gone.has(id))) this.#pairs.delete(key);
    this.#compared = 0;
    for (const entries of index.sharedWith(added)) this.#compareAll(entries);
  }

  #compareAll(entries: readonly IndexEntry[]): void {
    const rows = entries.filter(({ given }) => given.id !== null).slice(0, MAX_OF_ONE_ID);
    rows.forEach((one, at) => {
      for (const other of rows.slice(at + 1)) {
        // They are in the order of their priorities.
        if (other.given.priority !== one.given.priority || this.#pairs.size >= MAX_PAIRS) return;
        if (this.#compared++ >= MAX_COMPARED) return;
        this.#compare(one, other);
      }
    });
  }

  #compare({ mapping: a }: IndexEntry, { mapping: b }: IndexEntry): void {
    const [shared] = sharedIds(a, b);
    if (shared === undefined || a.id === null || b.id === null) return;
    const { source, externalMarketId } = shared;
    const message = `"${a.canonicalId}" and "${b.canonicalId}" (${source} ${JSON.stringify(externalMarketId)})`;
    this.#pairs.set([a.id, b.id].sort((x, y) => x - y).join(), { ids: [a.id, b.id], message });
  }
}

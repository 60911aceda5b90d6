import type { ActiveMapping, Source } from '../model/index.js';
import type { IndexedMapping } from '../rules/index-entry.js';
import { MappingIndex } from '../rules/mapping-index.js';
import { withoutSourcesOf } from '../rules/without-sources-of.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { LoadedConflicts } from './loaded-conflicts.js';
import { LoadedMapping } from './loaded-mapping.js';
import type { ChangedRow, Digest } from './read-changes.js';

/** What a snapshot was made of. */
export interface SnapshotInfo {
  readonly database: number;
  readonly base: number;
}

/** The rows as they were last read, with the base mappings that serve beside them, and the index of both. */
export class LoadedMappings {
  index: MappingIndex;
  /** By their ids, those that can't serve too. */
  #loaded = new Map<number, LoadedMapping>();
  #markSum = 0;
  readonly #faults = new Map<number, string>();
  readonly #conflicts = new LoadedConflicts();
  readonly #base: ReadonlyMap<string, ActiveMapping>;
  /** Rows that have the canonical id of a base mapping, and what of the base mappings serves beside them. */
  readonly #rowsOfBase = new Map<string, LoadedMapping>();
  readonly #servingBase = new Map<string, ActiveMapping>();

  constructor(
    private readonly base: readonly ActiveMapping[],
    private readonly definitionFor: (source: Source) => RegisteredSource,
  ) {
    this.index = new MappingIndex(base, base, definitionFor);
    this.#base = new Map(base.map(mapping => [mapping.canonicalId, mapping]));
    for (const mapping of base) this.#servingBase.set(mapping.canonicalId, mapping);
  }

  /** How many rows were read, those that can't serve too. */
  get size(): number {
    return this.#loaded.size;
  }

  get info(): SnapshotInfo {
    return { database: this.#loaded.size - this.#faults.size, base: this.#servingBase.size };
  }

  /** Rows that a hand edit broke, each with what is wrong. */
  get faults(): readonly string[] {
    return [...this.#faults.values()];
  }

  /** Pairs of rows that answer for one id on equal terms. */
  get conflicts(): readonly string[] {
    return this.#conflicts.messages;
  }

  /** Whether what is loaded is what the database has, whoever changed it: so many rows, each in the version that was written last. */
  hasDigest({ count, sum }: Digest): boolean {
    return count === this.#loaded.size && sum === this.#markSum;
  }

  /** Takes all rows for all there is. */
  replace(rows: readonly ChangedRow[]): void {
    const before = this.#loaded;
    this.#loaded = new Map();
    this.#faults.clear();
    this.#rowsOfBase.clear();
    this.#servingBase.clear();
    this.#markSum = 0;
    const serving: IndexedMapping[] = [];
    for (const { id, mark, row } of rows) {
      if (row === null) continue;
      const known = before.get(id);
      const mapping = known?.hasSameColumns(row) ? known : new LoadedMapping(row, mark);
      if (this.#add(mapping, mark)) serving.push(mapping);
    }
    for (const mapping of this.base) {
      const beside = besideRow(mapping, this.#rowsOfBase.get(mapping.canonicalId));
      if (beside === null) continue;
      this.#servingBase.set(mapping.canonicalId, beside);
      serving.push(beside);
    }
    this.index = new MappingIndex(serving, this.base, this.definitionFor);
    this.#conflicts.replace(this.index);
  }

  /** Takes in the rows that have changed, and the index with them, at once. */
  patch(rows: readonly ChangedRow[]): void {
    const removed: IndexedMapping[] = [];
    const added: IndexedMapping[] = [];
    const canonicalIds = new Set<string>();
    for (const { id, mark, row } of rows) {
      const known = this.#loaded.get(id);
      if (known) {
        this.#remove(known);
        if (row !== null && known.hasSameColumns(row)) {
          this.#add(known, mark);
          continue;
        }
        canonicalIds.add(known.row.canonical_id);
        if (known.fault === null) removed.push(known);
      }
      if (row === null) continue;
      const mapping = new LoadedMapping(row, mark);
      canonicalIds.add(row.canonical_id);
      if (this.#add(mapping, mark)) added.push(mapping);
    }
    for (const canonicalId of canonicalIds) this.#patchBase(canonicalId, removed, added);
    this.index.patch(removed, added);
    this.#conflicts.patch(this.index, removed, added);
  }

  #patchBase(canonicalId: string, removed: IndexedMapping[], added: IndexedMapping[]): void {
    const mapping = this.#base.get(canonicalId);
    if (mapping === undefined) return;
    const before = this.#servingBase.get(canonicalId);
    if (before !== undefined) removed.push(before);
    const beside = besideRow(mapping, this.#rowsOfBase.get(canonicalId));
    if (beside === null) this.#servingBase.delete(canonicalId);
    else {
      this.#servingBase.set(canonicalId, beside);
      added.push(beside);
    }
  }

  /** Takes a row into the books; false where it can't serve: a market unmapped shows, a market half mapped does not. */
  #add(mapping: LoadedMapping, mark: number): boolean {
    mapping.mark = mark;
    this.#markSum += mark;
    this.#loaded.set(mapping.id, mapping);
    const { row, fault, id } = mapping;
    if (fault !== null) {
      this.#faults.set(id, `"${row.canonical_id}" (id ${id}): ${fault}`);
      return false;
    }
    if (this.#base.has(row.canonical_id)) this.#rowsOfBase.set(row.canonical_id, mapping);
    return true;
  }

  #remove(mapping: LoadedMapping): void {
    this.#markSum -= mapping.mark;
    this.#loaded.delete(mapping.id);
    this.#faults.delete(mapping.id);
    const { canonical_id } = mapping.row;
    // Two rows may have changed their canonical ids with each other.
    if (this.#rowsOfBase.get(canonical_id) === mapping) this.#rowsOfBase.delete(canonical_id);
  }
}

/** What of a base mapping serves beside the row that has its canonical id: all of it where there is none, else nothing. */
function besideRow(base: ActiveMapping, row: LoadedMapping | undefined): ActiveMapping | null {
  return row === undefined ? base : withoutSourcesOf(base, row);
}

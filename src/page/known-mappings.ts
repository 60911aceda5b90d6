import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../database/query.js';
import { tablesIn } from '../database/tables.js';
import { LoadedMapping } from '../mapper/loaded-mapping.js';
import { type ChangedRow, readAll, readChanges, type Version } from '../mapper/read-changes.js';
import type { MarketMapping, SchemaOption } from '../model/index.js';
import { lexiconOf } from '../triage/lexicon.js';
import type { LintableMapping } from '../triage/lint/linted-mapping.js';
import { NeighbourIndex } from '../triage/lint/neighbour-index.js';
import { type Candidate, prepareCandidates } from '../triage/prepare-candidates.js';
import { isStored } from './suggest.js';

/** So many take a few milliseconds. */
const AT_ONCE = 20;

interface Known {
  readonly loaded: LoadedMapping;
  readonly mapping: MarketMapping;
}

/**
 * The active mappings, as candidates for suggestions. Reading thousands of them takes longer than anything else a page does, so they are
 * kept, and each time only what the journal says has changed is read. What did not change stays the same object, which is what spares
 * whoever reads their names from reading them again.
 */
export class KnownMappings {
  readonly #known = new Map<number, Known>();
  #version: Version | null = null;
  #mayTrace = true;
  #all: readonly Candidate[] | null = null;
  readonly #prepared = new WeakSet<Candidate>();
  readonly #neighbours = new NeighbourIndex<MarketMapping>();
  readonly #inSchema: SchemaOption;
  readonly #further: readonly Candidate[];

  /** @param further What is suggested beside the rows of the database. */
  constructor(inSchema: SchemaOption, further: readonly Candidate[]) {
    this.#inSchema = inSchema;
    this.#further = further;
  }

  /** The mappings as they are now: the same array as before where nothing has changed. */
  async read(db: Db): Promise<readonly Candidate[]> {
    const tables = tablesIn(this.#inSchema);
    const options = { isThorough: false, mayTrace: this.#mayTrace };
    const since = this.#version && this.#mayTrace ? await readChanges(db, tables, this.#version, options) : null;
    if (since?.isTraced) {
      this.#version = since.now;
      if (since.rows.length > 0) this.#take(since.rows);
    } else {
      const all = await readAll(db, tables, {});
      this.#version = all.now;
      this.#mayTrace = all.mayTrace;
      this.#keepOnly(new Set(all.rows.map(({ id }) => id)));
      this.#take(all.rows);
    }
    this.#all ??= [...[...this.#known.values()].map(({ mapping }) => mapping), ...this.#further];
    const all = this.#all;
    await this.#prepare(all);
    return all;
  }

  /** The active mappings that may be in the way of one, as it is or as it would be. */
  async neighboursOf(db: Db, mapping: LintableMapping): Promise<readonly MarketMapping[]> {
    await this.read(db);
    return this.#neighbours.of(mapping);
  }

  /** Reads what the new ones say, some at a time: thousands at once would hold up whatever else the host does. */
  async #prepare(all: readonly Candidate[]): Promise<void> {
    const fresh = all.filter(mapping => !this.#prepared.has(mapping));
    for (let from = 0; from < fresh.length; from += AT_ONCE) {
      const some = fresh.slice(from, from + AT_ONCE);
      prepareCandidates(some, lexiconOf(undefined));
      for (const mapping of some) this.#note(mapping);
      await nextTurn();
    }
  }

  #note(mapping: Candidate): void {
    if (this.#prepared.has(mapping)) return;
    this.#prepared.add(mapping);
    // It may have changed again while others were read.
    if (isStored(mapping) && this.#known.get(mapping.id)?.mapping === mapping) this.#neighbours.add(mapping);
  }

  #take(rows: readonly ChangedRow[]): void {
    for (const { id, mark, row } of rows) {
      if (row !== null && this.#known.get(id)?.loaded.hasSameColumns(row)) continue;
      this.#all = null;
      this.#leave(id);
      const loaded = row === null ? null : new LoadedMapping(row, mark);
      // A row that a hand edit broke is no candidate; the mappings' page shows it.
      if (loaded === null || loaded.fault !== null) this.#known.delete(id);
      else this.#known.set(id, { loaded, mapping: toMarketMapping(loaded) });
    }
  }

  #leave(id: number): void {
    const known = this.#known.get(id);
    if (known) this.#neighbours.remove(known.mapping);
  }

  #keepOnly(ids: ReadonlySet<number>): void {
    for (const id of this.#known.keys()) {
      if (ids.has(id)) continue;
      this.#leave(id);
      this.#known.delete(id);
      this.#all = null;
    }
  }
}

function toMarketMapping(loaded: LoadedMapping): MarketMapping {
  const { origin, id: _, outcomeMapping, ...mapping } = loaded.toMapping();
  return { ...mapping, id: loaded.id, outcomeMapping: outcomeMapping.map(outcome => ({ ...outcome })) };
}

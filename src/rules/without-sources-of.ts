import type { ActiveMapping, Source } from '../model/index.js';
import { isSeedSource, SEED, type SourceIds, sourceIdsOf } from '../model/index.js';

/**
 * A base mapping as it serves beside the row of its canonical id: without the ids at the sources where the row has one; null where
 * none is left. A mapping that loses nothing is returned as it is.
 */
export function withoutSourcesOf(base: ActiveMapping, row: SourceIds): ActiveMapping | null {
  const replaced = new Set(sourceIdsOf(row).map(({ source }) => source));
  const ids = sourceIdsOf(base);
  const kept = ids.filter(({ source }) => !replaced.has(source));
  if (kept.length === 0) return null;
  if (kept.length === ids.length) return base;
  return withIds(base, new Map(kept.map(({ source, id }) => [source, id])));
}

function withIds(base: ActiveMapping, ids: ReadonlyMap<Source, string>): ActiveMapping {
  const further = [...ids].filter(([source]) => !isSeedSource(source));
  const seed = Object.fromEntries(
    Object.entries(SEED).map(([source, { idField }]) => [idField, ids.get(source) ?? null]),
  );
  const left = { ...base, ...seed, sourceIds: Object.freeze(Object.fromEntries(further)) };
  // A Date can't be frozen: the base mapping makes one anew at each reading, and so must this.
  Object.defineProperty(left, 'createdAt', { enumerable: true, get: () => base.createdAt });
  Object.defineProperty(left, 'updatedAt', { enumerable: true, get: () => base.updatedAt });
  return Object.freeze(left);
}

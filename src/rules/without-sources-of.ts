import type { ActiveMapping, Source } from '../model/index.js';
import { isSeedSource, SEED, type SourceIds, sourceIdsOf } from '../model/index.js';

/**
 * What remains of a base mapping when a row has its canonical id: the ids at sources where the row has none. Null if no id is left.
 * A mapping that loses nothing is returned as it is.
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
  // A Date can't be frozen, so the base mapping returns a new one each time, and this must too.
  Object.defineProperty(left, 'createdAt', { enumerable: true, get: () => base.createdAt });
  Object.defineProperty(left, 'updatedAt', { enumerable: true, get: () => base.updatedAt });
  return Object.freeze(left);
}

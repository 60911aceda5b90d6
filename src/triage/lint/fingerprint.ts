import { sha256 } from '../../input/sha256.js';
import type { Source } from '../../model/index.js';
import type { LintedMapping } from './linted-mapping.js';

/**
 * What stands for a finding as long as the mappings that it is about stay as they are. Neither the message nor what was seen is part of
 * it: the next capture says the same with other names.
 */
export function fingerprintOf(
  rule: string,
  source: Source | null,
  mapping: LintedMapping,
  others: readonly LintedMapping[],
): string {
  const states = [mapping, ...[...others].sort((a, b) => (a.canonicalId < b.canonicalId ? -1 : 1))].map(stateOf);
  return sha256(JSON.stringify([rule, source, ...states])).slice(0, 32);
}

const states = new WeakMap<LintedMapping, string>();

/** Everything that somebody can edit, in one order. When a row was made and which number it has says nothing. */
function stateOf(mapping: LintedMapping): string {
  let state = states.get(mapping);
  if (state === undefined) {
    const { id: _, createdAt: __, ...fields } = mapping;
    state = JSON.stringify(sorted(fields));
    states.set(mapping, state);
  }
  return state;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

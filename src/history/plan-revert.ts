import { isDeepStrictEqual } from 'node:util';
import type { ChangeSince } from '../model/errors.js';

/** A row of the mappings as the audit log keeps it. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** One entry of the audit log: a mapping before and after; null where there was no row. */
export interface Part {
  readonly before: StoredRow | null;
  readonly after: StoredRow | null;
}

/** What one change did to one mapping, entry by entry, and what the mapping is now; null where there is no row. */
export interface RevertedMapping {
  readonly id: number;
  readonly canonicalId: string;
  readonly parts: readonly [Part, ...Part[]];
  readonly current: StoredRow | null;
}

/** What reverting a change means for one mapping. */
export type Step =
  | { readonly kind: 'delete'; readonly id: number }
  | { readonly kind: 'restore'; readonly row: StoredRow }
  | { readonly kind: 'update'; readonly id: number; readonly row: StoredRow };

export interface RevertPlan {
  readonly steps: readonly Step[];
  readonly changedSince: readonly ChangeSince[];
}

/** It changes with every change. */
const NOISE = new Set(['id', 'updated_at']);

/**
 * Plans the revert of a change. Only the fields that the change set are put back, so what somebody else changed since stays; a
 * field that both changed is told, and put back only by force.
 */
export function planRevert(mappings: readonly RevertedMapping[]): RevertPlan {
  const steps: Step[] = [];
  const changedSince: ChangeSince[] = [];
  for (const mapping of mappings) {
    const { step, fields } = planOne(mapping);
    if (step) steps.push(step);
    if (fields.length > 0) changedSince.push({ what: mapping.canonicalId, fields });
  }
  return { steps, changedSince };
}

/** The canonical id that a renamed mapping would get back and another one has by now; undefined where there is none. */
export function findTakenId(
  steps: readonly Step[],
  existing: readonly { readonly id: number; readonly canonicalId: string }[],
): string | undefined {
  const own = new Set(steps.flatMap(step => (step.kind === 'restore' ? [] : [step.id])));
  const taken = new Set(existing.filter(({ id }) => !own.has(id)).map(({ canonicalId }) => canonicalId));
  const renamed = steps.flatMap(step => (step.kind === 'update' ? [step.row.canonical_id] : []));
  return renamed.filter(name => typeof name === 'string').find(name => taken.has(name));
}

interface Planned {
  readonly step?: Step;
  /** What somebody changed since, of what would be put back. */
  readonly fields: readonly string[];
}

const NOTHING: Planned = { fields: [] };

function planOne({ id, parts, current }: RevertedMapping): Planned {
  const before = parts[0].before;
  const after = parts.at(-1)?.after ?? null;
  const between = changedBetween(parts);
  if (before === null) {
    // It created the mapping; where that is gone there is nothing to do.
    if (after === null || current === null) return NOTHING;
    return { step: { kind: 'delete', id }, fields: [...new Set([...fieldsThatDiffer(after, current), ...between])] };
  }
  // It is gone: by this change, or since.
  if (current === null) return { step: { kind: 'restore', row: before }, fields: after === null ? [] : ['deleted'] };
  const touched = after === null ? fieldsThatDiffer(before, current) : touchedBy(parts, before, after);
  const due = touched.filter(field => !isDeepStrictEqual(before[field], current[field]));
  if (due.length === 0) return NOTHING;
  return {
    step: { kind: 'update', id, row: Object.fromEntries(due.map(field => [field, before[field] ?? null])) },
    fields: due.filter(
      field => after === null || between.has(field) || !isDeepStrictEqual(after[field], current[field]),
    ),
  };
}

/** The fields that are not what they were, as far as the change itself has set them. */
function touchedBy(parts: readonly Part[], before: StoredRow, after: StoredRow): string[] {
  const own = new Set(parts.flatMap(part => differing(part.before, part.after)));
  return fieldsThatDiffer(before, after).filter(field => own.has(field));
}

/** What somebody else changed between two entries of the change: those of a bulk act are written one after the other. */
function changedBetween(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(parts.slice(1).flatMap(({ before }, at) => differing(parts[at]?.after ?? null, before)));
}

function differing(one: StoredRow | null, other: StoredRow | null): string[] {
  return one && other ? fieldsThatDiffer(one, other) : [];
}

function fieldsThatDiffer(one: StoredRow, other: StoredRow): string[] {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  // A column that one of the two releases did not know is null.
  return [...fields].filter(field => !NOISE.has(field) && !isDeepStrictEqual(one[field] ?? null, other[field] ?? null));
}

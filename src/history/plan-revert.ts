import { isDeepStrictEqual } from 'node:util';
import type { LaterChange } from '../model/errors.js';

/** A whole row, by column name, as the audit log keeps it. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** A row of the audit log that is to be undone. */
export interface Recorded {
  readonly old_value: Snapshot | null;
  readonly new_value: Snapshot | null;
}

/** What is to be written. Every item is one mapping. */
export interface RevertPlan {
  readonly deletes: { id: number }[];
  readonly updates: { id: number; patch: Snapshot }[];
  readonly creates: { row: Snapshot }[];
  /** What somebody changed since, and would be overwritten. */
  readonly changed: LaterChange[];
}

/** It changes with every change, and is not what anybody decided. */
const NOISE = new Set(['updated_at']);

/**
 * What undoes some rows of the audit log, given in the order of the changes, where the mappings are as `current` now. Only the columns
 * that the change touched are set back, so that what somebody changed elsewhere in the mapping stays.
 */
export function planRevert(recorded: readonly Recorded[], current: readonly Snapshot[]): RevertPlan {
  const plan: RevertPlan = { deletes: [], updates: [], creates: [], changed: [] };
  for (const { before, after } of netChanges(recorded)) {
    const state = before ?? after;
    const now = current.find(row => row.id === state?.id) ?? null;
    if (before === null && after !== null) undoCreation(plan, after, now);
    else if (before !== null && after === null) undoDeletion(plan, before, now ?? sameName(before, current));
    else if (before !== null && after !== null) undoEdit(plan, { before, after, now });
  }
  return plan;
}

/** The state of each mapping before its first row and after its last. */
function netChanges(recorded: readonly Recorded[]): { before: Snapshot | null; after: Snapshot | null }[] {
  const nets = new Map<unknown, { before: Snapshot | null; after: Snapshot | null }>();
  for (const { old_value, new_value } of recorded) {
    const id = (new_value ?? old_value)?.id;
    const net = nets.get(id);
    nets.set(id, { before: net ? net.before : old_value, after: new_value });
  }
  return [...nets.values()];
}

function undoCreation(plan: RevertPlan, after: Snapshot, now: Snapshot | null): void {
  if (now === null) return;
  note(plan, now, fieldsThatDiffer(after, now));
  plan.deletes.push({ id: Number(now.id) });
}

function undoDeletion(plan: RevertPlan, before: Snapshot, now: Snapshot | null): void {
  if (now === null) {
    plan.creates.push({ row: before });
    return;
  }
  const fields = fieldsThatDiffer(before, now).filter(field => field !== 'id');
  if (fields.length === 0) return;
  note(plan, now, fields);
  plan.updates.push({ id: Number(now.id), patch: pick(before, fields) });
}

function undoEdit(
  plan: RevertPlan,
  { before, after, now }: { before: Snapshot; after: Snapshot; now: Snapshot | null },
): void {
  if (now === null) {
    plan.changed.push({ canonicalId: String(after.canonical_id), fields: [] });
    plan.creates.push({ row: before });
    return;
  }
  const due = fieldsThatDiffer(before, after).filter(field => !isSame(before[field], now[field]));
  note(
    plan,
    now,
    due.filter(field => !isSame(after[field], now[field])),
  );
  if (due.length > 0) plan.updates.push({ id: Number(now.id), patch: pick(before, due) });
}

function note(plan: RevertPlan, now: Snapshot, fields: string[]): void {
  if (fields.length > 0) plan.changed.push({ canonicalId: String(now.canonical_id), fields });
}

function sameName(before: Snapshot, current: readonly Snapshot[]): Snapshot | null {
  return current.find(row => row.canonical_id === before.canonical_id) ?? null;
}

function fieldsThatDiffer(a: Snapshot, b: Snapshot): string[] {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields.filter(field => !NOISE.has(field) && !isSame(a[field], b[field]));
}

/** A column that a snapshot lacks is younger than it, and was null. */
function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a ?? null, b ?? null);
}

function pick(row: Snapshot, fields: readonly string[]): Snapshot {
  return Object.fromEntries(fields.map(field => [field, row[field] ?? null]));
}

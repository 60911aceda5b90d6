import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { NEW_ROW, type Row } from './values.js';

/** A whole row as JSON, as the table and the audit log tell it. */
export type Stored = Readonly<Record<string, unknown>> & { readonly id: number; readonly canonical_id: string };

/** A row of the audit log. */
export interface Entry {
  readonly id: number;
  readonly canonical_id: string;
  readonly kept_mapping_id: number;
  readonly action: string;
  readonly old_value: Stored | null;
  readonly new_value: Stored | null;
  readonly created_at: string;
  readonly created_by: string | null;
  readonly origin: string;
  readonly change_id: string | null;
}

/** A change of one mapping that a step must have made, and nobody else. */
export interface Expected {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTIVATE' | 'DEACTIVATE';
  /** Of a mapping that this very step creates, the id is not known and negative. */
  readonly before: Row | null;
  readonly after: Row | null;
  readonly origin: 'library' | 'sql';
  readonly actor: string;
}

export type Rows = ReadonlyMap<number, Row>;
export type Whole = ReadonlyMap<number, Stored>;

/** All mappings at a moment after one step and before the next. */
export interface Moment {
  readonly at: Date;
  rows: Whole;
}

/** What the history and the mappings must be. */
export class Model {
  /** By id. */
  rows: Rows = new Map();
  /** The same mappings with their times, as the last entry of each says. */
  whole: Whole = new Map();
  /** The log in the order of its ids, without what was pruned. */
  entries: readonly Entry[] = [];
  moments: Moment[] = [];
  /** Until when, in microseconds, the history is gone; null if it is whole. */
  startedAt: number | null = null;
  /** Every id that a mapping ever had. */
  ids: ReadonlySet<number> = new Set();

  get lastEntry(): number {
    return this.entries.at(-1)?.id ?? 0;
  }

  byCanonicalId(canonicalId: string): Row | undefined {
    return [...this.rows.values()].find(row => row.canonical_id === canonicalId);
  }

  reaches({ at }: Moment): boolean {
    return this.startedAt === null || this.startedAt < (at.getTime() + 1) * 1000;
  }

  /** With the `changeId` of all of it; "new" where it says which only afterwards. Takes over what the log has gained, which must be what was expected, each entry beginning where the one before it ended. */
  gain(entries: readonly Entry[], expected: readonly Expected[] | null, changeId: string | null = null): void {
    this.#link(entries);
    if (expected) this.#settle(entries, expected, changeId);
    this.entries = [...this.entries, ...entries].sort((a, b) => a.id - b.id);
    this.rows = new Map(Array.from(this.whole, ([id, row]) => [id, toRow(row)]));
  }

  /** The chain: no gap, no double, and times and ids that only rise. */
  #link(entries: readonly Entry[]): void {
    const whole = new Map(this.whole);
    const ids = new Set(this.ids);
    for (const { old_value: before, new_value: after, kept_mapping_id: id } of entries) {
      expectSame(before, whole.get(id) ?? null);
      expectSame([before?.id ?? id, after?.id ?? id], [id, id]);
      if (after === null) whole.delete(id);
      else whole.set(id, after);
      ids.add(id);
      if (before && after && micros(after.updated_at) <= micros(before.updated_at))
        expect.fail(`updated_at went from ${before.updated_at} to ${after.updated_at}`);
    }
    this.whole = whole;
    this.ids = ids;
  }

  #settle(entries: readonly Entry[], expected: readonly Expected[], changeId: string | null): void {
    const before = this.entries.length === 0 ? 0 : this.lastEntry;
    const left = [...entries];
    const given = new Map<number, number>();
    for (const change of expected) {
      const canonicalId = (change.after ?? change.before)?.canonical_id;
      // One mapping may get the canonical id that another one had, in either order of what is expected.
      const at = left.findIndex(entry => entry.canonical_id === canonicalId && entry.action === change.action);
      const [entry] = at === -1 ? [] : left.splice(at, 1);
      if (!entry) expect.fail(`no entry of ${change.action} ${canonicalId} by ${change.actor} after ${before}`);
      if (change.after && change.after.id < 0) given.set(change.after.id, entry.kept_mapping_id);
      const real = (row: Row | null) => row && { ...row, id: given.get(row.id) ?? row.id };
      expectSame(
        {
          action: entry.action,
          before: entry.old_value && toRow(entry.old_value),
          after: entry.new_value && toRow(entry.new_value),
          origin: entry.origin,
          actor: entry.created_by,
          changeId: changeId === 'new' ? changeId : entry.change_id,
        },
        { ...change, before: real(change.before), after: real(change.after), changeId },
      );
    }
    expectSame(left, []);
  }
}

const COLUMNS = Object.keys(NEW_ROW);
const TIMES = new Set(['created_at', 'updated_at']);

/** A whole row as the model has it. */
export function toRow(stored: Stored): Row {
  const row = Object.fromEntries(Object.entries(stored).filter(([column]) => !TIMES.has(column)));
  if (Object.keys(row).length !== COLUMNS.length) expect(Object.keys(row)).toEqual(COLUMNS);
  return row as unknown as Row;
}

/** vitest's comparison explains what differs, and takes a hundred times as long. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

export function isSame(one: Row, other: Row): boolean {
  return isDeepStrictEqual(one, other);
}

/** A time of the database in microseconds, which a Date has not. */
export function micros(time: unknown): number {
  const [, whole = '', fraction = '', zone = ''] =
    /^([^.+]*?)(?:\.(\d+))?([+-]\d\d(?::\d\d)?|Z)$/.exec(String(time)) ?? [];
  return Date.parse(`${whole}${zone}`) * 1000 + Number(fraction.padEnd(6, '0'));
}

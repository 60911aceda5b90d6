import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { isMarketMappingError, revertChange } from '../../src/index.js';
import { after, type Planned } from './changes.js';
import { type Entry, type Expected, expectSame, type Rows, toRow } from './model.js';
import type { Step } from './steps.js';
import type { Row } from './values.js';
import type { World } from './world.js';

/** Reverts one of the latest changes, alone or with all that was made with it. */
export async function takeRevert(
  world: World,
  { back, force, isWhole }: Extract<Step, { step: 'revert' }>,
  by: number,
): Promise<void> {
  const { entries } = world.model;
  const entry = entries[entries.length - 1 - (back % Math.max(1, entries.length))];
  if (!entry) return void (await world.settle([]));
  const changeId = isWhole ? entry.change_id : null;
  const group = changeId === null ? [entry] : entries.filter(each => each.change_id === changeId);
  // Neither the mapping that somebody has locked, nor one that would take its canonical id.
  const locked = world.pending && world.model.rows.get(world.pending.id);
  const names = group.flatMap(each => [each.canonical_id, each.old_value?.canonical_id]);
  if (locked && (group.some(each => each.kept_mapping_id === locked.id) || names.includes(locked.canonical_id)))
    return void (await world.settle([]));
  const actor = `reverter ${by}`;
  const { expected, refusal } = planRevert(world.model.rows, group, force, actor);
  const outcome = await revertChange(world.db(by), changeId === null ? entry.id : { changeId }, {
    actor,
    force,
    allowShared: true,
  }).catch((error: unknown) => {
    if (!isMarketMappingError(error) || error.code === 'DATABASE') throw error;
    return error.code;
  });
  expect(outcome).toEqual(refusal ?? { reverted: expected.length });
  const known = new Set(entries.map(each => each.change_id));
  const found = await world.settle(expected, 'new');
  const ids = new Set(found.map(each => each.change_id));
  expectSame([ids.size, ids.has(null)], [expected.length > 0 ? 1 : 0, false]);
  for (const id of ids) expectSame(known.has(id), false);
}

/** What a revert must do, said field by field: back goes what the change had set, and nothing else. */
export function planRevert(
  rows: Rows,
  group: readonly Entry[],
  force: boolean,
  actor: string,
): Pick<Planned, 'expected' | 'refusal'> {
  const expected: Expected[] = [];
  let isChangedSince = false;
  const add = (action: Expected['action'], before: Row | null, row: Row | null) =>
    expected.push({ action, before, after: row, origin: 'library', actor });
  for (const id of new Set(group.map(entry => entry.kept_mapping_id))) {
    const own = group.filter(entry => entry.kept_mapping_id === id);
    const was = own[0]?.old_value ? toRow(own[0].old_value) : null;
    const made = own.at(-1)?.new_value;
    const then = made ? toRow(made) : null;
    const now = rows.get(id) ?? null;
    if (!was) {
      if (!then || !now) continue;
      isChangedSince ||= !isDeepStrictEqual(then, now);
      add('DELETE', now, null);
    } else if (!now) {
      isChangedSince ||= then !== null;
      add('CREATE', null, was);
    } else {
      const back = fields.filter(
        field => !isDeepStrictEqual(was[field], (then ?? now)[field]) && !isDeepStrictEqual(was[field], now[field]),
      );
      if (back.length === 0) continue;
      isChangedSince ||= back.some(field => then === null || !isDeepStrictEqual(then[field], now[field]));
      const row = { ...now, ...Object.fromEntries(back.map(field => [field, was[field]])) };
      const isTurn = back.length === 1 && back[0] === 'is_active';
      add(isTurn ? (row.is_active ? 'ACTIVATE' : 'DEACTIVATE') : 'UPDATE', now, row);
    }
  }
  if (isChangedSince && !force) return { expected: [], refusal: 'CHANGED_SINCE' };
  const names = [...after(rows, expected).values()].map(row => row.canonical_id);
  if (new Set(names).size < names.length) return { expected: [], refusal: 'MAPPING_EXISTS' };
  return { expected };
}

const fields = [
  'canonical_id',
  'name',
  'betpawa_id',
  'sportybet_id',
  'bet9ja_key',
  'outcome_mapping',
  'priority',
  'is_active',
  'created_by',
  'source_ids',
  'sport',
] as const satisfies readonly (keyof Row)[];

import fc from 'fast-check';
import type { Knex } from 'knex';
import { activateMapping, createMapping, deactivateMapping, deleteMapping, updateMapping } from '../../src/index.js';
import { type Expected, isSame, type Rows } from './model.js';
import {
  canonicalIdOf,
  columnsOf,
  hasSourceId,
  NEW_ROW,
  type Patch,
  patch,
  type Row,
  toMappingPatch,
  touchesSourceIds,
} from './values.js';

/** Who writes SQL: the owner, a role that the owner has taken, or the owner as a replica, for which ordinary triggers do not fire. */
type Hand = 'owner' | 'editor' | 'replica';

/** One change of mappings, by the library, by hand or by another service. Which mapping it is, a number says among those there are. */
export type Change =
  | { readonly kind: 'create'; readonly canonical: number; readonly patch: Patch }
  | { readonly kind: 'update'; readonly which: number; readonly patch: Patch; readonly isStale: boolean }
  | { readonly kind: 'activate' | 'deactivate' | 'delete'; readonly which: number }
  | {
      readonly kind: 'edit';
      readonly which: number;
      readonly patch: Patch;
      readonly active: boolean | null;
      readonly by: Hand;
    }
  | { readonly kind: 'touch'; readonly which: number; readonly by: Hand }
  | { readonly kind: 'remove'; readonly which: number; readonly by: Hand }
  | { readonly kind: 'edit many'; readonly rest: number; readonly by: Hand }
  | { readonly kind: 'insert' | 'upsert'; readonly canonical: number; readonly patch: Patch; readonly by: Hand }
  | { readonly kind: 'rename'; readonly which: number; readonly canonical: number }
  | {
      readonly kind: 'service';
      readonly which: number;
      readonly tells: 'before' | 'after' | 'at once';
    };

const which = fc.nat(30);
const canonical = fc.nat(7);
const by = fc.constantFrom<Hand[]>('owner', 'editor', 'replica');
const kind = <Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: kind('create'), canonical, patch }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('update'),
      which,
      patch,
      isStale: fc.nat(9).map(
        chance => chance === 9,
        isStale => (isStale ? 9 : 0),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('activate', 'deactivate', 'delete'), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kind('edit'), which, patch, active: fc.constantFrom(null, true, false), by }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('touch'), which, by }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('remove'), which, by }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('edit many'), rest: fc.nat(2), by }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('insert', 'upsert'), canonical, patch, by }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('rename'), which, canonical }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('service'), which, tells: kind('before', 'after', 'at once') }) },
);

/** Under what a change is made. */
export interface Setting {
  readonly owner: string;
  readonly editor: string;
  /** A mapping that somebody else has locked, which nobody else touches. */
  readonly locked: number | null;
  /** Another one at each call. */
  number(): number;
}

/** What a change must do, and the doing of it. */
export interface Planned {
  readonly expected: readonly Expected[];
  /** The code of the library's error; nothing is changed then. */
  readonly refusal?: string;
  run(db: Knex): Promise<unknown>;
}

const TABLE = 'public.user_market_mappings';
const AUDIT = 'public.mapping_audit_log';

export function planChange(change: Change, rows: Rows, setting: Setting): Planned {
  const actor = `actor ${setting.number() % 3}`;
  const chosen = 'which' in change ? choose(rows, change.which, setting.locked) : undefined;
  if ('which' in change && !chosen) return NOTHING;
  if (change.kind === 'create') return planCreate(change, rows, actor, -setting.number());
  if (change.kind === 'insert' || change.kind === 'upsert') return planInsert(change, rows, setting);
  if (change.kind === 'edit many') return planEditMany(change, rows, setting);
  if (!chosen) return NOTHING;
  switch (change.kind) {
    case 'update':
      return planUpdate(change, chosen, actor);
    case 'activate':
    case 'deactivate':
    case 'delete':
      return planTurn(change.kind, chosen, actor);
    case 'edit':
    case 'touch':
      return planEdit(change, chosen, setting);
    case 'remove': {
      const expected: Expected[] = [
        { action: 'DELETE', before: chosen, after: null, origin: 'sql', actor: roleOf(change.by, setting) },
      ];
      return {
        expected,
        run: db =>
          as(db, change.by, setting, trx =>
            trx.raw(`delete from ${TABLE} where canonical_id = ?`, [chosen.canonical_id]),
          ),
      };
    }
    case 'rename':
      return planRename(change, chosen, rows, setting);
    case 'service':
      return planService(change, chosen, setting);
  }
}

const NOTHING: Planned = { expected: [], run: async () => undefined };

function choose(rows: Rows, which: number, locked: number | null): Row | undefined {
  const free = [...rows.values()]
    .filter(({ id }) => id !== locked)
    .sort((a, b) => (a.canonical_id < b.canonical_id ? -1 : 1));
  return free[which % free.length];
}

function roleOf(by: Hand, { owner, editor }: Setting): string {
  return by === 'editor' ? editor : owner;
}

/** Some SQL by somebody, in a transaction of its own where there is none. */
async function as(db: Knex, by: Hand, { editor }: Setting, work: (trx: Knex) => PromiseLike<unknown>): Promise<void> {
  if (by === 'owner') return void (await work(db));
  if (!db.isTransaction) return db.transaction(trx => as(trx, by, { editor } as Setting, work));
  const [name, value, usual] =
    by === 'editor' ? ['role', editor, 'none'] : ['session_replication_role', 'replica', 'origin'];
  await db.raw(`select set_config(?, ?, true)`, [name, value]);
  await work(db);
  await db.raw(`select set_config(?, ?, true)`, [name, usual]);
}

function planCreate(
  { canonical, patch }: { canonical: number; patch: Patch },
  rows: Rows,
  actor: string,
  id: number,
): Planned {
  const canonicalId = canonicalIdOf(canonical);
  const given = { name: 1, outcomes: 2, ...patch, betpawaId: (patch.betpawaId ?? 0) + 1 };
  const after: Row = { ...NEW_ROW, ...columnsOf(given), id, canonical_id: canonicalId, created_by: actor };
  const { name = '', outcomeMapping = [], sourceIds, ...fields } = toMappingPatch(given);
  const ids = after.source_ids ?? {};
  const run = (db: Knex) =>
    createMapping(db, { ...fields, canonicalId, name, outcomeMapping, sourceIds: ids }, { actor, allowShared: true });
  if ([...rows.values()].some(row => row.canonical_id === canonicalId))
    return { expected: [], refusal: 'MAPPING_EXISTS', run };
  return { expected: [{ action: 'CREATE', before: null, after, origin: 'library', actor }], run };
}

function planUpdate({ patch, isStale }: { patch: Patch; isStale: boolean }, before: Row, actor: string): Planned {
  const after: Row = { ...before, ...columnsOf(patch) };
  const expectedUpdatedAt = isStale && Object.keys(patch).length > 0 ? new Date(0) : undefined;
  const run = (db: Knex) =>
    updateMapping(db, before.canonical_id, toMappingPatch(patch), { actor, expectedUpdatedAt, allowShared: true });
  if (Object.keys(patch).length === 0) return NOTHING;
  if (expectedUpdatedAt) return { expected: [], refusal: 'STALE_MAPPING', run };
  if (touchesSourceIds(patch) && !hasSourceId(after)) return { expected: [], refusal: 'VALIDATION', run };
  if (isSame(before, after)) return { expected: [], run };
  return { expected: [{ action: 'UPDATE', before, after, origin: 'library', actor }], run };
}

function planTurn(kind: 'activate' | 'deactivate' | 'delete', before: Row, actor: string): Planned {
  if (kind === 'delete') {
    return {
      expected: [{ action: 'DELETE', before, after: null, origin: 'library', actor }],
      run: db => deleteMapping(db, before.canonical_id, { actor }),
    };
  }
  const isActivated = kind === 'activate';
  const after = { ...before, is_active: isActivated };
  const action = isActivated ? 'ACTIVATE' : 'DEACTIVATE';
  return {
    expected: isSame(before, after) ? [] : [{ action, before, after, origin: 'library', actor }],
    run: db =>
      isActivated
        ? activateMapping(db, before.canonical_id, { actor, allowShared: true })
        : deactivateMapping(db, before.canonical_id, { actor }),
  };
}

type Edit = { kind: 'edit'; patch: Patch; active: boolean | null; by: Hand } | { kind: 'touch'; by: Hand };

function planEdit(edit: Edit, before: Row, setting: Setting): Planned {
  const columns =
    edit.kind === 'touch'
      ? {}
      : { ...columnsOf(edit.patch), ...(edit.active === null ? {} : { is_active: edit.active }) };
  const after: Row = { ...before, ...columns };
  const { sets, values } = assignments(columns);
  // What sets updated_at itself is a change of it.
  const all = edit.kind === 'touch' ? ['updated_at = clock_timestamp()'] : sets;
  if (all.length === 0) return NOTHING;
  const turns = before.is_active !== after.is_active && isSame({ ...before, is_active: after.is_active }, after);
  const action = turns ? (after.is_active ? 'ACTIVATE' : 'DEACTIVATE') : 'UPDATE';
  const isNothing = edit.kind === 'edit' && isSame(before, after);
  return {
    expected: isNothing ? [] : [{ action, before, after, origin: 'sql', actor: roleOf(edit.by, setting) }],
    run: db =>
      as(db, edit.by, setting, trx =>
        trx.raw(`update ${TABLE} set ${all.join(', ')} where canonical_id = ?`, [...values, before.canonical_id]),
      ),
  };
}

function assignments(columns: Partial<Row>): { sets: string[]; values: string[] } {
  const given = Object.entries(columns);
  return {
    sets: given.map(([column]) => `${column} = (jsonb_populate_record(null::${TABLE}, ?::jsonb)).${column}`),
    values: given.map(([column, value]) => JSON.stringify({ [column]: value })),
  };
}

function planEditMany({ rest, by }: { rest: number; by: Hand }, rows: Rows, setting: Setting): Planned {
  const due = [...rows.values()].filter(row => row.priority % 3 === rest && row.id !== setting.locked);
  return {
    expected: due.map(before => ({
      action: 'UPDATE',
      before,
      after: { ...before, priority: before.priority + 1 },
      origin: 'sql',
      actor: roleOf(by, setting),
    })),
    run: db =>
      as(db, by, setting, trx =>
        trx.raw(`update ${TABLE} set priority = priority + 1 where priority % 3 = ? and id <> ?`, [
          rest,
          setting.locked ?? 0,
        ]),
      ),
  };
}

type Insert = { kind: 'insert' | 'upsert'; canonical: number; patch: Patch; by: Hand };

function planInsert({ kind, canonical, patch, by }: Insert, rows: Rows, setting: Setting): Planned {
  const canonicalId = canonicalIdOf(canonical);
  const before = [...rows.values()].find(row => row.canonical_id === canonicalId);
  const given: Row = {
    ...NEW_ROW,
    ...columnsOf(patch),
    id: -setting.number(),
    canonical_id: canonicalId,
    created_by: 'loader',
  };
  const row = JSON.stringify({ ...given, id: undefined });
  const names = Object.keys(NEW_ROW)
    .filter(column => column !== 'id')
    .join(', ');
  const conflict =
    kind === 'insert' ? 'do nothing' : 'do update set name = excluded.name, priority = excluded.priority';
  const actor = roleOf(by, setting);
  const insert = `insert into ${TABLE} (${names}) select ${names} from jsonb_populate_record(null::${TABLE}, ?::jsonb)`;
  const run = (db: Knex) =>
    as(db, by, setting, trx => trx.raw(`${insert} on conflict (canonical_id) ${conflict}`, [row]));
  if (!before) return { expected: [{ action: 'CREATE', before: null, after: given, origin: 'sql', actor }], run };
  if (before.id === setting.locked) return NOTHING;
  const after = { ...before, name: given.name, priority: given.priority };
  if (kind === 'insert' || isSame(before, after)) return { expected: [], run };
  return { expected: [{ action: 'UPDATE', before, after, origin: 'sql', actor }], run };
}

function planRename({ canonical }: { canonical: number }, before: Row, rows: Rows, setting: Setting): Planned {
  const canonicalId = canonicalIdOf(canonical);
  if ([...rows.values()].some(row => row.canonical_id === canonicalId)) return NOTHING;
  return {
    expected: [
      {
        action: 'UPDATE',
        before,
        after: { ...before, canonical_id: canonicalId },
        origin: 'sql',
        actor: setting.owner,
      },
    ],
    run: db =>
      db.raw(`update ${TABLE} set canonical_id = ? where canonical_id = ?`, [canonicalId, before.canonical_id]),
  };
}

/** Another service changes a mapping and writes an audit row of its own, which says who it was. */
function planService({ tells }: { tells: 'before' | 'after' | 'at once' }, before: Row, setting: Setting): Planned {
  const name = `Of a service ${setting.number()}`;
  const insert = `insert into ${AUDIT} (mapping_id, canonical_id, action, old_value, new_value, created_by)`;
  const { canonical_id: canonicalId } = before;
  const update = `update ${TABLE} m set name = ?, updated_at = clock_timestamp() where canonical_id = ?`;
  const run = async (trx: Knex): Promise<unknown> => {
    if (!trx.isTransaction) return trx.transaction(run);
    if (tells === 'at once') {
      return trx.raw(
        `with was as (select to_jsonb(m) as row from ${TABLE} m where canonical_id = ?), changed as (${update} returning id, canonical_id, to_jsonb(m) as row)
         ${insert} select changed.id, changed.canonical_id, 'UPDATE', was.row, changed.row, 'python' from changed, was`,
        [canonicalId, name, canonicalId],
      );
    }
    const { rows } = await trx.raw(`select to_jsonb(m) as row from ${TABLE} m where canonical_id = ?`, [canonicalId]);
    const was = JSON.stringify(rows[0].row);
    const values = `select id, canonical_id, 'UPDATE', ?::jsonb, to_jsonb(m) || ?::jsonb, 'python' from ${TABLE} m where canonical_id = ?`;
    const told = () => trx.raw(`${insert} ${values}`, [was, JSON.stringify({ name }), canonicalId]);
    if (tells === 'before') await told();
    await trx.raw(update, [name, canonicalId]);
    if (tells === 'after') await told();
  };
  return { expected: [{ action: 'UPDATE', before, after: { ...before, name }, origin: 'sql', actor: 'python' }], run };
}

/** The mappings after some changes. */
export function after(rows: Rows, expected: readonly Expected[]): Rows {
  const changed = new Map(rows);
  for (const { before, after: row } of expected) {
    if (before) changed.delete(before.id);
    if (row) changed.set(row.id, row);
  }
  return changed;
}

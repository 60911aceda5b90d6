import type { Knex } from 'knex';
import { after, type Planned, planChange } from './changes.js';
import type { Expected } from './model.js';
import type { Part, Step } from './steps.js';
import type { World } from './world.js';

class Undone extends Error {}

/** Several changes in one transaction, by library and by hand, some of them in savepoints. */
export async function takeTransaction(
  world: World,
  { parts, isCommitted }: Extract<Step, { step: 'transaction' }>,
  by: number,
): Promise<void> {
  let expected: Expected[] = [];
  await world
    .db(by)
    .transaction(async trx => {
      let { rows } = world.model;
      for (const { change, savepoint } of parts) {
        const planned = planChange(change, rows, world.setting());
        await performPart(world, trx, planned, savepoint);
        if (savepoint === 'undone') continue;
        rows = after(rows, planned.expected);
        expected.push(...planned.expected);
      }
      if (!isCommitted) throw new Undone();
    })
    .catch(ignoreUndone);
  if (!isCommitted) expected = [];
  await world.settle(expected);
}

async function performPart(
  world: World,
  trx: Knex.Transaction,
  planned: Planned,
  savepoint: Part['savepoint'],
): Promise<void> {
  if (savepoint === 'none') return world.perform(trx, planned);
  await trx
    .transaction(async inner => {
      await world.perform(inner, planned);
      if (savepoint === 'undone') throw new Undone();
    })
    .catch(ignoreUndone);
}

function ignoreUndone(error: unknown): void {
  if (!(error instanceof Undone)) throw error;
}

/** A transaction changes a mapping and stays open, while others go on with other mappings. */
export async function takeBegin(world: World, { which }: Extract<Step, { step: 'begin' }>, by: number): Promise<void> {
  const { model } = world;
  if (world.pending === null && model.rows.size > 0) {
    const trx = await world.db(by).transaction();
    const edit = planChange(
      {
        kind: 'edit',
        which,
        patch: { sportybetId: which % 5, bet9jaKey: which % 3 },
        active: which % 2 === 0,
        by: 'owner',
      },
      model.rows,
      world.setting(),
    );
    const service = planChange(
      { kind: 'service', which, tells: 'after' },
      after(model.rows, edit.expected),
      world.setting(),
    );
    const first = [...edit.expected, ...service.expected][0];
    if (first?.before) {
      await world.perform(trx, edit);
      await world.perform(trx, service);
      const { rows } = await trx.raw(
        `select id from public.mapping_audit_log where xact_id = pg_current_xact_id() and created_at >= now()`,
      );
      const entries = rows.map((row: { id: number }) => row.id);
      const expected = [...edit.expected, ...service.expected];
      world.pending = { trx, id: first.before.id, expected, entries, since: model.moments.length };
    } else await trx.rollback();
  }
  await world.settle([]);
}

/** It ends, and what it did shows at the moments since it was done. */
export async function takeEnd(world: World, { isCommitted }: Extract<Step, { step: 'end' }>): Promise<void> {
  const { pending } = world;
  world.pending = null;
  if (!pending) return void (await world.settle([]));
  await (isCommitted ? pending.trx.commit() : pending.trx.rollback());
  await world.settle(isCommitted ? pending.expected : [], null, pending.entries);
  const row = world.model.whole.get(pending.id);
  if (!isCommitted || !row) return;
  for (const moment of world.model.moments.slice(pending.since))
    moment.rows = new Map([...moment.rows, [pending.id, row]]);
}

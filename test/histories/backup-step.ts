import type { Knex } from 'knex';
import { expect } from 'vitest';
import { pruneAuditLog, repairSchema } from '../../src/index.js';
import { micros } from './model.js';
import type { Step } from './steps.js';
import { takeEnd } from './transaction-step.js';
import type { World } from './world.js';

/** Every table, with the columns that can be written. */
export async function tablesOf(db: Knex): Promise<{ name: string; columns: string }[]> {
  const { rows } = await db.raw(
    `select table_name as name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
     from information_schema.columns
     where table_schema = 'public' and is_generated = 'NEVER' and table_name <> 'market_mapping_migrations' group by 1 order by 1`,
  );
  return rows;
}

export async function takeBackup(world: World): Promise<void> {
  await endPending(world);
  const { rows, whole, entries, startedAt, ids, moments } = world.model;
  const statements = (await tablesOf(world.db())).map(
    ({ name, columns }) => `create table backup.${name} as select ${columns} from public.${name}`,
  );
  await world.db().raw(['drop schema if exists backup cascade', 'create schema backup', ...statements].join(';\n'));
  world.backup = { rows, whole, entries, startedAt, ids, moments: moments.length, acts: world.acts };
  await world.settle([]);
}

/**
 * The rows are put back as a restore of data only does, into a server whose sequences and transaction ids stand elsewhere: those of the
 * restored history may be given out again at once.
 */
export async function takeRestore(world: World, { ahead }: Extract<Step, { step: 'restore' }>): Promise<void> {
  await endPending(world);
  const { backup, model } = world;
  if (!backup) return void (await world.settle([]));
  const db = world.db();
  const tables = await tablesOf(db);
  const statements = [
    ...tables.map(({ name }) => `alter table public.${name} disable trigger all; delete from public.${name}`),
    ...tables.map(
      ({ name, columns }) =>
        `insert into public.${name} (${columns}) overriding system value select ${columns} from backup.${name}`,
    ),
    `update public.mapping_audit_log set xact_id = (pg_current_xact_id()::text::bigint + 1 + (id + ${ahead}) % 20)::text::xid8`,
    ...tables.map(({ name }) => `alter table public.${name} enable trigger all`),
    `select setval(s.seqrelid::regclass, 1, false) from pg_sequence s join pg_class c on c.oid = s.seqrelid where c.relnamespace = 'public'::regnamespace`,
  ];
  await db.transaction(trx => trx.raw(statements.join(';\n')));
  expect((await repairSchema(db)).check).toMatchObject({ ok: true });
  Object.assign(model, {
    rows: backup.rows,
    whole: backup.whole,
    entries: backup.entries,
    startedAt: backup.startedAt,
    ids: backup.ids,
  });
  world.acts = backup.acts;
  for (const moment of model.moments.slice(backup.moments)) moment.rows = backup.whole;
  const { rows } = await db.raw(
    `select id, old_value, new_value from public.mapping_audit_log where origin <> 'service' order by id`,
  );
  expect(rows).toEqual(backup.entries.map(({ id, old_value, new_value }) => ({ id, old_value, new_value })));
  world.begin();
  await world.settle([]);
}

/** Old entries are forgotten. */
export async function takePrune(world: World, { moment, batchSize }: Extract<Step, { step: 'prune' }>): Promise<void> {
  const { model } = world;
  const olderThan = model.moments[moment % Math.max(1, model.moments.length)]?.at ?? new Date();
  const last = new Map(model.entries.map(entry => [entry.kept_mapping_id, entry.id]));
  const isDue = ({ created_at, kept_mapping_id, id }: { created_at: string; kept_mapping_id: number; id: number }) =>
    micros(created_at) < olderThan.getTime() * 1000 && last.get(kept_mapping_id) !== id;
  const due = model.entries.filter(isDue);
  const dry = await pruneAuditLog(world.db(), { olderThan, dryRun: true });
  const { pruned, startsAt } = await pruneAuditLog(world.db(), { olderThan, batchSize });
  // What tells of no change is not in the model.
  expect(pruned).toBeGreaterThanOrEqual(due.length);
  expect(dry).toEqual({ pruned, startsAt });
  model.entries = model.entries.filter(entry => !isDue(entry));
  const { rows } = await world.db().raw(`select started_at::text as at from public.market_mapping_history_start`);
  const started = due.map(entry => micros(entry.created_at));
  if (started.length > 0) model.startedAt = Math.max(model.startedAt ?? 0, ...started);
  expect(rows).toHaveLength(startsAt === null ? 0 : 1);
  expect(startsAt?.getTime() ?? null).toBe(model.startedAt === null ? null : Math.floor(model.startedAt / 1000));
  await world.settle([]);
}

/** Nobody alters the history, and what tells of no change is no part of it. */
export async function takeForgery(world: World): Promise<void> {
  const { lastEntry } = world.model;
  const forgeries = [
    "update public.mapping_audit_log set reason = 'x' where id = :id",
    'delete from public.mapping_audit_log where id = :id',
  ];
  for (const forgery of lastEntry === 0 ? [] : forgeries) {
    await expect(world.db().raw(forgery.replace(':id', String(lastEntry)))).rejects.toThrow(/can not be altered/);
  }
  await world.settle([]);
}

async function endPending(world: World): Promise<void> {
  if (!world.pending) return;
  await takeEnd(world, { step: 'end', isCommitted: true });
  world.begin();
  await world.untilNextMillisecond();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  deleteMapping,
  diffMappings,
  exportMappings,
  getMapping,
  getMappingAt,
  importMappings,
  listAuditLog,
  listMappings,
  pruneAuditLog,
  recordUnmappedMarket,
  resolveMapping,
  revertChange,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();

/** The audit rows in the order of the changes, and whether each begins where the one before it ended. */
async function trail() {
  const { items } = await listAuditLog(suite.db, { limit: 500 }, IN_SCHEMA);
  return items.reverse();
}

async function expectNoGap() {
  const last = new Map<unknown, object | null>();
  for (const { oldValue, newValue } of await trail()) {
    const { id } = (newValue ?? oldValue ?? {}) as { id?: number };
    expect(oldValue).toEqual(last.get(id) ?? null);
    last.set(id, newValue);
  }
  const rows = await suite.rows(MAPPINGS);
  expect([...last.values()].filter(value => value !== null)).toEqual(expect.arrayContaining(rows));
}

/** A moment after everything before it and before everything after it: times have whole milliseconds here. */
async function moment(): Promise<Date> {
  await sleep(3);
  const now = new Date();
  await sleep(3);
  return now;
}

const mappingsTable = () => suite.table(MAPPINGS);

describe('the audit log', () => {
  it('has a row of each change that the library makes, and no second one of the trigger', async () => {
    await createMapping(suite.db, newMapping(), { actor: 'ada', ...IN_SCHEMA });
    await updateMapping(suite.db, 'btts_ft', { priority: 3 }, IN_SCHEMA);
    await deactivateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    await activateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    await deleteMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const entries = await trail();
    expect(entries.map(({ action, origin, changeId }) => [action, origin, changeId])).toEqual(
      ['CREATE', 'UPDATE', 'DEACTIVATE', 'ACTIVATE', 'DELETE'].map(action => [action, 'library', null]),
    );
    await expectNoGap();
  });

  it('has a row of each change made in SQL, with the role that acted', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.raw(`update ${mappingsTable()} set priority = 9`);
    await suite.db.raw(`update ${mappingsTable()} set priority = 9`);
    await suite.db.raw(`update ${mappingsTable()} set is_active = false`);
    await suite.db.raw(`delete from ${mappingsTable()}`);
    const { rows } = await suite.db.raw('select session_user as role');
    const entries = (await trail()).slice(1);
    expect(entries.map(({ action, origin, createdBy }) => [action, origin, createdBy])).toEqual(
      ['UPDATE', 'DEACTIVATE', 'DELETE'].map(action => [action, 'sql', rows[0].role]),
    );
    await expectNoGap();
  });

  it('keeps the chain where library and SQL change one mapping in one transaction, over savepoints', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.transaction(async trx => {
      await trx.raw(`update ${mappingsTable()} set priority = 1`);
      await updateMapping(trx, 'btts_ft', { priority: 2 }, IN_SCHEMA);
      await trx.raw(`update ${mappingsTable()} set priority = 1`);
      await trx.transaction(async inner => inner.raw(`update ${mappingsTable()} set name = 'inside'`));
      await trx
        .transaction(async inner => {
          await inner.raw(`update ${mappingsTable()} set name = 'undone'`);
          throw new Error('rolled back');
        })
        .catch(() => undefined);
      await updateMapping(trx, 'btts_ft', { priority: 2 }, IN_SCHEMA);
      await trx.raw(`update ${mappingsTable()} set priority = 5`);
      await trx.raw(`delete from ${mappingsTable()}`);
    });
    expect((await trail()).map(({ action, origin }) => `${action} ${origin}`)).toEqual([
      'CREATE library',
      'UPDATE sql',
      'UPDATE library',
      'UPDATE sql',
      'UPDATE sql',
      'UPDATE library',
      'UPDATE sql',
      'DELETE sql',
    ]);
    await expectNoGap();
  });

  it("has one row where another service writes its own, before or after its change, in the change's place", async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    const insert = `insert into ${suite.table(AUDIT)} (mapping_id, canonical_id, action, old_value, new_value, created_by)`;
    await suite.db.transaction(async trx => {
      const before = (await trx.raw(`select to_jsonb(m) as row from ${mappingsTable()} m`)).rows[0].row;
      const first = (await trx.raw(`update ${mappingsTable()} m set priority = 1 returning to_jsonb(m) as row`)).rows[0]
        .row;
      await trx.raw(`update ${mappingsTable()} m set priority = 2`);
      const written = await trx.raw(`${insert} values (?, ?, 'UPDATE', ?, ?, 'python') returning id`, [
        before.id,
        'btts_ft',
        JSON.stringify(before),
        JSON.stringify(first),
      ]);
      expect(written.rows).toHaveLength(1);
      await trx.raw(
        `with was as (select to_jsonb(m) as row from ${mappingsTable()} m), m as (
          update ${mappingsTable()} m set priority = 3 returning m.id, to_jsonb(m) as row)
         ${insert} select m.id, 'btts_ft', 'UPDATE', was.row, m.row, 'python' from m, was`,
      );
    });
    expect((await trail()).map(({ createdBy, origin }) => [createdBy === 'python', origin])).toEqual([
      [false, 'library'],
      [true, 'sql'],
      [false, 'sql'],
      [true, 'sql'],
    ]);
    await expectNoGap();
  });

  it('tells who made which change where a hand, the library and another service follow each other in one transaction', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.transaction(async trx => {
      await trx.raw(`update ${mappingsTable()} set priority = 1`);
      await updateMapping(trx, 'btts_ft', { priority: 2 }, { ...IN_SCHEMA, actor: 'ada' });
      await trx.raw(
        `with was as (select to_jsonb(m) as row from ${mappingsTable()} m), m as (
          update ${mappingsTable()} m set priority = 3 returning m.id, to_jsonb(m) as row)
         insert into ${suite.table(AUDIT)} (mapping_id, canonical_id, action, old_value, new_value, created_by)
         select m.id, 'btts_ft', 'UPDATE', was.row, m.row, 'python' from m, was`,
      );
    });
    const told = (await trail()).slice(1).map(({ createdBy, newValue }) => [Object(newValue).priority, createdBy]);
    const [[, role = ''] = []] = told;
    expect(told).toEqual([
      [1, role],
      [2, 'ada'],
      [3, 'python'],
    ]);
    expect(['ada', 'python']).not.toContain(role);
    await expectNoGap();
  });

  it('has rows of what a loader writes as a replica, and of bulk changes', async () => {
    await suite.db.transaction(async trx => {
      await trx.raw(`set local session_replication_role = 'replica'`);
      await trx.raw(
        `insert into ${mappingsTable()} (canonical_id, name, betpawa_id, outcome_mapping)
         select 'm' || n, 'n', n::text, '[]' from generate_series(1, 20) n`,
      );
    });
    await suite.db.raw(`update ${mappingsTable()} set priority = 4 where id % 2 = 0`);
    expect((await trail()).map(({ action }) => action)).toEqual([
      ...Array.from({ length: 20 }, () => 'CREATE'),
      ...Array.from({ length: 10 }, () => 'UPDATE'),
    ]);
    await expectNoGap();
  });

  it('does not take a restored row of the same transaction id for one of this change', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.transaction(async trx => {
      const { rows } = await trx.raw(`select to_jsonb(m) as row from ${mappingsTable()} m`);
      const { row } = rows[0];
      await trx.raw(
        `insert into ${suite.table(AUDIT)} (canonical_id, action, old_value, created_at, origin)
         values ('btts_ft', 'DELETE', ?, now() - interval '1 day', 'library')`,
        [JSON.stringify(row)],
      );
      await trx.raw(`delete from ${mappingsTable()}`);
    });
    expect((await trail()).filter(({ action }) => action === 'DELETE')).toHaveLength(2);
  });

  it('moves updated_at where SQL changes something, and not where it changes nothing', async () => {
    const { updatedAt } = await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.raw(`update ${mappingsTable()} set name = name`);
    expect((await getMapping(suite.db, 'btts_ft', IN_SCHEMA))?.updatedAt).toEqual(updatedAt);
    await suite.db.raw(`update ${mappingsTable()} set name = 'other'`);
    const after = await getMapping(suite.db, 'btts_ft', IN_SCHEMA);
    expect(after?.updatedAt.getTime()).toBeGreaterThan(updatedAt.getTime());
  });

  it("can't be changed or deleted, but loses the id of a deleted mapping", async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    for (const statement of ["update :t set reason = 'other'", 'update :t set mapping_id = null', 'delete from :t']) {
      await expect(suite.db.raw(statement.replace(':t', suite.table(AUDIT)))).rejects.toThrow(
        /history of mappings can not be altered/,
      );
    }
    await deleteMapping(suite.db, 'btts_ft', IN_SCHEMA);
    expect((await trail()).map(({ mappingId }) => mappingId)).toEqual([null, null]);
  });

  it('is filtered by actor, origin and change', async () => {
    await createMapping(suite.db, newMapping(), { actor: 'ada', ...IN_SCHEMA });
    await suite.db.raw(`update ${mappingsTable()} set priority = 1`);
    const file = [newMapping({ canonicalId: 'other', betpawaId: '1', sportybetId: null, bet9jaKey: null })];
    const { changeId } = await importMappings(suite.db, file, { actor: 'eve', ...IN_SCHEMA });
    const found = async (filter: object) =>
      (await listAuditLog(suite.db, filter, IN_SCHEMA)).items.map(
        ({ canonicalId, action }) => `${canonicalId} ${action}`,
      );
    expect(await found({ actor: 'ada' })).toEqual(['btts_ft CREATE']);
    expect(await found({ origin: 'sql' })).toEqual(['btts_ft UPDATE']);
    expect(await found({ changeId })).toEqual(['other CREATE']);
    expect((await errorOf(listAuditLog(suite.db, { changeId: 'x' }, IN_SCHEMA))).code).toBe('VALIDATION');
  });
});

describe('asOf', () => {
  it('shows one mapping and the set as they were, to every function that takes it', async () => {
    const start = await moment();
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    const created = await moment();
    await suite.db.raw(`update ${mappingsTable()} set priority = 7, sportybet_id = 'x'`);
    const edited = await moment();
    await deleteMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const deleted = await moment();
    const states = [];
    for (const asOf of [start, created, edited, deleted]) {
      const mapping = await getMappingAt(suite.db, 'btts_ft', asOf, IN_SCHEMA);
      const { items } = await listMappings(suite.db, { asOf }, IN_SCHEMA);
      const exported = await exportMappings(suite.db, { asOf, ...IN_SCHEMA });
      const resolved = await resolveMapping(suite.db, { source: 'sportybet', externalMarketId: 'x', asOf }, IN_SCHEMA);
      expect(items).toEqual(mapping ? [mapping] : []);
      expect(exported.map(({ priority }) => priority)).toEqual(mapping ? [mapping.priority] : []);
      states.push([mapping?.priority, resolved?.canonicalId]);
    }
    expect(states).toEqual([
      [undefined, undefined],
      [0, undefined],
      [7, 'btts_ft'],
      [undefined, undefined],
    ]);
    expect(await diffMappings(suite.db, { from: created, to: edited }, IN_SCHEMA)).toEqual([
      {
        canonicalId: 'btts_ft',
        before: await getMappingAt(suite.db, 'btts_ft', created, IN_SCHEMA),
        after: await getMappingAt(suite.db, 'btts_ft', edited, IN_SCHEMA),
        fields: [
          { field: 'sportybetId', before: '29', after: 'x' },
          { field: 'priority', before: 0, after: 7 },
        ],
      },
    ]);
    expect(await diffMappings(suite.db, { from: edited }, IN_SCHEMA)).toMatchObject([
      { canonicalId: 'btts_ft', after: null, fields: [] },
    ]);
  });

  it('is what a row was that is older than its history', async () => {
    const early = await moment();
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.transaction(async trx => {
      await trx.raw(`set local market_mapping.alters_history = 'on'`);
      await trx.raw(`delete from ${suite.table(AUDIT)}`);
    });
    expect((await getMappingAt(suite.db, 'btts_ft', early, IN_SCHEMA))?.priority).toBe(0);
    await updateMapping(suite.db, 'btts_ft', { priority: 5 }, IN_SCHEMA);
    expect((await getMappingAt(suite.db, 'btts_ft', early, IN_SCHEMA))?.priority).toBe(0);
  });

  it('does not reach back to before the table was truncated', async () => {
    const { code } = await errorOf(getMappingAt(suite.db, 'btts_ft', new Date(0), IN_SCHEMA));
    expect(code).toBe('HISTORY_PRUNED');
  });
});

describe('pruneAuditLog', () => {
  it('deletes old rows in batches, and none that says how a mapping came to be as it is', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    for (const priority of [1, 2, 3]) await updateMapping(suite.db, 'btts_ft', { priority }, IN_SCHEMA);
    const gone = newMapping({ canonicalId: 'gone', betpawaId: '1', sportybetId: null, bet9jaKey: null });
    await createMapping(suite.db, gone, IN_SCHEMA);
    await deleteMapping(suite.db, 'gone', IN_SCHEMA);
    const before = await moment();
    await updateMapping(suite.db, 'btts_ft', { priority: 4 }, IN_SCHEMA);
    const pruning = { olderThan: before };
    const startsAt = (await trail()).find(({ canonicalId }) => canonicalId === 'gone')?.createdAt;
    expect(await pruneAuditLog(suite.db, { ...pruning, dryRun: true }, IN_SCHEMA)).toEqual({ pruned: 5, startsAt });
    expect(await trail()).toHaveLength(7);
    expect(await pruneAuditLog(suite.db, { ...pruning, batchSize: 2 }, IN_SCHEMA)).toEqual({ pruned: 5, startsAt });
    expect((await trail()).map(({ action, canonicalId }) => `${canonicalId} ${action}`)).toEqual([
      'gone DELETE',
      'btts_ft UPDATE',
    ]);
    expect((await getMappingAt(suite.db, 'btts_ft', before, IN_SCHEMA))?.priority).toBe(3);
    const earlier = new Date((startsAt?.getTime() ?? 0) - 1);
    expect((await errorOf(listMappings(suite.db, { asOf: earlier }, IN_SCHEMA))).code).toBe('HISTORY_PRUNED');
  });
});

describe('revertChange', () => {
  const lastId = async () => (await trail()).at(-1)?.id ?? 0;

  it('sets back what a change changed, and can be reverted itself', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await updateMapping(suite.db, 'btts_ft', { priority: 3, sportybetId: null }, IN_SCHEMA);
    expect(await revertChange(suite.db, await lastId(), { actor: 'ada', ...IN_SCHEMA })).toEqual({ reverted: 1 });
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ priority: 0, sportybetId: '29' });
    const entry = (await trail()).at(-1);
    expect(entry).toMatchObject({ action: 'UPDATE', origin: 'library', createdBy: 'ada' });
    await revertChange(suite.db, { changeId: entry?.changeId ?? '' }, IN_SCHEMA);
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ priority: 3, sportybetId: null });
    await expectNoGap();
  });

  it('brings a deleted mapping back with its id, and deletes a created one', async () => {
    const mapping = await createMapping(suite.db, newMapping(), IN_SCHEMA);
    const creation = await lastId();
    await deleteMapping(suite.db, 'btts_ft', IN_SCHEMA);
    await revertChange(suite.db, await lastId(), IN_SCHEMA);
    const back = await getMapping(suite.db, 'btts_ft', IN_SCHEMA);
    expect({ ...back, updatedAt: null }).toEqual({ ...mapping, updatedAt: null });
    await revertChange(suite.db, creation, IN_SCHEMA);
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toBeNull();
    await expectNoGap();
  });

  it('overwrites nothing that somebody changed since, unless it is told to', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await updateMapping(suite.db, 'btts_ft', { name: 'one' }, IN_SCHEMA);
    const first = await lastId();
    await updateMapping(suite.db, 'btts_ft', { name: 'two', priority: 8 }, IN_SCHEMA);
    const before = await suite.contents();
    const error = await errorOf(revertChange(suite.db, first, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'CHANGED_SINCE', changes: [{ what: 'btts_ft', fields: ['name'] }] });
    expect(await suite.contents()).toEqual(before);
    await revertChange(suite.db, first, { force: true, ...IN_SCHEMA });
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ name: newMapping().name, priority: 8 });
  });

  it('undoes an import as a whole, and opens again what it had closed', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    const market = { source: 'sportybet', externalMarketId: '60200' };
    await recordUnmappedMarket(suite.db, market, IN_SCHEMA);
    const file = [
      newMapping({ priority: 5 }),
      newMapping({ canonicalId: 'new', betpawaId: null, sportybetId: '60200', bet9jaKey: null }),
    ];
    const { changeId } = await importMappings(suite.db, file, IN_SCHEMA);
    expect(await suite.statuses()).toEqual({ 60200: 'MAPPED' });
    expect(await revertChange(suite.db, { changeId: changeId ?? '' }, IN_SCHEMA)).toEqual({ reverted: 2 });
    expect(await suite.statuses()).toEqual({ 60200: 'NEW' });
    const { items } = await listMappings(suite.db, {}, IN_SCHEMA);
    expect(items).toMatchObject([{ canonicalId: 'btts_ft', priority: 0 }]);
    const undo = (await trail()).at(-1)?.changeId ?? '';
    await revertChange(suite.db, { changeId: undo }, IN_SCHEMA);
    expect(await suite.statuses()).toEqual({ 60200: 'MAPPED' });
    await expectNoGap();
  });

  it('gives no id back that another mapping has by now', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await deleteMapping(suite.db, 'btts_ft', IN_SCHEMA);
    const deletion = await lastId();
    await createMapping(suite.db, newMapping({ canonicalId: 'heir' }), IN_SCHEMA);
    expect((await errorOf(revertChange(suite.db, deletion, IN_SCHEMA))).code).toBe('MAPPING_CONFLICT');
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toBeNull();
  });

  it('gives no canonical id back that another mapping has by now', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    await suite.db.raw(`update ${mappingsTable()} set canonical_id = 'renamed'`);
    const renaming = await lastId();
    await createMapping(suite.db, newMapping({ sport: 'tennis' }), { allowShared: true, ...IN_SCHEMA });
    expect((await errorOf(revertChange(suite.db, renaming, IN_SCHEMA))).code).toBe('MAPPING_EXISTS');
    await deleteMapping(suite.db, 'btts_ft', IN_SCHEMA);
    await revertChange(suite.db, renaming, IN_SCHEMA);
    expect(await getMapping(suite.db, 'btts_ft', IN_SCHEMA)).toMatchObject({ sport: null });
    await expectNoGap();
  });

  it('knows no change that is not in the log', async () => {
    expect((await errorOf(revertChange(suite.db, 99, IN_SCHEMA))).code).toBe('CHANGE_NOT_FOUND');
    const changeId = '7a0b7c3e-5d5c-4c0a-9d4a-0d8f4f3f2b10';
    expect((await errorOf(revertChange(suite.db, { changeId }, IN_SCHEMA))).code).toBe('CHANGE_NOT_FOUND');
  });
});

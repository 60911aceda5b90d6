import type { Knex } from 'knex';
import pg from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { exportMappings, listAuditLog, revertChange } from '../../src/index.js';
import { copyIn } from '../support/copy-in.js';
import { databaseForThisTest, type TestDatabase } from '../support/databases.js';

const ROWS = 1_000;

async function clientOf({ url }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Loads rows as a loader does. */
async function load(client: pg.Client): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, at) => `market_${at}\tMarket ${at}\tp${at}\t[]`);
  const columns = 'canonical_id, name, betpawa_id, outcome_mapping';
  await copyIn(client, `copy user_market_mappings (${columns}) from stdin`, `${rows.join('\n')}\n`);
}

/** How many entries there are of each kind; each begins where the one before it ended, and the last of each mapping is its row. */
async function countEntries(db: Knex): Promise<Record<string, number>> {
  const { rows: broken } = await db.raw(
    `select id from (
       select a.id, a.old_value, lag(a.new_value) over (partition by a.kept_mapping_id order by a.id) as before
       from mapping_audit_log a where a.origin <> 'service'
     ) as each where old_value is distinct from before
     union all
     select m.id from user_market_mappings m where to_jsonb(m) is distinct from (
       select a.new_value from mapping_audit_log a where a.kept_mapping_id = m.id and a.origin <> 'service' order by a.id desc limit 1)`,
  );
  expect(broken).toEqual([]);
  const { rows } = await db.raw(
    `select action || ' ' || coalesce(created_by, '?') as what, count(*)::integer as count from mapping_audit_log where origin = 'sql' group by 1`,
  );
  return Object.fromEntries(rows.map(({ what, count }: { what: string; count: number }) => [what, count]));
}

it('COPY has an entry of each row, and one that fails has none', async () => {
  const database = await databaseForThisTest();
  const client = await clientOf(database);
  await load(client);
  expect(await countEntries(database.db)).toEqual({ 'CREATE postgres': ROWS });
  await expect(load(client)).rejects.toThrow(/duplicate key/);
  expect(await countEntries(database.db)).toEqual({ 'CREATE postgres': ROWS });
});

it.skipIf(inject('serverVersion') < 15)(
  'an UPDATE, a MERGE and a DELETE of many rows have an entry of each row that they change',
  async () => {
    const database = await databaseForThisTest();
    const { db } = database;
    await load(await clientOf(database));
    const evening = await exportMappings(db);
    await db.raw('update user_market_mappings set priority = 7 where id % 2 = 0');
    await db.raw('update user_market_mappings set priority = 7');
    const given = `select canonical_id, 'Merged' as name from user_market_mappings where priority = 7 and id <= 10
    union all values ('market_new', 'Merged')`;
    await db.raw(
      `merge into user_market_mappings m using (${given}) as given on m.canonical_id = given.canonical_id
     when matched and m.id <= 5 then update set name = given.name
     when matched then delete
     when not matched then insert (canonical_id, name, betpawa_id, outcome_mapping) values (given.canonical_id, given.name, 'new', '[]')`,
    );
    expect(await countEntries(db)).toEqual({
      'CREATE postgres': ROWS + 1,
      'UPDATE postgres': ROWS / 2 + ROWS / 2 + 5,
      'DELETE postgres': 5,
    });
    // Each of them can be undone, the latest first.
    const { items } = await listAuditLog(db, { limit: 11 });
    for (const { id } of items) await revertChange(db, id);
    expect(await exportMappings(db)).toEqual(evening.map(mapping => ({ ...mapping, priority: 7 })));
  },
);

it('the audit rows that a service writes of many changes in one statement take the places of the trigger’s', async () => {
  const database = await databaseForThisTest();
  const { db } = database;
  await load(await clientOf(database));
  await db.transaction(async trx => {
    await trx.raw(
      'create temporary table was on commit drop as select id, to_jsonb(m) as row from user_market_mappings m',
    );
    await trx.raw(`update user_market_mappings set name = name || '!', updated_at = now()`);
    await trx.raw(
      `insert into mapping_audit_log (mapping_id, canonical_id, action, old_value, new_value, reason, created_by)
       select m.id, m.canonical_id, 'UPDATE', was.row, to_jsonb(m), 'louder', 'python' from user_market_mappings m join was on was.id = m.id`,
    );
  });
  expect(await countEntries(db)).toEqual({ 'CREATE postgres': ROWS, 'UPDATE python': ROWS });
  const { rows } = await db.raw(`select count(*)::integer as count from mapping_audit_log where origin = 'service'`);
  expect(rows).toEqual([{ count: 0 }]);
});

it('rows of a history restored with the ids of transactions to come are nobody’s', async () => {
  const database = await databaseForThisTest();
  const { db } = database;
  await load(await clientOf(database));
  // As on a new server, whose counter stands at the beginning: the next hundred transactions have ids that the history has.
  await db.transaction(async trx => {
    await trx.raw('alter table mapping_audit_log disable trigger all');
    await trx.raw(
      `update mapping_audit_log set xact_id = (pg_current_xact_id()::text::bigint + 1 + id % 100)::text::xid8, created_at = created_at - interval '1 minute'`,
    );
    await trx.raw('alter table mapping_audit_log enable trigger all');
    for (const name of ['take_told', 'guard_audit', 'restart_history'])
      await trx.raw(`alter table mapping_audit_log enable always trigger market_mapping_${name}`);
  });
  for (let at = 0; at < 100; at++) {
    await db.transaction(async trx => {
      await trx.raw('update user_market_mappings set priority = priority + 1 where id % 100 = ?', [at]);
      await trx.raw(
        `insert into mapping_audit_log (mapping_id, canonical_id, action, new_value, created_by)
         select id, canonical_id, 'UPDATE', to_jsonb(m), 'python' from user_market_mappings m where id = ?`,
        [at + 100],
      );
    });
  }
  expect(await countEntries(db)).toEqual({
    'CREATE postgres': ROWS,
    'UPDATE postgres': ROWS - 100,
    'UPDATE python': 100,
  });
});

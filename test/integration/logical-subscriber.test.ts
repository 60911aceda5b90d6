import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type PostgresServer, startPostgres } from '../../dev/postgres-server.js';
import {
  checkSchema,
  createIgnoreRule,
  createMapping,
  createMarketMapper,
  deleteMapping,
  getMappingAt,
  importMappings,
  listAuditLog,
  pruneAuditLog,
  recordUnmappedMarket,
  repairSchema,
  revertChange,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { admin } from '../support/databases.js';
import { codeBlocks } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { NEVER } from '../support/mappers.js';

/** What docs/moving.md says to publish. */
const [block] = codeBlocks('sql').filter(({ name }) => name.startsWith('docs/moving.md, '));
const publication = block?.code ?? '';

describe('on a logical subscriber', () => {
  let servers: PostgresServer[] = [];
  beforeAll(async () => {
    servers = [await startPostgres({ wal_level: 'logical' }), await startPostgres({ wal_level: 'logical' })];
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  let count = 0;
  async function pair(
    publish = publication,
  ): Promise<{ publisher: Knex; subscriber: Knex; caughtUp(): Promise<void> }> {
    const name = `replicated_${++count}`;
    const [publisher, subscriber] = (await Promise.all(
      servers.map(async server => {
        await admin(server.url(), `create database ${name}`);
        const db = createKnex({ client: 'pg', connection: server.url(name), pool: { min: 0, max: 3 } });
        await runMigrations(db);
        return db;
      }),
    )) as [Knex, Knex];
    await createMapping(publisher, newMapping(), { actor: 'ada' });
    await publisher.raw(`update user_market_mappings set name = 'Before'`);
    await publisher.raw(publish);
    const connection = `host=127.0.0.1 port=${servers[0]?.port} dbname=${name} user=postgres`;
    await subscriber.raw(`create subscription s_${name} connection '${connection}' publication odds`);
    onTestFinished(async () => {
      await subscriber.raw(`drop subscription s_${name}`);
      await Promise.all([publisher.destroy(), subscriber.destroy()]);
    });
    const caughtUp = async () => {
      const { rows } = await publisher.raw('select pg_current_wal_lsn() as lsn');
      await eventually(async () => {
        const { rows: states } = await subscriber.raw(
          `select bool_and(srsubstate = 'r') as ready from pg_subscription_rel r join pg_subscription s on s.oid = r.srsubid where s.subname = ?`,
          [`s_${name}`],
        );
        const { rows: sent } = await publisher.raw(
          'select replay_lsn >= ?::pg_lsn as done from pg_stat_replication where application_name = ?',
          [rows[0].lsn, `s_${name}`],
        );
        expect([states[0]?.ready, sent[0]?.done]).toEqual([true, true]);
      });
    };
    return { publisher, subscriber, caughtUp };
  }

  it('the history is that of the publisher: no trigger adds to it, and mappers there see every change', async () => {
    const { publisher, subscriber, caughtUp } = await pair();
    const mapper = await createMarketMapper(subscriber, { ...NEVER, listen: true });
    onTestFinished(() => mapper.close().then(() => undefined));
    await caughtUp();
    await updateMapping(publisher, 'btts_ft', { priority: 3 }, { actor: 'ada' });
    const { rows } = await publisher.raw('select clock_timestamp() as at');
    await publisher.raw(`update user_market_mappings set sportybet_id = 'by hand'`);
    await importMappings(publisher, [newMapping({ canonicalId: 'second', sport: 'tennis' })], { allowShared: true });
    await deleteMapping(publisher, 'second');
    const [deletion] = (await listAuditLog(publisher, { limit: 1 })).items;
    await revertChange(publisher, deletion?.id ?? 0, { allowShared: true });
    await recordUnmappedMarket(publisher, newSighting());
    await createIgnoreRule(publisher, { source: 'sportybet', reason: 'noise' });
    await caughtUp();
    expect(await listAuditLog(subscriber)).toEqual(await listAuditLog(publisher));
    expect((await getMappingAt(subscriber, 'btts_ft', rows[0].at))?.sportybetId).toBe('29');
    for (const table of ['user_market_mappings', 'unmapped_market_log', 'unmapped_ignore_rules', 'unmapped_history']) {
      const contents = `select to_jsonb(t) as row from ${table} t order by id`;
      expect((await subscriber.raw(contents)).rows).toEqual((await publisher.raw(contents)).rows);
    }
    await eventually(() => expect(mapper.resolve('sportybet', 'by hand')?.canonicalId).toBe('btts_ft'));
    // Pruning arrives as well: the rows that are gone, and since when.
    const { startsAt } = await pruneAuditLog(publisher, { olderThan: new Date(Date.now() + 60_000) });
    await caughtUp();
    expect(await listAuditLog(subscriber)).toEqual(await listAuditLog(publisher));
    await expect(
      getMappingAt(subscriber, 'btts_ft', new Date((startsAt?.getTime() ?? 0) - 1000)),
    ).rejects.toMatchObject({ code: 'HISTORY_PRUNED' });
  });

  it('takes over: with its sequences repaired, it goes on where the publisher ended', async () => {
    const { publisher, subscriber, caughtUp } = await pair();
    await deleteMapping(publisher, 'btts_ft');
    await caughtUp();
    expect((await checkSchema(subscriber)).differences).toContainEqual(expect.stringContaining('sequence'));
    expect((await repairSchema(subscriber)).check).toMatchObject({ ok: true });
    const { id } = await createMapping(subscriber, newMapping());
    expect(id).toBe(2);
    await subscriber.raw('update user_market_mappings set priority = 8');
    expect((await listAuditLog(subscriber, { limit: 2 })).items.map(({ origin }) => origin)).toEqual([
      'sql',
      'library',
    ]);
  });

  it('without the audit log, the trigger there keeps a history of its own', async () => {
    const { publisher, subscriber, caughtUp } = await pair('create publication odds for table user_market_mappings');
    await caughtUp();
    await updateMapping(publisher, 'btts_ft', { priority: 3 }, { actor: 'ada' });
    await caughtUp();
    expect((await listAuditLog(subscriber)).items.map(({ action, origin }) => `${action} ${origin}`)).toEqual([
      'UPDATE sql',
      'CREATE sql',
    ]);
  });
});

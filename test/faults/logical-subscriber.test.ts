import { expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../../dev/postgres-server.js';
import { createMapping, getMapping, recordUnmappedMarket, runMigrations } from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { connectTo, openMapper } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';
import { reportFault } from './report-fault.js';

const TABLES = ['user_market_mappings', 'mapping_audit_log', 'unmapped_market_log'];

it('a logical subscriber takes over, once its sequences are set as the first error says', {
  timeout: 120_000,
}, async () => {
  const server = await startPostgres({ wal_level: 'logical' });
  onTestFinished(() => server.stop());
  const admin = connectTo(server.url());
  await admin.raw('create database publisher');
  await admin.raw('create database subscriber');
  const [publisher, subscriber] = [connectTo(server.url('publisher')), connectTo(server.url('subscriber'))];
  await runMigrations(publisher);
  await runMigrations(subscriber);
  await publisher.raw(`create publication mappings for table ${TABLES.join()}`);
  await publisher.raw(`select pg_create_logical_replication_slot('mappings', 'pgoutput')`);
  await subscriber.raw(
    `create subscription mappings connection 'host=127.0.0.1 port=${server.port} user=postgres dbname=publisher'
     publication mappings with (create_slot = false, slot_name = 'mappings')`,
  );
  const { mapper } = await openMapper(subscriber, { listen: true, refreshIntervalMs: 200 });
  await createMapping(publisher, newMapping());
  await recordUnmappedMarket(publisher, newSighting());
  await eventually(async () => expect(await getMapping(subscriber, 'btts_ft')).not.toBeNull());
  await eventually(() => expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft'));

  await subscriber.raw('drop subscription mappings');
  const since = performance.now();
  const other = newMapping({ canonicalId: 'other', betpawaId: '1', sportybetId: '2', bet9jaKey: 'S_X' });
  const refused = await errorOf(createMapping(subscriber, other));
  expect(refused.code).toBe('DATABASE');
  expect(refused.message).toContain('select setval(pg_get_serial_sequence(');
  expect(await getMapping(subscriber, 'other')).toBeNull();
  for (const table of TABLES)
    await subscriber.raw(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
  await createMapping(subscriber, other);
  await eventually(() => expect(mapper.resolve('sportybet', '2')?.canonicalId).toBe('other'));
  mapper.recordUnmapped(newSighting({ externalMarketId: 'new' }));
  expect(await mapper.flush()).toMatchObject({ recorded: 1, pending: 0, error: null });
  const wholeAgainMs = performance.now() - since;
  const fault = 'cutover to a logical subscriber';
  reportFault({ promise: 'logical-subscriber', fault, injected: 1, lost: 0, twice: 0, wholeAgainMs });
});

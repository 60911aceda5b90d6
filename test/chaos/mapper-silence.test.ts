import { expect, it, vi } from 'vitest';
import { createMapping, updateMapping } from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { connectTo, loggedCounts, openMapper } from '../support/mappers.js';
import { tcpProxyForThisTest } from '../support/tcp-proxy.js';

// A connection that has gone silent says nothing for ever, and only waiting tells: up to half a minute. So all of them at once.
it('a connection that goes silent in the middle of anything is given up and replaced', {
  timeout: 180_000,
}, async () => {
  const { db, url } = await databaseForThisTest();
  await createMapping(db, newMapping());
  const patience = { timeout: 120_000, interval: 200 };

  const listens = await tcpProxyForThisTest(url);
  listens.silenceNext('listen market_mapping');
  const probes = await tcpProxyForThisTest(url);
  probes.silenceNext('pg_notify');
  const probing = connectTo(probes.url);
  const beats = await tcpProxyForThisTest(url);
  const listeners = [
    await openMapper(db, { listen: listens.url }),
    await openMapper(probing, { listen: url }),
    await openMapper(db, { listen: beats.url }),
  ];
  expect(listeners.map(({ mapper }) => mapper.stats().propagation)).toEqual(['polling', 'polling', 'listening']);
  beats.silenceNext('select 1');

  const writes = await tcpProxyForThisTest(url);
  const recorder = await openMapper(connectTo(writes.url), { flushIntervalMs: 3_000 });
  writes.silenceNext('with claimed as');
  recorder.mapper.recordUnmapped(newSighting({ occurrences: 3 }));
  expect(await recorder.mapper.flush()).toMatchObject({ recorded: 0, pending: 3 });
  recorder.mapper.recordUnmapped(newSighting({ occurrences: 4 }));

  const reads = await tcpProxyForThisTest(url);
  const reader = await openMapper(connectTo(reads.url), { refreshIntervalMs: 100 });
  reads.silenceNext('"public"."market_mapping_changes"');
  await vi.waitFor(() => expect(reads.due).toBe(0), patience);
  await updateMapping(db, 'btts_ft', { name: 'missed' });

  await vi.waitFor(() => {
    for (const { mapper } of listeners) expect(mapper.stats().propagation).toBe('listening');
  }, patience);
  await updateMapping(db, 'btts_ft', { name: 'changed' });
  await vi.waitFor(() => {
    for (const { mapper } of [...listeners, reader]) expect(mapper.resolve('sportybet', '29')?.name).toBe('changed');
  }, patience);
  await vi.waitFor(() => expect(recorder.mapper.stats()).toMatchObject({ pending: 0, flushed: 7 }), patience);
  expect(await loggedCounts(db)).toEqual({ 60200: 7 });

  expect(listeners.map(({ codes }) => codes())).toEqual([['LISTEN_LOST'], ['LISTEN_LOST'], ['LISTEN_LOST']]);
  expect(recorder.codes()).toEqual(['FLUSH_FAILED']);
  expect(reader.codes()).toEqual(['REFRESH_FAILED']);
  // The consumer's pool has all its connections back.
  await vi.waitFor(() => expect(probing.client.pool.numUsed()).toBe(0), patience);
});

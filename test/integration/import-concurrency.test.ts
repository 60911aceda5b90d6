import { expect, it } from 'vitest';
import { exportMappings, importMappings, listAuditLog, recordUnmappedMarkets, updateMapping } from '../../src/index.js';
import { bet9jaMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';

it('imports, recorders and single changes of the same markets at once all succeed, and nothing is written twice', async () => {
  const { db } = await databaseForThisTest();
  const keys = Array.from({ length: 40 }, (_, at) => `S_M${at}`);
  const sightings = keys.map(key => ({ source: 'bet9ja' as const, externalMarketId: `${key}@1_O` }));
  await recordUnmappedMarkets(db, sightings);
  const set = keys.map(key => bet9jaMapping(key));
  await importMappings(db, set.slice(0, 10));
  const renamed = set.map(mapping => ({ ...mapping, name: 'Renamed' }));
  await Promise.all([
    importMappings(db, renamed),
    importMappings(db, [...renamed].reverse()),
    ...[1, 2, 3].flatMap(() => [
      recordUnmappedMarkets(db, [...sightings].reverse()),
      updateMapping(db, 'S_M3', { priority: 3 }),
      updateMapping(db, 'S_M7', { priority: 7 }),
    ]),
  ]);
  const names = (await exportMappings(db)).map(({ name }) => name);
  expect(names).toEqual(keys.map(() => 'Renamed'));
  expect((await listAuditLog(db, { action: 'CREATE', limit: 500 })).items).toHaveLength(40);
  const { rows } = await db.raw('select distinct status from unmapped_market_log');
  expect(rows).toEqual([{ status: 'MAPPED' }]);
});

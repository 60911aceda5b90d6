import { expect, it } from 'vitest';
import { createMapping, mapUnmappedMarket, recordUnmappedMarket, resolveMapping } from '../../src/index.js';
import { toStoredMarketId } from '../../src/input/stored-market-id.js';
import { databaseForThisTest } from '../support/databases.js';
import { openMapper } from '../support/mappers.js';

it('a market with an id over 100 characters is recorded, mapped and found again under its stored id', async () => {
  const { db } = await databaseForThisTest();
  const { mapper } = await openMapper(db);
  const key = { source: 'somebody', externalMarketId: `market of ${'x'.repeat(300)}` };
  const another = { ...key, externalMarketId: `${key.externalMarketId}y` };
  mapper.recordUnmapped(key);
  mapper.recordUnmapped(key);
  const [market] = (await mapper.flush()).discovered;
  expect(market).toMatchObject({ externalMarketId: toStoredMarketId(key.externalMarketId), occurrenceCount: 2 });
  expect((await recordUnmappedMarket(db, key)).id).toBe(market?.id);
  await createMapping(db, { canonicalId: 'long', name: 'Long', betpawaId: '1', outcomeMapping: [] });
  await mapUnmappedMarket(db, market?.id ?? 0, { to: 'long' });
  await mapper.refresh();
  expect(await resolveMapping(db, key)).toMatchObject({ canonicalId: 'long' });
  expect(mapper.resolve(key.source, key.externalMarketId)).toMatchObject({ canonicalId: 'long' });
  expect(await resolveMapping(db, another)).toBeNull();
  expect(mapper.resolve(another.source, another.externalMarketId)).toBeNull();
});

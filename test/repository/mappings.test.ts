import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkSchema,
  createMapping,
  deactivateMapping,
  deleteMapping,
  getMapping,
  getStats,
  listAuditLog,
  listUnmappedMarkets,
  mapUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  updateMapping,
} from '../../src/index.js';
import { createDatabase, IN_SCHEMA, type TestDatabase } from '../support/databases.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

describe('smoke', () => {
  it('works', async () => {
    const { db } = database;
    console.log(await checkSchema(db, IN_SCHEMA));
    const r = await recordUnmappedMarkets(
      db,
      [
        { source: 'bet9ja', externalMarketId: 'S_OU@2.5_O' },
        { source: 'sportybet', externalMarketId: '18', sampleOutcomes: [{ a: 1 }], marketName: 'x?' },
        { source: 'bet9ja', externalMarketId: 'S_OUA' },
        { source: 'betpawa', externalMarketId: '9', seenAt: new Date(0), occurrences: 5 },
        { source: 'x' as never, externalMarketId: '9' },
      ],
      IN_SCHEMA,
    );
    console.log(r, r.rejected[0]?.error.message);
    const m = await createMapping(
      db,
      {
        canonicalId: 'ou',
        name: 'Over',
        bet9jaKey: 'S_OU',
        sportybetId: '18',
        outcomeMapping: [
          { canonicalId: 'over', betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'O', position: 0 },
        ],
      },
      { actor: 'me', ...IN_SCHEMA },
    );
    console.log(m);
    console.log(
      await updateMapping(
        db,
        'ou',
        { name: 'Over/Under', priority: 3 },
        { ...IN_SCHEMA, expectedUpdatedAt: m.updatedAt },
      ),
    );
    console.log((await listAuditLog(db, {}, IN_SCHEMA)).items);
    console.log(await resolveMapping(db, { source: 'bet9ja', externalMarketId: 'S_OU@2.5_O' }, IN_SCHEMA));
    console.log((await listUnmappedMarkets(db, {}, IN_SCHEMA)).items);
    console.log(await getStats(db, IN_SCHEMA));
    const bad = (await listUnmappedMarkets(db, { source: 'betpawa' }, IN_SCHEMA)).items[0];
    console.log(await mapUnmappedMarket(db, bad!.id, { canonicalId: 'ou' }, IN_SCHEMA));
    await deactivateMapping(db, 'ou', IN_SCHEMA);
    await deleteMapping(db, 'ou', IN_SCHEMA);
    console.log(await listAuditLog(db, { limit: 1 }, IN_SCHEMA));
  });
});

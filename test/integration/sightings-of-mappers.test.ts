import type { Knex } from 'knex';
import { beforeEach, describe, expect, it } from 'vitest';
import { tablesIn } from '../../src/database/tables.js';
import { createMapping, deactivateMapping, recordUnmappedMarket } from '../../src/index.js';
import type { UnmappedSighting } from '../../src/model/index.js';
import { type Asked, toSightingSum } from '../../src/unmapped/sightings.js';
import { writeSightings } from '../../src/unmapped/write-sightings.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';

let db: Knex;
beforeEach(async () => {
  ({ db } = await databaseForThisTest());
});

const market = { source: 'sportybet', externalMarketId: '29' } as const;

/** What a mapper that loads its mappings now says when it meets a market unmapped. */
async function asked(): Promise<Asked> {
  const { rows } = await db.raw('select pg_current_snapshot()::text as snapshot, now() as at');
  return rows[0];
}

async function write(of: Asked, fields: Partial<UnmappedSighting> = {}): Promise<Record<string, unknown>> {
  await writeSightings(db, tablesIn({}), [{ ...toSightingSum({ ...market, ...fields }), asked: of }]);
  const { rows } = await db.raw('select * from unmapped_market_log');
  return rows[0];
}

describe('a market that was closed', () => {
  it('stays closed for a mapper whose mappings did not hold the change that closed it', async () => {
    await recordUnmappedMarket(db, market);
    const before = await asked();
    await createMapping(db, newMapping());
    expect(await write(before)).toMatchObject({ status: 'MAPPED', occurrence_count: 2 });
    const unknown = { reason: 'UNKNOWN_OUTCOMES', missingOutcomes: [{ id: null, name: 'Neither' }] } as const;
    expect(await write(before, unknown)).toMatchObject({ status: 'MAPPED', reason: null, missing_outcomes: null });
  });

  it('opens for a mapper whose mappings did: it asked, and got no answer', async () => {
    await recordUnmappedMarket(db, market);
    await createMapping(db, newMapping());
    const after = await asked();
    const unknown = { reason: 'UNKNOWN_OUTCOMES', missingOutcomes: [{ id: null, name: 'Neither' }] } as const;
    expect(await write(after, unknown)).toMatchObject({
      status: 'NEW',
      reason: 'UNKNOWN_OUTCOMES',
      missing_outcomes: [{ id: null, name: 'Neither' }],
    });
  });

  it('opens where its transaction is more than an hour older than the mappings, whatever ids a restore has left', async () => {
    await recordUnmappedMarket(db, market);
    await createMapping(db, newMapping());
    await db.raw(
      `update unmapped_market_log set closed_by = '4611686018427387904', closed_at = now() - interval '2 hours'`,
    );
    const after = await asked();
    expect(await write(after, { reason: 'UNKNOWN_OUTCOMES' })).toMatchObject({ status: 'NEW' });
  });

  it('opens where nobody knows who closed it', async () => {
    await db.raw(
      `insert into unmapped_market_log (source, external_market_id, status) values ('sportybet', '29', 'MAPPED')`,
    );
    expect(await write(await asked())).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_MARKET' });
  });
});

describe('a market that is written', () => {
  it('is MAPPED where a mapping has its id that the mapper did not have yet', async () => {
    const before = await asked();
    await createMapping(db, newMapping());
    expect(await write(before)).toMatchObject({ status: 'MAPPED', reason: null });
  });

  it('is NEW where the mapper had that mapping, and knew none of the outcomes', async () => {
    await createMapping(db, newMapping());
    const after = await asked();
    expect(await write(after, { reason: 'UNKNOWN_OUTCOMES' })).toMatchObject({
      status: 'NEW',
      reason: 'UNKNOWN_OUTCOMES',
    });
    // Not even once the mapping is gone: then nobody has its id.
    await deactivateMapping(db, 'btts_ft');
    expect(await write(await asked())).toMatchObject({ status: 'NEW', reason: 'UNKNOWN_MARKET' });
  });
});

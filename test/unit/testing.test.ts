import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { createTestDatabase, PG_MEM_CANNOT } from '../../src/schema/create-test-database.js';

const outcomeMapping = [
  { canonicalId: 'home', betpawaName: '1', sportybetDesc: 'Home', bet9jaSuffix: '1', position: 0 },
];

/** Every function that takes a database, called in a way that works on a real one. */
const FINDING = {
  rule: 'empty-name',
  mapping: '1x2_ft',
  source: null,
  message: 'has no name',
  about: [],
  fingerprint: 'f'.repeat(32),
};

const CALLS: Record<string, (db: Knex, schema: string) => Promise<unknown>> = {
  runMigrations: (db, schema) => library.runMigrations(db, { schema }),
  planMigrations: (db, schema) => library.planMigrations(db, { schema }),
  checkSchema: (db, schema) => library.checkSchema(db, { schema }),
  createMarketMapper: async (db, schema) => (await library.createMarketMapper(db, { schema, listen: false })).close(),
  createMapping: (db, schema) =>
    library.createMapping(db, { canonicalId: 'new', name: 'New', betpawaId: '7', outcomeMapping }, { schema }),
  getMapping: (db, schema) => library.getMapping(db, '1x2_ft', { schema }),
  listMappings: (db, schema) =>
    library.listMappings(db, { search: '1X2', source: 'bet9ja', isActive: true }, { schema }),
  exportMappings: (db, schema) => library.exportMappings(db, { schema }),
  importMappings: (db, schema) =>
    library.importMappings(db, [{ canonicalId: 'set', name: 'Set', betpawaId: '6', outcomeMapping }], { schema }),
  resolveMapping: (db, schema) =>
    library.resolveMapping(db, { source: 'bet9ja', externalMarketId: 'S_1X2_1' }, { schema }),
  updateMapping: (db, schema) => library.updateMapping(db, '1x2_ft', { priority: 1 }, { schema }),
  deactivateMapping: (db, schema) => library.deactivateMapping(db, '1x2_ft', { schema }),
  activateMapping: (db, schema) => library.activateMapping(db, '1x2_ft', { schema }),
  listAuditLog: (db, schema) => library.listAuditLog(db, { action: 'CREATE', from: new Date(0) }, { schema }),
  recordUnmappedMarket: (db, schema) =>
    library.recordUnmappedMarket(db, { source: 'betpawa', externalMarketId: '8' }, { schema }),
  recordUnmappedMarkets: (db, schema) =>
    library.recordUnmappedMarkets(db, [{ source: 'betpawa', externalMarketId: '9' }], { schema }),
  getUnmappedMarket: (db, schema) => library.getUnmappedMarket(db, 1, { schema }),
  suggestForUnmapped: (db, schema) => library.suggestForUnmapped(db, 1, { schema }),
  listUnmappedMarkets: (db, schema) =>
    library.listUnmappedMarkets(db, { search: 'odd', sortBy: 'lastSeenAt' }, { schema }),
  updateUnmappedMarket: (db, schema) => library.updateUnmappedMarket(db, 1, { notes: 'seen' }, { schema }),
  updateUnmappedMarkets: (db, schema) =>
    library.updateUnmappedMarkets(db, { source: 'betpawa' }, { notes: 'seen' }, { schema }),
  previewIgnoreRule: (db, schema) => library.previewIgnoreRule(db, { marketName: 'Odd*' }, { schema }),
  createIgnoreRule: (db, schema) => library.createIgnoreRule(db, { marketName: 'Even*', reason: 'odd' }, { schema }),
  listIgnoreRules: (db, schema) => library.listIgnoreRules(db, { schema }),
  deleteIgnoreRule: (db, schema) => library.deleteIgnoreRule(db, 1, { schema }),
  listUnmappedHistory: (db, schema) => library.listUnmappedHistory(db, { actor: 'ada' }, { schema }),
  pruneUnmapped: (db, schema) => library.pruneUnmapped(db, { olderThan: new Date(0) }, { schema }),
  mapUnmappedMarket: (db, schema) => library.mapUnmappedMarket(db, 1, { to: '1x2_ft' }, { schema }),
  mapUnmappedMarkets: (db, schema) => library.mapUnmappedMarkets(db, { ids: [1] }, { to: '1x2_ft' }, { schema }),
  getStats: (db, schema) => library.getStats(db, { schema }),
  dismissFinding: (db, schema) => library.dismissFinding(db, FINDING, { reason: 'meant', schema }),
  listDismissals: (db, schema) => library.listDismissals(db, { schema }),
  removeDismissal: (db, schema) => library.removeDismissal(db, 1, { schema }),
  repairSchema: (db, schema) => library.repairSchema(db, { schema }),
  listMappers: (db, schema) => library.listMappers(db, { schema }),
  deleteMapping: (db, schema) => library.deleteMapping(db, '1x2_ft', { schema }),
  getMappingAt: (db, schema) => library.getMappingAt(db, '1x2_ft', new Date(), { schema }),
  diffMappings: (db, schema) => library.diffMappings(db, { from: new Date() }, { schema }),
  previewMapping: (db, schema) =>
    library.previewMapping(db, { canonicalId: 'other', name: 'Other', betpawaId: '70', outcomeMapping }, { schema }),
  revertChange: (db, schema) => library.revertChange(db, 1, { schema, force: true }),
  pruneAuditLog: (db, schema) => library.pruneAuditLog(db, { olderThan: new Date(0) }, { schema }),
};

async function seed(db: Knex, schema: string): Promise<void> {
  await db('user_market_mappings')
    .withSchema(schema)
    .insert({
      canonical_id: '1x2_ft',
      name: '1X2',
      bet9ja_key: 'S_1X2',
      outcome_mapping: JSON.stringify([
        { canonical_id: 'home', betpawa_name: '1', sportybet_desc: 'Home', bet9ja_suffix: '1', position: 0 },
      ]),
    });
  await db('unmapped_market_log')
    .withSchema(schema)
    .insert({ source: 'betpawa', external_market_id: '4833', market_name: 'Odd / Even - FT' });
}

describe.each(['public', 'odds'])('a test database on pg-mem, in schema %s', schema => {
  let db: Knex;
  beforeAll(async () => {
    db = await createTestDatabase({ engine: 'pg-mem', schema });
    await seed(db, schema);
  });
  afterAll(() => db.destroy());

  it('reads what was inserted through knex', async () => {
    const mapping = await library.resolveMapping(db, { source: 'bet9ja', externalMarketId: 'S_1X2_1' }, { schema });
    expect(mapping).toMatchObject({ canonicalId: '1x2_ft', outcomeMapping, priority: 0, isActive: true });
    expect(mapping?.createdAt).toBeInstanceOf(Date);
    const { items } = await library.listUnmappedMarkets(db, { search: 'ODD /' }, { schema });
    expect(items).toMatchObject([{ externalMarketId: '4833', occurrenceCount: 1, status: 'NEW' }]);
  });

  it.each(Object.keys(CALLS))('%s works, or is listed in PG_MEM_CANNOT and throws', async name => {
    const call = CALLS[name];
    const outcome = await call?.(db, schema).then(
      () => 'works',
      () => 'throws',
    );
    expect(outcome).toBe(PG_MEM_CANNOT.some(listed => listed === name) ? 'throws' : 'works');
  });
});

describe('a test database on PGlite', () => {
  let db: Knex;
  beforeAll(async () => {
    db = await createTestDatabase({ schema: 'odds' });
    await seed(db, 'odds');
  });
  afterAll(() => db.destroy());

  it('is migrated and runs every function', async () => {
    expect(await library.checkSchema(db, { schema: 'odds' })).toMatchObject({ ok: true, pending: [] });
    for (const [name, call] of Object.entries(CALLS)) await expect(call(db, 'odds'), name).resolves.not.toThrow();
  });

  it('is tried with every function of the library that takes a database', () => {
    const notOnDatabase =
      /^(parse|format|from|grant|is|matches|comparePrices$|suggestMappings$|findPriceFaults$|learn|defineSource$|findSource$|measureCoverage$|participantKey$|isDismissed$|lintMappings$|toScrapedMarket$|targetOfSuggestion$|create(MigrationSource)$)|Schema$|Error$|^[A-Z]|^migrationSource$/;
    const functions = Object.keys(library).filter(
      name => !notOnDatabase.test(name) || ['checkSchema', 'repairSchema'].includes(name),
    );
    expect(Object.keys(CALLS).sort()).toEqual(functions.sort());
  });
});

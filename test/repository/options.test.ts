import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { newMapping, newSighting } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { errorOf, SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase();

/** Every function that takes options, called with some that it does not have. */
const CALLS: Readonly<Record<string, (options: never) => Promise<unknown>>> = {
  createMapping: options => library.createMapping(database.db, newMapping(), options),
  updateMapping: options => library.updateMapping(database.db, 'btts_ft', { name: 'x' }, options),
  activateMapping: options => library.activateMapping(database.db, 'btts_ft', options),
  deactivateMapping: options => library.deactivateMapping(database.db, 'btts_ft', options),
  deleteMapping: options => library.deleteMapping(database.db, 'btts_ft', options),
  getMapping: options => library.getMapping(database.db, 'btts_ft', options),
  listMappings: options => library.listMappings(database.db, {}, options),
  listAuditLog: options => library.listAuditLog(database.db, {}, options),
  resolveMapping: options =>
    library.resolveMapping(database.db, { source: 'betpawa', externalMarketId: '3795' }, options),
  recordUnmappedMarket: options => library.recordUnmappedMarket(database.db, newSighting(), options),
  recordUnmappedMarkets: options => library.recordUnmappedMarkets(database.db, [newSighting()], options),
  getUnmappedMarket: options => library.getUnmappedMarket(database.db, 1, options),
  listUnmappedMarkets: options => library.listUnmappedMarkets(database.db, {}, options),
  updateUnmappedMarket: options => library.updateUnmappedMarket(database.db, 1, { notes: 'x' }, options),
  mapUnmappedMarket: options => library.mapUnmappedMarket(database.db, 1, { to: 'btts_ft' }, options),
  getStats: options => library.getStats(database.db, options),
  exportMappings: options => library.exportMappings(database.db, options),
  importMappings: options => library.importMappings(database.db, [newMapping()], options),
  checkSchema: options => library.checkSchema(database.db, options),
  planMigrations: options => library.planMigrations(database.db, options),
  runMigrations: options => library.runMigrations(database.db, options),
};

describe.each(Object.entries(CALLS))('%s', (_, call) => {
  it('refuses an option that it does not have, and writes nothing', async () => {
    const before = await database.contents();
    const error = await errorOf(call({ ...IN_SCHEMA, acter: 'ada' } as never));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'options.acter' });
    expect(error.message).toContain('schema');
    expect(await database.contents()).toEqual(before);
  });
});

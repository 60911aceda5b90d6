import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/embedded.js';
import * as library from '../../src/index.js';

const pool = new pg.Pool();
afterAll(() => pool.end());

/** Every function that takes options and no database, called with one that it does not have. */
const CALLS: Readonly<Record<string, (options: never) => unknown>> = {
  parseEvent: options => library.parseEvent({ data: { markets: [] } }, 'sportybet', options),
  parseEvents: options => library.parseEvents({ data: { markets: [] } }, 'sportybet', options),
  learnOutcomeIds: options => library.learnOutcomeIds({ sportybetId: '1', outcomeMapping: [] }, [], options),
  learnSourceIds: options =>
    library.learnSourceIds([], [], { source: 'msport', like: 'sportybet', ...(options as object) }),
  fromPool: options => library.fromPool(pool, options),
  createMigrationSource: options => library.createMigrationSource(options),
  openEmbedded: options => openEmbedded(options),
};

describe.each(Object.entries(CALLS))('%s', (_, call) => {
  it('refuses an option that it does not have: a misspelt one would silently do nothing', async () => {
    await expect((async () => call({ datadir: './data' } as never))()).rejects.toMatchObject({
      code: 'VALIDATION',
      field: 'options.datadir',
    });
  });
});

describe('learnSourceIds', () => {
  it.each([
    ['source', { source: 'MSport', like: 'sportybet' }],
    ['like', { source: 'msport', like: '' }],
    ['like', { source: 'msport', like: 'msport' }],
  ])('refuses a wrong %s', (name, options) => {
    expect(() => library.learnSourceIds([], [], options)).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field: `options.${name}` }),
    );
  });
});
